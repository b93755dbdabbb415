"""The endless stream of runs of one region, and the part of it that is kept.

Time is cut into slots of the region's spacing, counted from when the world began; each
slot has one run. So a run, and a result at any place of the list, is computed from its
number alone, and nothing has to be remembered however many results are kept.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import Final

from ca_tui.emulator.cards import Card, deal, deck_of
from ca_tui.emulator.dice import Dice, number_of
from ca_tui.emulator.fleet import Fleet
from ca_tui.emulator.regions import Region
from ca_tui.emulator.runs import Run, base36, make_run

_ID_BITS: Final = 1 << 40

_ID_DIGITS: Final = 8

_ID_FACTOR: Final = 0x9E3779B1
"""Odd, so that multiplying by it can be undone modulo a power of two."""

_ID_INVERSE: Final = pow(_ID_FACTOR, -1, _ID_BITS)

ROUNDS_CACHED: Final = 4096

RUNS_CACHED: Final = 8192


@dataclass(frozen=True, slots=True)
class Window:
    """Slots that are kept, both included; empty where newest < oldest."""

    newest: int
    oldest: int


class Stream:
    """The runs of a region."""

    def __init__(
        self,
        seed: int,
        region: Region,
        fleet: Fleet,
        kept: int,
        output_size: int | None = None,
        begun: float = 0.0,
    ) -> None:
        self.region = region
        self.fleet = fleet
        self._seed = seed
        self._kept = kept
        self._output_size = output_size
        self._begun = begun
        self._place = number_of(region.service + region.region_id)
        self._deck = deck_of(region, fleet, kept)
        self._per_round = sum(card.fan for card in self._deck)
        self._round = lru_cache(ROUNDS_CACHED)(self._deal)
        self._run = lru_cache(RUNS_CACHED)(self._make)

    def _deal(self, number: int) -> tuple[tuple[Card, ...], tuple[int, ...]]:
        """The cards of a round, and the results before each of them."""
        cards = deal(self._deck, Dice(self._seed, self._place, number, 1))
        return cards, (0, *accumulate(card.fan for card in cards))

    def _make(self, slot: int) -> Run:
        number, place = divmod(slot, len(self._deck))
        card = self._round(number)[0][place]
        return make_run(
            self._seed,
            self.region,
            self.fleet,
            slot=slot,
            invoke_id=self._invoke_id(slot),
            card=card,
            code=card.code(number),
            begun=self._begun,
            output_size=self._output_size,
        )

    def run(self, slot: int) -> Run:
        """The run of a slot."""
        return self._run(slot)

    def window(self, now: float) -> Window:
        """The slots whose results are kept at `now`: whole runs only."""
        newest = int((now - self._begun) // self.region.spacing)
        if self.run(newest).created > now:
            newest -= 1
        first = self._before(newest + 1) - self._kept
        oldest, place = self._slot_at(first)
        return Window(newest, oldest if place == 0 else oldest + 1)

    def _before(self, slot: int) -> int:
        """Results in all slots before this one."""
        number, place = divmod(slot, len(self._deck))
        return number * self._per_round + self._round(number)[1][place]

    def _slot_at(self, ordinal: int) -> tuple[int, int]:
        """Slot and index of a result, counted from the first."""
        number, rest = divmod(ordinal, self._per_round)
        starts = self._round(number)[1]
        place = bisect_right(starts, rest) - 1
        return number * len(self._deck) + place, rest - starts[place]

    def count(self, window: Window) -> int:
        """Results in a window."""
        return self._before(window.newest + 1) - self._before(window.oldest)

    def place(self, window: Window, offset: int) -> tuple[int, int]:
        """Slot and index of the `offset`-th result of a window, newest run first.

        Results of one run come in the order of its instances.
        """
        end = self._before(window.newest + 1)
        slot, _ = self._slot_at(end - 1 - offset)
        return slot, offset - (end - self._before(slot + 1))

    def _check(self, slot: int) -> str:
        return Dice(self._seed, self._place, slot, 2).text(3)

    def _invoke_id(self, slot: int) -> str:
        scattered = base36(slot * _ID_FACTOR % _ID_BITS, _ID_DIGITS)
        return f"t-{self.region.city}{scattered}{self._check(slot)}"

    def slot_of(self, invoke_id: str) -> int | None:
        """The slot of a run's id; None for an id that was never given."""
        head = f"t-{self.region.city}"
        scattered = invoke_id[len(head) : -3]
        if not invoke_id.startswith(head) or len(scattered) != _ID_DIGITS:
            return None
        if not (scattered.isascii() and scattered.isalnum()):
            return None
        slot = int(scattered, 36) * _ID_INVERSE % _ID_BITS
        return slot if invoke_id == self._invoke_id(slot) else None
