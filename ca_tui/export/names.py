"""File names out of names that servers gave: safe on every system, and different."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

LONGEST: Final = 120
"""Bytes of a name; file systems take 255, with what is put behind it."""

_UNWANTED: Final = re.compile(r'[\x00-\x20\x7f"*/:<>?\\|]+')
"""What some system forbids, and blanks, which shells part words at."""

_RESERVED: Final = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)", re.I)
"""Names of devices where a disk of Windows is read, whatever their suffix."""


def safe_name(text: str, *, otherwise: str = "unnamed") -> str:
    """A file name that resembles `text`; letters of every script stay."""
    kept = "".join(each if _written(each) else "_" for each in text)
    name = _UNWANTED.sub("_", unicodedata.normalize("NFC", kept))
    name = name.encode("utf-8", "replace")[:LONGEST].decode("utf-8", "ignore")
    # a dot or a dash in front hides a file or makes an option of it
    name = name.lstrip(".-~_").rstrip("._ ")
    if _RESERVED.match(name):
        name = f"_{name}"
    return name or otherwise


class Names:
    """Gives every name once, whether or not a file system tells cases apart."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def give(self, stem: str, suffix: str) -> str:
        """`stem` and `suffix`, or with a number between them if that is taken."""
        number = 1
        name = f"{stem}{suffix}"
        while _folded(name) in self._given:
            number += 1
            name = f"{stem}~{number}{suffix}"
        self._given.add(_folded(name))
        return name


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()


def _written(char: str) -> bool:
    """Whether a character is one that people see and type."""
    return char.isprintable() or char == " "
