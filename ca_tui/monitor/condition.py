"""Pieces of SQL that say which rows, and the values of their question marks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

Parameter: TypeAlias = str | int | float


@dataclass(frozen=True, slots=True)
class Condition:
    """An SQL expression that is 0 or 1, and the values of its question marks."""

    sql: str = "1"
    values: tuple[Parameter, ...] = ()
    deep: bool = False
    """It reads outputs."""


NEVER = Condition("0")

ALL = Condition()
"""A filter that leaves everything."""


def every(conditions: Iterable[Condition]) -> Condition:
    """All of them; outputs are read only where everything else holds."""
    cheap, deep = _parted(conditions)
    if cheap and deep:
        return _combined("CASE WHEN {} THEN {} ELSE 0 END", every(cheap), every(deep))
    return _joined(cheap or deep, " AND ")


def either(conditions: Iterable[Condition]) -> Condition:
    """At least one, or there is none; outputs are read only where no other holds."""
    cheap, deep = _parted(conditions)
    if cheap and deep:
        return _combined("CASE WHEN {} THEN 1 ELSE {} END", either(cheap), either(deep))
    return _joined(cheap or deep, " OR ")


def opposite(condition: Condition) -> Condition:
    """Where it does not hold."""
    return _combined("(NOT {})", condition)


def _parted(
    conditions: Iterable[Condition],
) -> tuple[list[Condition], list[Condition]]:
    cheap: list[Condition] = []
    deep: list[Condition] = []
    for condition in conditions:
        (deep if condition.deep else cheap).append(condition)
    return cheap, deep


def _joined(conditions: list[Condition], operator: str) -> Condition:
    if len(conditions) < 2:
        return conditions[0] if conditions else Condition()
    sql = operator.join(["{}"] * len(conditions))
    return _combined(f"({sql})", *conditions)


def _combined(form: str, *conditions: Condition) -> Condition:
    return Condition(
        form.format(*(condition.sql for condition in conditions)),
        tuple(value for condition in conditions for value in condition.values),
        any(condition.deep for condition in conditions),
    )
