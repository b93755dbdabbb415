"""Values to what SQLite takes, and back.

Whole values are pickled: the file is private to this process and has no name, so that
nothing comes back that was not written here. Text that SQL compares is stored beside
them without lone surrogates, which SQLite refuses.
"""

from __future__ import annotations

import json
import pickle
import zlib
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Final, TypeVar

from ca_tui.api.models import Json, ResultKey
from ca_tui.api.status import Phase

T = TypeVar("T")

PHASES: Final = tuple(Phase)
"""Their numbers in the tables."""

NUMBER: Final = {phase: number for number, phase in enumerate(PHASES)}

LEVEL: Final = 1
"""Of zlib: outputs are text, and the fastest level halves them at least."""

LARGEST: Final = 2**63 - 1

TOO_DEEP: Final[dict[str, Json]] = {"": "nested too deeply to be kept"}


def pack(value: object) -> bytes:
    """A value as bytes for `unpack`."""
    return zlib.compress(pickle.dumps(value, pickle.HIGHEST_PROTOCOL), LEVEL)


def unpack(kind: type[T], data: bytes) -> T:
    """The value of that type which was packed."""
    value = pickle.loads(zlib.decompress(data))
    if not isinstance(value, kind):
        raise TypeError(f"{kind.__name__} was expected, not {type(value).__name__}")
    return value


def pack_raw(raw: dict[str, Json]) -> bytes:
    """A record as it came; one that is nested beyond reason is not kept."""
    try:
        return pack(raw)
    except RecursionError:
        return pack(TOO_DEEP)


def unpack_raw(data: bytes) -> dict[str, Json]:
    """The record that was packed."""
    raw: dict[str, Json] = unpack(dict, data)
    return raw


def compress(data: bytes) -> bytes:
    """An output as it is stored."""
    return zlib.compress(data, LEVEL)


def expand(data: bytes) -> bytes:
    """An output that was stored."""
    return zlib.decompress(data)


def digest(data: bytes) -> bytes:
    """What tells two outputs apart without reading the stored one."""
    return blake2b(data, digest_size=16).digest()


def key_text(key: ResultKey) -> str:
    """A key as one text that has all of it."""
    parts = (
        key.service,
        key.region_id,
        key.invoke_id,
        key.instance_id,
        key.container_id,
        key.start_time,
    )
    return json.dumps(parts, separators=(",", ":"))


def key_of(text: str) -> ResultKey:
    """The key of a text by `key_text`."""
    return ResultKey(*json.loads(text))


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
