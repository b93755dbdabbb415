"""Values to what SQLite takes, and back.

Whole values are pickled: the file is private to this process and has no name, so that
nothing comes back that was not written here. Text that SQL compares is stored beside
them without lone surrogates, which SQLite refuses.
"""

from __future__ import annotations

import json
import pickle
import zlib
from dataclasses import fields
from datetime import UTC, datetime
from hashlib import blake2b
from operator import attrgetter
from typing import Final, TypeVar

from ca_tui.api.models import ResultKey
from ca_tui.api.status import Phase

T = TypeVar("T")

PHASES: Final = tuple(Phase)
"""Their numbers in the tables."""

NUMBER: Final = {phase: number for number, phase in enumerate(PHASES)}

LEVEL: Final = 1
"""Of zlib: most is text, and the fastest level halves it at least."""

LARGEST: Final = 2**63 - 1

MEMORY: Final = 5
"""Of zlib, for a tenth of the memory that is got and given back for each text: most are
short."""

WORTH_IT: Final = 1024
"""Bytes from which on compressing saves more than it costs."""

AS_IT_IS: Final = b"\0"
"""Before bytes that are not compressed; no zlib stream begins with it."""

BETWEEN_PARTS: Final = "\x1f"
"""Of a key's text, which begins with the service's name and so never with a bracket."""

_key_parts: Final = attrgetter(*(each.name for each in fields(ResultKey)))


def pack(value: object) -> bytes:
    """A value as bytes for `unpack`."""
    return compress(pickle.dumps(value, pickle.HIGHEST_PROTOCOL))


def unpack(kind: type[T], data: bytes) -> T:
    """The value of that type which was packed."""
    value = pickle.loads(expand(data))
    if not isinstance(value, kind):
        raise TypeError(f"{kind.__name__} was expected, not {type(value).__name__}")
    return value


def compress(data: bytes) -> bytes:
    """Bytes as they are stored: compressed where that is worth its time."""
    if len(data) < WORTH_IT:
        return AS_IT_IS + data
    deflate = zlib.compressobj(LEVEL, zlib.DEFLATED, zlib.MAX_WBITS, MEMORY)
    return deflate.compress(data) + deflate.flush()


def expand(data: bytes) -> bytes:
    """The bytes that were stored."""
    return data[1:] if data.startswith(AS_IT_IS) else zlib.decompress(data)


def digest(data: bytes) -> bytes:
    """What tells two outputs apart without reading the stored one."""
    return blake2b(data, digest_size=16).digest()


def key_text(key: ResultKey) -> str:
    """A key as one text that has all of it."""
    parts = _key_parts(key)
    text = BETWEEN_PARTS.join(parts)
    if text.isascii() and text.count(BETWEEN_PARTS) == len(parts) - 1:
        return text
    return json.dumps(parts, separators=(",", ":"))


def key_of(text: str) -> ResultKey:
    """The key of a text by `key_text`."""
    parts = json.loads(text) if text.startswith("[") else text.split(BETWEEN_PARTS)
    return ResultKey(*parts)


def plain(text: str) -> str:
    """Text that SQLite takes: lone surrogates become question marks."""
    if text.isascii():
        return text
    return text.encode("utf-8", "replace").decode("utf-8")


def bounded(number: int | None) -> int | None:
    """A number that SQLite takes: giants become the largest there is."""
    return None if number is None else max(-LARGEST - 1, min(LARGEST, number))


def instant(time: datetime | None) -> float | None:
    """Seconds since 1970; a time without a zone is taken for UTC."""
    if time is None:
        return None
    aware = time if time.tzinfo else time.replace(tzinfo=UTC)
    return aware.timestamp()


def moment(seconds: float) -> datetime:
    """The aware time of seconds since 1970."""
    return datetime.fromtimestamp(seconds, UTC)


def iso(time: datetime | None) -> str | None:
    """A time as text, with its zone if it has one."""
    return None if time is None else time.isoformat()


def from_iso(text: str | None) -> datetime | None:
    """The time of a text by `iso`."""
    return None if text is None else datetime.fromisoformat(text)
