"""Chance that repeats itself: numbers drawn from a seed, the same on every machine.

`random.Random` would do, but seeding one costs more than all draws of a row together,
and a page of the world is made of hundreds of seeds.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Final, TypeVar

T = TypeVar("T")

_MASK: Final = (1 << 64) - 1

_STEP: Final = 0x9E3779B97F4A7C15

ID_ALPHABET: Final = "0123456789abcdefghijklmnopqrstuvwxyz"
"""The characters of the vendor's ids."""

HEX: Final = "0123456789abcdef"


def _mix(value: int) -> int:
    """One step of splitmix64 (Steele, Lea, Flood 2014)."""
    value = (value + _STEP) & _MASK
    value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & _MASK
    return value ^ (value >> 31)


def number_of(text: str) -> int:
    """A number that stands for a text in `Dice(...)`."""
    data = text.encode()
    return zlib.crc32(data) << 32 | zlib.adler32(data)


class Dice:
    """A stream of draws that depends on nothing but its parts."""

    __slots__ = ("_state",)

    def __init__(self, *parts: int) -> None:
        state = 0
        for part in parts:
            state = _mix(state ^ (part & _MASK))
        self._state = state

    def draw(self, sides: int) -> int:
        """A number in `range(sides)`."""
        self._state = (self._state + _STEP) & _MASK
        return _mix(self._state) % sides

    def between(self, low: float, high: float) -> float:
        """A number from `low` up to, but not including, `high`."""
        return low + (high - low) * self.draw(1 << 32) / (1 << 32)

    def chance(self, percent: int) -> bool:
        """True in `percent` of a hundred cases."""
        return self.draw(100) < percent

    def pick(self, choices: Sequence[T]) -> T:
        """One of `choices`, which must not be empty."""
        return choices[self.draw(len(choices))]

    def shuffled(self, items: Sequence[T]) -> tuple[T, ...]:
        """The items in another order."""
        left = list(items)
        for index in range(len(left) - 1, 0, -1):
            other = self.draw(index + 1)
            left[index], left[other] = left[other], left[index]
        return tuple(left)

    def text(self, length: int, alphabet: str = ID_ALPHABET) -> str:
        """`length` characters of `alphabet`."""
        return "".join(alphabet[self.draw(len(alphabet))] for _ in range(length))
