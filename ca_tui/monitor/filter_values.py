"""Numbers, spans, sizes and times of a filter: text to bounds.

    0   >0   !0   1..5   10..        numbers
    30s   >5m   1h30m   0.2s         spans; without a unit, seconds
    10k   >1.5MB                     sizes, with 1 KB = 1,024 bytes as the vendor counts
    <2h   >14:00   2026-11-20        times: less than two hours ago, after, on that day

What is equal depends on what is told: `5m` is what shows as 5 minutes and some seconds,
`14:00` that minute, `2026-11-20` that day.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from enum import Enum, auto
from math import inf
from typing import Final

from ca_tui.monitor.codec import LARGEST
from ca_tui.monitor.filter_error import FilterError
from ca_tui.monitor.filter_syntax import Value


class Kind(Enum):
    """What a column's values are, and so how they are compared."""

    TEXT = auto()
    STATUS = auto()
    CHOICE = auto()
    TAG = auto()
    OUTPUT = auto()
    NUMBER = auto()
    SPAN = auto()
    SIZE = auto()
    TIME = auto()


@dataclass(frozen=True, slots=True)
class When:
    """What times are relative to."""

    now: datetime
    """Aware."""
    zone: tzinfo | None
    """Of times that are told without one; None: the system's local time."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """An interval; infinite where it has no end."""

    low: float = -inf
    high: float = inf
    with_low: bool = True
    with_high: bool = True


EXAMPLES: Final[dict[Kind, tuple[str, ...]]] = {
    Kind.NUMBER: ("0", ">0", "1..5"),
    Kind.SPAN: ("30s", ">5m", "1h..2h"),
    Kind.SIZE: (">10k", "1.5MB", "0"),
    Kind.TIME: ("<2h", ">14:00", "2026-11-20"),
}
"""What may be typed, by kind."""

_NAMES: Final = {
    Kind.NUMBER: "a whole number",
    Kind.SPAN: "a span of time",
    Kind.SIZE: "a size",
    Kind.TIME: "a time, a day or an age",
}

_OPERATOR: Final = re.compile(r"[<>]=?|=")

_LATER: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
"""What an operator of an age says of the time; without one, it is in that span."""

_SPAN_UNITS: Final = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}

_SIZE_UNITS: Final = {"": 1, "b": 1, "k": 2**10, "m": 2**20, "g": 2**30}

_NUMBER: Final = re.compile(r"-?[0-9]{1,40}")

_AMOUNT: Final = r"[0-9]{1,12}(?:\.[0-9]{0,6})?"

_SPAN: Final = re.compile(rf"({_AMOUNT})([smhdw])")

_SPANS: Final = re.compile(rf"{_AMOUNT}|(?:{_AMOUNT}[smhdw])+")

_SIZE: Final = re.compile(rf"({_AMOUNT}) ?(b|[kmg]?)(?:i?b)?")

_TIME: Final = re.compile(
    r"(?:([0-9]{4})-([0-9]{2})-([0-9]{2}))?[t ]?"
    r"(?:([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?)?(z|[+-][0-9]{2}:?[0-9]{2})?"
)

_UNFINISHED: Final = {
    Kind.NUMBER: re.compile(r"[-0-9.]*"),
    Kind.SPAN: re.compile(r"(?:[0-9.][0-9.smhdw]*)?"),
    Kind.SIZE: re.compile(r"(?:[0-9.][0-9.bikmg]*)?"),
    Kind.TIME: re.compile(r"(?:[0-9.][-+:.0-9tzsmhdw ]*)?"),
}
"""What somebody may have typed so far."""

_DAY: Final = timedelta(days=1)

_DAYS: Final = {"today": timedelta(), "yesterday": _DAY}


@dataclass(frozen=True, slots=True)
class _Point:
    """A value as it was told: it stands for `low` up to but not with `high`."""

    low: float
    high: float
    whole: bool = False
    """Later than a day is after its end; elsewhere, after its begin."""
    age: bool = False
    """Told as a span before now, so that less means later."""


def bounds(kind: Kind, value: Value, when: When) -> Bounds:
    """The interval that a value and its operator tell. Raises FilterError."""
    text = value.text.strip().casefold()
    found = _OPERATOR.match(text)
    operator = found[0] if found else ""
    text = text[len(operator) :].strip()
    try:
        if not operator and ".." in text:
            return _range(kind, text, when)
        return _compared(operator, _point(kind, text, when))
    except (ValueError, OverflowError, OSError):
        unfinished = value.last and _unfinished(kind, text)
        message = f'"{value.text}" is not {_NAMES[kind]}'
        raise FilterError(
            message, value.start, value.end, EXAMPLES[kind], incomplete=unfinished
        ) from None


def _unfinished(kind: Kind, text: str) -> bool:
    if kind is Kind.TIME and any(day.startswith(text) for day in _DAYS):
        return True
    return _UNFINISHED[kind].fullmatch(text) is not None


def _compared(operator: str, point: _Point) -> Bounds:
    if point.age:
        operator = _LATER.get(operator, ">=")
    start = point.high if point.whole else point.low
    match operator:
        case "<":
            return Bounds(high=point.low, with_high=False)
        case "<=":
            return Bounds(high=start, with_high=not point.whole)
        case ">":
            return Bounds(low=start, with_low=point.whole)
        case ">=":
            return Bounds(low=point.low)
    return Bounds(point.low, point.high, with_high=point.low == point.high)


def _range(kind: Kind, text: str, when: When) -> Bounds:
    first, _, second = (each.strip() for each in text.partition(".."))
    if not first and not second:
        raise ValueError
    low = _point(kind, first, when) if first else None
    high = _point(kind, second, when) if second else None
    if (low is None or low.age) and (high is None or high.age):
        low, high = high, low
    found = Bounds(
        -inf if low is None else low.low,
        inf if high is None else high.high if high.whole else high.low,
        with_high=high is None or not high.whole,
    )
    if found.low > found.high:
        raise ValueError
    return found


def _point(kind: Kind, text: str, when: When) -> _Point:
    """A value without operator. Raises ValueError, OverflowError or OSError."""
    match kind:
        case Kind.NUMBER:
            return _number(text)
        case Kind.SPAN:
            seconds, step = _seconds(text)
            return _Point(seconds, seconds + step)
        case Kind.SIZE:
            return _size(text)
    if _SPANS.fullmatch(text) and text[-1:] in _SPAN_UNITS:
        instant = when.now.timestamp() - _seconds(text)[0]
        return _Point(instant, instant, age=True)
    return _time(text, when)


def _number(text: str) -> _Point:
    if not _NUMBER.fullmatch(text):
        raise ValueError
    number = max(-LARGEST - 1, min(LARGEST, int(text)))
    return _Point(number, number)


def _seconds(text: str) -> tuple[float, float]:
    """A span, and the step to the next one that would be told like that."""
    if not _SPANS.fullmatch(text):
        raise ValueError
    parts = _SPAN.findall(text) or [(text, "")]
    total = sum(float(amount) * _SPAN_UNITS[unit] for amount, unit in parts)
    amount, unit = parts[-1]
    return total, _SPAN_UNITS[unit] / _tenths(amount)


def _size(text: str) -> _Point:
    found = _SIZE.fullmatch(text)
    if found is None:
        raise ValueError
    amount, unit = found.groups()
    factor = _SIZE_UNITS[unit]
    size = float(amount) * factor
    return _Point(size, size if factor == 1 else size + factor / _tenths(amount))


def _tenths(amount: str) -> float:
    return float(10 ** len(amount.partition(".")[2]))


def _time(text: str, when: When) -> _Point:
    here = when.now.astimezone(when.zone)
    midnight = here.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    if text in _DAYS:
        return _day(midnight - _DAYS[text], when.zone)
    found = _TIME.fullmatch(text)
    if found is None or not text:
        raise ValueError
    year, month, day, hour, minute, second, offset = found.groups()
    zone = _zone(offset) if offset else when.zone
    if year:
        midnight = midnight.replace(int(year), int(month), int(day))
    elif not hour:
        raise ValueError
    if not hour:
        return _day(midnight, zone)
    told = midnight.replace(hour=int(hour), minute=int(minute), second=int(second or 0))
    start = _instant(told, zone)
    return _Point(start, start + (1 if second else 60))


def _day(midnight: datetime, zone: tzinfo | None) -> _Point:
    return _Point(_instant(midnight, zone), _instant(midnight + _DAY, zone), whole=True)


def _instant(told: datetime, zone: tzinfo | None) -> float:
    aware = told.astimezone() if zone is None else told.replace(tzinfo=zone)
    return aware.timestamp()


def _zone(offset: str) -> tzinfo:
    if offset == "z":
        return UTC
    zone = datetime.fromisoformat(f"2000-01-01T00:00:00{offset}").tzinfo
    return zone or UTC
