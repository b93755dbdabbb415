"""One field of a reply, read whatever vintage it is.

Every reader takes any JSON value and never raises: what cannot be read is absent
(`""` or None) and stays visible in the record's `raw`. Names are given folded:
lower case without underscores.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final, TypeAlias

from ca_tui.api.models import Json, Tags

Record: TypeAlias = dict[str, Json]
"""An object of a reply; with folded keys after `fold`."""

WIDEST_INTEGER: Final = 2**63
"""SQLite keeps 64 bits; an integer beyond them is no exit code and no count."""

_INTEGER: Final = re.compile(r"[+-]?[0-9]{1,19}(?:\.0*)?")
_EPOCH: Final = re.compile(r"[0-9]{9,13}")
_SECONDS: Final = 100_000_000
"""1973: a smaller number is no time of day and date, nor is 0."""
_MILLISECONDS: Final = 100_000_000_000
"""The year 5138 in seconds: from here on a number counts milliseconds."""
_LONGEST_TIME: Final = 40
_LONGEST_KNOWN: Final = 64
"""Longer keys are no field's name and not worth remembering."""
_MOST_KEYS: Final = 64
_LONGEST_KEYS: Final = 2048
"""Characters of all keys of a record whose names are remembered."""
_TRUE: Final = frozenset({"true", "1", "yes"})
_FALSE: Final = frozenset({"false", "0", "no"})
_DEEPEST_LIST: Final = 4


def fold_key(key: str) -> str:
    """The name of a field, without the case and underscores of its vintage."""
    return _fold_known(key) if len(key) <= _LONGEST_KNOWN else _fold(key)


def _fold(key: str) -> str:
    return key.strip().replace("_", "").casefold()


_fold_known: Final = lru_cache(maxsize=1024)(_fold)


def folded_keys(record: Record) -> tuple[str, ...]:
    """The names of all fields, in order; thousands of records have the same ones."""
    keys = tuple(record)
    if len(keys) > _MOST_KEYS or sum(map(len, keys)) > _LONGEST_KEYS:
        return tuple(map(fold_key, keys))
    return _fold_all(keys)


@lru_cache(maxsize=256)
def _fold_all(keys: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(fold_key, keys))


def fold(value: Json) -> Record:
    """An object with folded keys; of two that fold alike the first present one.

    Anything but an object is an empty one.
    """
    if not isinstance(value, dict):
        return {}
    names = folded_keys(value)
    folded: Record = dict(zip(names, value.values(), strict=True))
    if len(folded) == len(value):
        return folded
    folded = {}
    for name, item in zip(names, value.values(), strict=True):
        if name not in folded or absent(folded[name]):
            folded[name] = item
    return folded


def absent(value: Json) -> bool:
    """Whether a value says nothing: null, or nothing but blanks."""
    return value is None or (isinstance(value, str) and not value.strip())


def first(record: Record, *names: str) -> Json:
    """The first present value under these folded names."""
    for name in names:
        value = record.get(name)
        if not absent(value):
            return value
    return None


def whole_text(value: Json) -> str:
    """A scalar as text, blanks kept; `""` for null, objects and lists.

    Lone surrogates, which JSON can spell and UTF-8 cannot, become U+FFFD.
    """
    if isinstance(value, str):
        return _without_surrogates(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value) if abs(value) < WIDEST_INTEGER else ""
    return repr(value) if isinstance(value, float) else ""


def text(record: Record, *names: str) -> str:
    """A scalar field as stripped text; `""` where absent."""
    for name in names:
        value = record.get(name)
        if value is None:
            continue
        if not isinstance(value, str):
            return whole_text(value).strip()
        stripped = value.strip()
        if stripped:
            return _without_surrogates(stripped)
    return ""


def integer(record: Record, *names: str) -> int | None:
    """A whole number of at most 64 bits, also from `" 0 "` and `0.0`."""
    value = first(record, *names)
    if isinstance(value, str):
        number = value.strip()
        if not _INTEGER.fullmatch(number):
            return None
        value = int(number.partition(".")[0])
    elif isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if -WIDEST_INTEGER <= value < WIDEST_INTEGER else None


def boolean(record: Record, *names: str) -> bool | None:
    """A truth value, also from `"True"`, `"false"`, 0 and 1."""
    word = text(record, *names).casefold()
    if word in _TRUE:
        return True
    return False if word in _FALSE else None


def when(record: Record, *names: str) -> datetime | None:
    """A time: aware UTC, or naive where it came without a zone.

    ISO 8601 with or without seconds, fractions, offset or `T`; seconds or
    milliseconds since 1970. A zero time is none.
    """
    value = first(record, *names)
    if isinstance(value, str):
        value = value.strip()
        if len(value) > _LONGEST_TIME:
            return None
        if "-" in value or not _EPOCH.fullmatch(value):
            return _iso_time(value)
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return _epoch_time(value)


def _iso_time(value: str) -> datetime | None:
    try:
        time = datetime.fromisoformat(value)
        aware = time if time.tzinfo in (None, UTC) else time.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return aware if aware.year > 1 else None


def _epoch_time(value: float) -> datetime | None:
    if not _SECONDS <= value < _MILLISECONDS * 1000:
        return None
    seconds = value if value < _MILLISECONDS else value / 1000
    return datetime.fromtimestamp(seconds, UTC)


def listed(value: Json, *inner: str, depth: int = _DEEPEST_LIST) -> list[Json]:
    """The members of a list in any wrapping.

    `{"Inner": [...]}`, `[...]`, one bare object and null are the same list to
    services, vintages and XML. `inner`: the wrapper's possible names, folded.
    """
    if absent(value) or depth == 0:
        return []
    if isinstance(value, list):
        return value
    if not isinstance(value, dict):
        return [value]
    folded = fold(value)
    for name in inner:
        if name in folded:
            return listed(folded[name], *inner, depth=depth - 1)
    return [value] if value else []


def tags(value: Json) -> Tags:
    """Tags as `{"Tag": [{"TagKey", "TagValue"}]}`, a bare list or one object.

    Instances say Key and Value; a plain `{key: value}` object is read as well.
    """
    found: list[tuple[str, str]] = []
    for item in listed(value, "tag"):
        record = fold(item)
        name = text(record, "tagkey", "key")
        if name:
            found.append((name, text(record, "tagvalue", "value")))
        elif isinstance(item, dict) and not record.keys() & {"tagkey", "key"}:
            found += [
                (whole_text(key), whole_text(member).strip())
                for key, member in item.items()
                if isinstance(member, str)
            ]
    return tuple(found)


def parameters(value: Json) -> tuple[tuple[str, str], ...]:
    """A command's custom parameters: an object, or the JSON text of one."""
    if not isinstance(value, str):
        return _flat_pairs(value)
    # most runs are of commands that have none
    if value == "{}":
        return ()
    try:
        return _flat_pairs(json.loads(value))
    except (ValueError, RecursionError):
        return ()


def _flat_pairs(value: Json) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, dict):
        return ()
    return tuple((whole_text(key), _flat(item)) for key, item in value.items())


def _flat(value: Json) -> str:
    if not isinstance(value, dict | list):
        return whole_text(value)
    try:
        return json.dumps(value, ensure_ascii=True)
    except (ValueError, RecursionError):
        return ""


def _without_surrogates(value: str) -> str:
    if value.isascii():
        return value
    try:
        value.encode()
    except UnicodeEncodeError:
        return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return value
