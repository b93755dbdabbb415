"""From events and errors to what the status line and the toasts say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from ca_tui.api.errors import (
    ApiError,
    CaTuiError,
    ConnectionFailed,
    Denied,
    Throttled,
)
from ca_tui.api.models import Scope, ServiceName
from ca_tui.api.permissions import told
from ca_tui.api.retry import Wait
from ca_tui.monitor.events import (
    RESULTS,
    Event,
    Failing,
    Merged,
    Progress,
    Updated,
)
from ca_tui.ui.source import Clock
from ca_tui.ui.speed import Speed, left_words
from ca_tui.ui.status_line import Freshness


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to tell once, above the panes."""

    text: str
    title: str
    severe: bool


class Reporter:
    """How fresh the screen is, and what was said already."""

    def __init__(self, clock: Clock, calls_per_minute: Callable[[], int]) -> None:
        self._clock = clock
        self._calls_per_minute = calls_per_minute
        self.freshness = Freshness()
        self.failing: dict[Scope, CaTuiError] = {}
        self.progress: dict[Scope, Progress] = {}
        """How far each place was read when it last said so."""
        self.updated_at: datetime | None = None
        """When a refresh last went well, whether it changed anything or not."""
        self._speed = Speed(clock)
        self._told: set[tuple[str, ...]] = set()
        self._trouble = ""

    def start(self) -> None:
        """Another place is asked."""
        self.failing.clear()
        self.progress.clear()
        self._speed.forget()
        self.freshness = replace(
            self.freshness,
            connecting=True,
            loading="",
            left="",
            load_paused=False,
            offline_since=None,
            failing=0,
        )

    def saved(self) -> None:
        """There is nobody to ask."""
        self.freshness = Freshness(connecting=False, saved=True)

    def paused(self, paused: bool, *, load: bool) -> None:
        """Whether the operator stopped refreshing, and reading of older results."""
        self._speed.forget()
        self.freshness = replace(self.freshness, paused=paused, load_paused=load)

    def load_stopped(self) -> None:
        """The operator wants no older results for now."""
        self.progress = {
            scope: replace(each, loading=False) for scope, each in self.progress.items()
        }
        self._progressed()

    def waiting(self, wait: Wait) -> None:
        """A call waits before it is sent again."""
        if isinstance(wait.error, Throttled):
            until = self._clock() + timedelta(seconds=wait.seconds)
            self.freshness = replace(self.freshness, throttled_until=until)

    def happened(self, event: Event) -> Notice | None:
        """Take an event in; the notice to show, if it needs one."""
        match event:
            case Merged(scope=scope, delta=delta):
                self.failing.pop(scope, None)
                self._answered(self._clock(), changed=bool(delta))
            case Updated(at=at):
                if not self.failing:
                    self._answered(at, changed=False)
            case Progress(scope=scope):
                self.progress[scope] = event
                self._progressed()
            case Failing():
                return self._failed(event)
        return None

    def kept(self, trouble: str) -> Notice | None:
        """What keeps results from being kept as they should, told once."""
        told, self._trouble = self._trouble, trouble
        if not trouble or trouble == told:
            return None
        return Notice(f"{trouble}.", "Results are not kept as usual", severe=False)

    def lost(self, error: CaTuiError) -> Notice | None:
        """Nothing can be asked at all; said once for each reason."""
        self._offline()
        if ("lost", str(error)) in self._told:
            return None
        self._told.add(("lost", str(error)))
        return Notice(str(error), "Nothing can be asked", severe=True)

    def _offline(self) -> None:
        since = self.freshness.offline_since or self._clock()
        self.freshness = replace(
            self.freshness, connecting=False, offline_since=since, throttled_until=None
        )

    def _answered(self, at: datetime, *, changed: bool) -> None:
        self.updated_at = at
        fresh = replace(self.freshness.answered(), failing=len(self.failing))
        if changed:
            fresh = replace(fresh, changed_at=at)
        if fresh != self.freshness:
            # what calls cost is told with something else, never for itself
            fresh = replace(fresh, calls_per_minute=self._calls_per_minute())
        self.freshness = fresh

    def _progressed(self) -> None:
        loading = [each for each in self.progress.values() if each.loading]
        self._speed.note(sum(each.loaded for each in loading))
        self.freshness = replace(
            self.freshness,
            loading=progress_words(loading),
            left=left_words(self._speed.seconds_for(_missing(loading))),
        )

    def _failed(self, event: Failing) -> Notice | None:
        if event.what == RESULTS:
            self.failing[event.scope] = event.error
            if isinstance(event.error, ConnectionFailed):
                self._offline()
            else:
                self.freshness = replace(
                    self.freshness, connecting=False, failing=len(self.failing)
                )
        seen = event.scope.service, event.scope.region_id, event.what
        fault = _fault(event.error)
        if (*seen, fault) in self._told:
            return None
        self._told.add((*seen, fault))
        text = told(event.error, event.scope.service)
        if event.what != RESULTS and isinstance(event.error, Denied):
            text += "\nResults are still shown."
            return Notice(text, f"No {event.what}", severe=False)
        title = f"{event.scope.region_id}: {event.what} could not be read"
        return Notice(text, title, severe=event.what == RESULTS)


def unknown(what: str, error: CaTuiError, service: ServiceName) -> Notice:
    """Something beside the results that could not be read."""
    return Notice(told(error, service), what, severe=False)


def _fault(error: CaTuiError) -> str:
    """What tells an error from another one; every reply has another RequestId."""
    if isinstance(error, ApiError):
        return f"{error.action} {error.code}"
    return str(error)


def progress_words(places: Iterable[Progress]) -> str:
    """How much is here of the places whose older results are being read."""
    loading = [each for each in places if each.loading]
    if not loading:
        return ""
    loaded = sum(each.loaded for each in loading)
    missing = _missing(loading)
    if missing is None:
        return f"{loaded:,} so far"
    return f"{loaded:,} of {loaded + missing:,}"


def _missing(loading: Sequence[Progress]) -> int | None:
    """Results still to be read; None: nobody knows."""
    missing = 0
    for each in loading:
        if each.goal is None:
            return None
        missing += each.goal - each.loaded
    return missing
