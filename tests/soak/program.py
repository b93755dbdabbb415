"""The explorer for some simulated hours: `python -m tests.soak.program ORDERS`.

Stands in a terminal. ORDERS is a JSON file: where the cloud is, how long, how often the
operator does something; what came of it is written beside it.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from textual.message import Message
from textual.notifications import SeverityLevel
from textual.screen import Screen
from textual.worker import Worker, WorkerState

from ca_tui.heap import give_back
from ca_tui.monitor.events import RESULTS, Failing, Progress, Updated
from ca_tui.monitor.monitor import Monitor
from ca_tui.monitor.rows import View
from ca_tui.monitor.store import Store
from ca_tui.output.text import decode
from ca_tui.ui import app
from ca_tui.ui.app import CaTuiApp
from ca_tui.ui.asking import Asking
from ca_tui.ui.main_screen import MainScreen
from ca_tui.ui.source import Look
from tests.soak.audit import Auditor
from tests.soak.clockwork import Board, Clockwork, Loop
from tests.soak.figures import Figures, kinds, measure, tasks
from tests.soak.ledger import Failed, Ledger, State, most_in_a_minute
from tests.soak.operator import Operator
from tests.soak.source import Cloud

FAST: Final = 3.0
"""Seconds between refreshes while something visible is active."""

SLOW: Final = 15.0
"""The same otherwise."""

QUIET: Final = 40.0
"""Simulated seconds at home before figures are taken."""

TOAST: Final = 0.2
"""Real seconds that a notice is on screen."""

LEAVING: Final = 0.5
"""Real seconds that windows are given to go before figures are taken."""

LEFT: Final = 100
"""Times as long that notices are waited for at most."""

RESTING: Final = Monitor._slept.__qualname__
"""What a monitor does that has nothing to ask."""

POOL: Final = min(32, (os.cpu_count() or 1) + 4)
"""Threads that asyncio begins at most. Source: ThreadPoolExecutor, max_workers."""


@dataclass(frozen=True, slots=True)
class Orders:
    """What is to be done."""

    url: str
    home: str
    hours: float
    warm: float
    """Hours before the first figures."""
    every: float
    """Hours between figures."""
    pace: float
    """Simulated seconds between what the operator does."""
    warm_pace: float
    """The same until the first figures."""

    def due(self) -> list[float]:
        """Hours at which figures are taken."""
        whole = range(1, int(self.hours / self.every))
        between = [n * self.every for n in whole if n * self.every > self.warm]
        return [self.warm, *between, self.hours]


class Heard(MainScreen):
    """The screen; what it is told is noted."""

    def __init__(self, soaked: Soaked) -> None:
        super().__init__(soaked.explorer)
        self._soaked = soaked

    def post_message(self, message: Message) -> bool:
        """As ever."""
        if isinstance(message, Asking.Happened):
            self._soaked.heard(message)
        if isinstance(message, Asking.Lost):
            self._soaked.ledger.defects.append(f"nothing can be asked: {message.error}")
        return super().post_message(message)


class Soaked(CaTuiApp):
    """The explorer, and somebody who uses it."""

    CSS_PATH = str(Path(app.__file__).with_name("app.tcss"))

    def __init__(
        self, orders: Orders, board: Board, clockwork: Clockwork, store: Store
    ) -> None:
        self.ledger = Ledger(lambda: clockwork.seconds, self._state)
        source = Cloud(orders.url, clockwork, self.ledger)
        look = Look(utc=True, low_bandwidth="never", clipboard="off")
        super().__init__(
            source, store, look, clock=clockwork.now, sleep=clockwork.sleep
        )
        self.figures: list[Figures] = []
        self.growth: list[tuple[str, int]] = []
        self._orders = orders
        self._board = board
        self._clockwork = clockwork
        self._life = 0
        self._watched: object = None
        self._begun: set[object] = set()
        clockwork.before_it_moves = self._note

    def get_default_screen(self) -> Screen[None]:
        """The one that is heard."""
        return Heard(self)

    def on_ready(self) -> None:
        """Begin."""
        super().on_ready()
        self.run_worker(self._all_day(), name="all day")

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,
    ) -> None:
        """As ever, and gone as soon as it would be in an hour that lasts a minute."""
        super().notify(
            message, title=title, severity=severity, timeout=TOAST, markup=markup
        )

    def heard(self, message: Asking.Happened) -> None:
        """Note what the monitor told."""
        self._look()
        match message.event:
            case Updated():
                self.ledger.updated.append(self._clockwork.seconds)
            case Progress(scope=scope):
                self._begun.add(scope)
            case Failing(scope=scope, what=what) if what == RESULTS:
                self.ledger.failed.append(Failed(self._clockwork.seconds, scope))

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Note what went wrong."""
        if event.state is WorkerState.ERROR:
            defect = f"{event.worker.name}: {event.worker.error!r}"
            self.ledger.defects.append(defect)

    def _look(self) -> None:
        """Which monitor it is now."""
        monitor = self.explorer.monitor
        if monitor is not self._watched:
            self._watched = monitor
            self._life += 1
            self._begun = set()

    def _note(self) -> None:
        """How the monitor is, before time goes on."""
        state = self._state()
        if state is not None:
            self.ledger.be(state)

    def _state(self) -> State | None:
        """How the monitor is."""
        self._look()
        monitor = self.explorer.monitor
        if monitor is None:
            return None
        budget, now = monitor.budget, self._clockwork.now()
        scopes = self.explorer.scopes
        places = {(scope.service, scope.region_id) for scope in scopes}
        return State(
            self._clockwork.seconds,
            self._life,
            scopes,
            frozenset(scope for scope in scopes if scope in self._begun),
            None if monitor.paused else FAST if monitor.watching else SLOW,
            frozenset(each for each in places if not budget.left(each, now)),
        )

    async def _all_day(self) -> None:
        operator = Operator(self, self._clockwork, self.ledger)
        try:
            await self._begin_threads()
            for hour in self._orders.due():
                while self._clockwork.seconds < hour * 3600 - QUIET:
                    await self._clockwork.sleep(self._pace)
                    await operator.act()
                await self._clockwork.sleep(1)
                await operator.come_home()
                await self._clockwork.sleep(QUIET)
                while RESTING not in tasks():
                    await self._clockwork.sleep(1)
                with self._clockwork.standing():
                    await self._be_left()
                    self._measure(hour)
        finally:
            self.exit(0)

    @property
    def _pace(self) -> float:
        return self._orders.pace if self.figures else self._orders.warm_pace

    async def _be_left(self) -> None:
        """Wait until windows and notices are gone."""
        for _ in range(LEFT):
            await asyncio.sleep(LEAVING)
            if not self.screen.query("Toast"):
                break

    async def _begin_threads(self) -> None:
        """All that asyncio ever has for work: it begins them one by one, as needed."""
        together = threading.Barrier(POOL)
        await asyncio.gather(*[asyncio.to_thread(together.wait) for _ in range(POOL)])

    def _measure(self, hour: float) -> None:
        screen = self.screen
        assert isinstance(screen, MainScreen)
        self.ledger.put_aside(Path(self._orders.home, "ledger"))
        before = kinds()
        self.figures.append(
            measure(
                hour,
                home=Path(self._orders.home),
                workers=len(self.workers),
                rows=len(screen.table.ids),
                known=self.explorer.store.counts(View()).total,
                painted=self._board.painted,
            )
        )
        if len(self.figures) == 1:
            self._first = before.copy()
        before.subtract(self._first)
        self.growth = before.most_common(25)


def main(path: Path) -> int:
    """Run to the end."""
    give_back()
    orders = Orders(**json.loads(path.read_text()))
    raised: list[str] = []
    logging.getLogger("ca_tui").addHandler(logging.NullHandler())
    board = Board(Path(orders.home, "board"))
    clockwork = Clockwork(board)
    store = Store(clock=clockwork.now, readable=lambda data: decode(data).text)
    began = time.process_time()
    with asyncio.Runner(loop_factory=lambda: Loop(clockwork)) as runner:

        def caught(_: asyncio.AbstractEventLoop, about: Mapping[str, object]) -> None:
            raised.append(f"{about.get('message')}: {about.get('exception')!r}")

        runner.get_loop().set_exception_handler(caught)
        explorer = Soaked(orders, board, clockwork, store)
        code = runner.run(explorer.show(mouse=True))
    store.close()
    ledger = explorer.ledger.whole()
    verdict = Auditor(ledger).verdict()
    told = {
        "figures": [asdict(each) for each in explorer.figures],
        "complaints": [*verdict.complaints, *ledger.defects, *raised],
        "refreshes": verdict.rounds,
        "held_back": verdict.by_budget,
        "most_calls": max(most_in_a_minute(ledger.called).values(), default=0),
        "growth": explorer.growth,
        "seconds": time.process_time() - began,
        "code": code,
        "failures": len(ledger.failed),
        "waits": len(ledger.waited),
        "states": len(ledger.states),
    }
    path.with_suffix(".told").write_text(json.dumps(told))
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
