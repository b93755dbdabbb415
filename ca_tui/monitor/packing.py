"""Results to bytes and back, in a quarter of the time that pickling takes.

Their fields become a flat tuple for `marshal`, times as text; of the record as it came
only the values are kept with each result, because most records have the same keys. The
file is private to this process and has no name, so that nothing comes back that was
not written here.
"""

from __future__ import annotations

import marshal
import threading
from dataclasses import fields
from datetime import datetime
from operator import attrgetter, itemgetter
from typing import Final, NamedTuple, TypeAlias

from ca_tui.api.models import InvocationResult, Json, OssOutput, ResultKey
from ca_tui.monitor.codec import compress, digest, expand

MOST_SHAPES: Final = 100
"""Lists of keys that are remembered; a service has a few."""

MOST_KEYS: Final = 100
"""Of a list that is remembered."""

LONGEST_SHAPE: Final = 4000
"""Characters of a list that is remembered."""

NO_REFERENCES: Final = 2
"""Version of `marshal`."""

TOO_DEEP: Final[dict[str, Json]] = {"": "nested too deeply to be kept"}

Plain: TypeAlias = "bool | int | float | str | bytes | tuple[Plain, ...] | Json | None"
"""What `marshal` takes."""

Flat: TypeAlias = tuple[Plain, ...]

_NAMES: Final = tuple(
    each.name
    for each in fields(InvocationResult)
    if each.name not in ("key", "output", "raw")
)
_TIME_NAMES: Final = tuple(name for name in _NAMES if name.endswith("_time"))
_TIMES: Final = tuple(map(_NAMES.index, _TIME_NAMES))
_OSS: Final = _NAMES.index("oss_output")
_values: Final = attrgetter(*_NAMES)
_times: Final = attrgetter(*_TIME_NAMES)
_oss_values: Final = attrgetter(*(each.name for each in fields(OssOutput)))
_key_values: Final = attrgetter(*(each.name for each in fields(ResultKey)))


class Brief(NamedTuple):
    """What a line shows of a result; times as text."""

    key: ResultKey
    invocation_status: str
    exit_code: int | None
    error_code: str
    error_info: str
    start_time: str | None
    finished_time: str | None
    stop_time: str | None
    dropped: int | None
    repeats: int | None
    username: str
    container_name: str


_brief: Final = itemgetter(*map(_NAMES.index, Brief._fields[1:]))


class Shapes:
    """Lists of keys by number, the same as long as the process lives."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, ...], int] = {}
        self._lists: list[tuple[str, ...]] = []
        self._lock = threading.Lock()

    def number(self, keys: tuple[str, ...]) -> int | tuple[str, ...]:
        """The number of a list of keys; the list itself where there is no room."""
        found = self._numbers.get(keys)
        if found is not None:
            return found
        if len(keys) > MOST_KEYS or sum(map(len, keys)) > LONGEST_SHAPE:
            return keys
        with self._lock:
            if len(self._lists) >= MOST_SHAPES:
                return keys
            # another thread may have been here with the same keys: both are right
            self._lists.append(keys)
            self._numbers[keys] = len(self._lists) - 1
            return self._numbers[keys]

    def keys(self, shape: int | tuple[str, ...]) -> tuple[str, ...]:
        """The list of keys again."""
        return self._lists[shape] if isinstance(shape, int) else shape


_SHAPES: Final = Shapes()


def flat(result: InvocationResult) -> Flat:
    """A result, without its output and its record, as one tuple."""
    key: tuple[str, ...] = _key_values(result.key)
    values: list[Plain] = list(_values(result))
    times: tuple[datetime | None, ...] = _times(result)
    for index, time in zip(_TIMES, times, strict=True):
        values[index] = None if time is None else time.isoformat()
    if result.oss_output is not None:
        values[_OSS] = _oss_values(result.oss_output)
    return key, *values


def fingerprint(values: Flat, output: bytes | None, *, guessed: bool) -> bytes:
    """Equal for replies that say the same; `output` is the digest of what it printed.

    Its record is not looked at: what no field tells is not compared.
    """
    # without references, which tell strings that are equal from the same string
    return digest(marshal.dumps((*values, output, guessed), NO_REFERENCES))


def pack_result(values: Flat, raw: dict[str, Json]) -> bytes:
    """A flat result, and a record as it came, for `unpack_result`.

    A record that is nested beyond reason is not kept.
    """
    try:
        record = _shaped(raw)
    except ValueError:
        record = _shaped(TOO_DEEP)
    return compress(marshal.dumps((values, record)))


def unpack_result(data: bytes) -> InvocationResult:
    """The result that was packed, with its record in `raw`."""
    (key, *rest), record = marshal.loads(expand(data))
    for index in _TIMES:
        if rest[index] is not None:
            rest[index] = datetime.fromisoformat(rest[index])
    if rest[_OSS] is not None:
        rest[_OSS] = OssOutput(*rest[_OSS])
    shape, came = marshal.loads(record)
    raw: dict[str, Json] = dict(zip(_SHAPES.keys(shape), came, strict=True))
    # by place: `_NAMES` has all the fields between the key and these two, in order
    rest += (None, raw)
    return InvocationResult(ResultKey(*key), *rest)


def unpack_brief(data: bytes) -> Brief:
    """What a line shows of the result that was packed, in a third of the time."""
    (key, *rest), _ = marshal.loads(expand(data))
    return Brief(ResultKey(*key), *_brief(rest))


def _shaped(raw: dict[str, Json]) -> bytes:
    """A record by itself, so that the rest is read without it."""
    return marshal.dumps((_SHAPES.number(tuple(raw)), tuple(raw.values())))
