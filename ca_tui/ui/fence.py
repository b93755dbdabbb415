"""How far behind the terminal is, known by questions that stand between the frames.

A connection takes hundreds of kilobytes into its buffers before a write blocks. What
the terminal answers tells when it has read everything before the question. There is
one question that nearly all answer: where the cursor is (DSR 6, ECMA-48 8.3.35; the
answer is CPR, 8.3.14).
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from ca_tui.ui.ink import Repeats
from ca_tui.ui.line_rate import LEAST, MOST, LineRate

QUESTION: Final = "\x1b[6n"

HERE: Final = "\x1b[1;1H"

FIRST_QUESTION: Final = f"{HERE}-\x1b[8b─\x1b[5b{QUESTION}{HERE}\x1b[K"
"""On an empty screen: how far the cursor goes for a character of borders, and which
repetitions (REP, ECMA-48 8.3.103) the terminal knows; some know those of ASCII only."""

ASCII_QUESTION: Final = f"{HERE}-\x1b[8b{QUESTION}{HERE}\x1b[K"
"""The same where no border's character may be shown."""

MEANINGS: Final = {
    2: (False, Repeats.NOTHING),
    10: (False, Repeats.ASCII),
    15: (False, Repeats.LINES),
    3: (True, Repeats.NOTHING),
    11: (True, Repeats.ASCII),
    21: (True, Repeats.LINES),
}
"""By the column of the cursor: whether borders are wide, and what is repeated. In all
others a terminal takes the bytes of a border for characters."""

ASCII_MEANINGS: Final = {9: (False, Repeats.ASCII)}

FIRST: Final = 16384
"""Bytes that may be on the way before anything is known: most first screens."""

ASK_FROM: Final = 512
"""Bytes after which to ask; less is no delay on any line."""

SMALL: Final = LEAST * 3 // 2
"""Bytes that say more about the way than about the line."""

PATIENCE: Final = 4.0
"""Seconds after which an answer is not waited for any more."""

LEAVING: Final = 2.0
"""Seconds that leaving waits for answers, so that they do not end in the shell."""

DOUBTFUL: Final = 1.0
"""The same where nothing was ever answered, counted from the question."""

TURN: Final = 0.005
"""Seconds between looks while leaving."""

REMEASURE: Final = 10.0
"""Seconds after which the way may have become longer without being slower."""


Kind = Literal["", "ascii", "border"]
"""Of a question: the first one by the characters that it shows."""


@dataclass(frozen=True, slots=True)
class _Question:
    size: int
    """Bytes that it stands behind, since the question before it."""
    at: float
    kind: Kind


class First(NamedTuple):
    """The first answer of all."""

    seconds: float
    wide: bool
    """A character of borders does not take one cell."""
    repeats: Repeats


class Fence:
    """Questions that the event loop asks, answers that the thread for keys hears."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.asks_width = True
        """Whether a border's character may be shown."""
        self._opened = False
        self._clock = clock
        self._rate = LineRate(FIRST)
        self._asked: deque[_Question] = deque()
        self._unasked = 0
        self._mute = False
        self._answers = False
        self._way = 0.0
        """Seconds of an answer to a question behind few bytes."""
        self._measured = 0.0

    def open(self) -> str:
        """What to ask on an empty screen; at first of what the terminal can, too."""
        if self._mute:
            return ""
        if self._opened:
            self._ask()
            return QUESTION
        self._opened = True
        self._ask("border" if self.asks_width else "ascii")
        return FIRST_QUESTION if self.asks_width else ASCII_QUESTION

    def room(self) -> int:
        """How many bytes may go now; 0: an answer has to come first."""
        self._give_up()
        if self._mute or not self._answers:
            return MOST
        slow = self._rate.allowance < FIRST
        if slow and self._clock() - self._measured > REMEASURE:
            return 0 if self._asked else LEAST
        room = self._rate.allowance - sum(each.size for each in tuple(self._asked))
        # less is not worth a frame; where nothing is on the way there is room
        return room if room >= LEAST else 0

    def after(self, size: int) -> str:
        """What to write behind a frame of `size` bytes: a question, or nothing."""
        self._unasked += size
        if self._mute or not self._answers or self._unasked < ASK_FROM:
            return ""
        self._ask()
        return QUESTION

    def left(self) -> float:
        """Seconds until the oldest question is given up."""
        # the other thread may take it away meanwhile
        for oldest in tuple(self._asked)[:1]:
            return oldest.at + PATIENCE - self._clock()
        return 0.0

    def answered(self, column: int) -> First | None:
        """The cursor is in this column, from 0; what it tells if nothing did before."""
        try:
            question = self._asked.popleft()
        except IndexError:
            # late, or keys that look like one
            return None
        now = self._clock()
        seconds = now - question.at
        first, self._answers, self._mute = not self._answers, True, False
        old = question.size <= SMALL and now - self._measured > REMEASURE
        if first or seconds < self._way or old:
            self._way, self._measured = seconds, now
        self._rate.learn(question.size, seconds - self._way)
        if not first:
            return None
        if question.kind == "border":
            wide, repeats = MEANINGS.get(column, (True, Repeats.NOTHING))
        else:
            wide, repeats = ASCII_MEANINGS.get(column, (False, Repeats.NOTHING))
        return First(seconds, wide, repeats)

    def wait(self, sleep: Callable[[float], object] = time.sleep) -> None:
        """Until everything is answered, or as long as that makes sense."""
        end = self._clock() + LEAVING
        if not self._answers and self._asked:
            end = self._asked[0].at + DOUBTFUL
        while self._asked and not self._mute and self._clock() < end:
            sleep(TURN)
        self._asked.clear()

    def _ask(self, kind: Kind = "") -> None:
        self._asked.append(_Question(self._unasked, self._clock(), kind))
        self._unasked = 0

    def _give_up(self) -> None:
        if self._asked and self.left() <= 0:
            # a late answer is heard all the same, and is one
            self._mute = True
