"""What the value of an option may be: text -> value, for argparse."""

from __future__ import annotations

import argparse

from ca_tui.config import depth_of, tag_of


def seconds(text: str) -> float:
    """From none to a day."""
    return _checked(float, text, 0, 86_400, "seconds from 0 to 86400")


def port(text: str) -> int:
    """A TCP port; 0 is any free one."""
    return int(_checked(int, text, 0, 65_535, "a port from 0 to 65535"))


def count(text: str) -> int:
    """How many."""
    return int(_checked(int, text, 1, 1_000_000, "a number from 1 to 1000000"))


def few(text: str) -> int:
    """How many at a time."""
    return int(_checked(int, text, 1, 32, "a number from 1 to 32"))


def _checked(
    kind: type[int] | type[float], text: str, low: float, high: float, what: str
) -> float:
    try:
        value = kind(text)
    except ValueError:
        value = -1
    if not low <= value <= high:
        raise argparse.ArgumentTypeError(f"{text!r} is not {what}")
    return value


def depth(text: str) -> int | None:
    """A number of results, None for all."""
    try:
        return depth_of(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text!r} is neither a number of results nor 'all'"
        ) from None


def tag(text: str) -> tuple[str, str]:
    """A key and its value."""
    try:
        return tag_of(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not KEY=VALUE") from None
