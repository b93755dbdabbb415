"""What the status line says comes from what the monitor tells, place by place."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from ca_tui.api.errors import ConnectionFailed, UsageError
from ca_tui.api.models import Scope
from ca_tui.monitor.events import RESULTS, Failing, Merged, Progress, Updated
from ca_tui.monitor.rows import Delta
from ca_tui.ui.reporting import Reporter

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
LATER = NOW + timedelta(seconds=15)
ECS = Scope("ecs", "cn-hangzhou")
SWAS = Scope("swas", "cn-hangzhou")
CHANGED = Delta(changed=(1,))


def reporter() -> Reporter:
    return Reporter(lambda: NOW, lambda: 7)


def load(scope: Scope, loaded: int, goal: int | None) -> Progress:
    """So many are here, of so many."""
    return Progress(scope, loaded, goal, more=True, loading=True, goal=goal)


def test_progress_is_of_all_places_that_load() -> None:
    told = reporter()
    told.happened(load(ECS, 500, 2_000))
    assert told.freshness.loading == "500 of 2,000"
    told.happened(load(SWAS, 50, 105))
    assert told.freshness.loading == "550 of 2,105"
    told.happened(load(ECS, 1_000, None))
    assert told.freshness.loading == "1,050 so far"
    told.happened(Progress(ECS, 1_000, None, more=True))
    assert told.freshness.loading == "50 of 105"
    told.happened(Progress(SWAS, 105, 105, more=False))
    assert told.freshness.loading == ""


def test_the_time_left_comes_from_the_pace_of_the_last_seconds() -> None:
    now = [NOW]
    told = Reporter(lambda: now[0], lambda: 7)
    for loaded in range(50, 550, 50):
        told.happened(load(ECS, loaded, 10_500))
        now[0] += timedelta(seconds=0.5)
    assert told.freshness.left == "2 min left"
    told.happened(load(ECS, 5_000, 10_500))
    assert told.freshness.left == "6 s left"
    told.paused(True, load=True)
    told.happened(load(ECS, 10_050, 10_500))
    assert told.freshness.left == ""
    told.happened(load(ECS, 10_050, None))
    assert told.freshness.left == ""


def test_a_load_that_was_stopped_is_no_longer_told() -> None:
    told = reporter()
    told.happened(load(ECS, 500, 2_000))
    told.load_stopped()
    assert told.freshness.loading == ""


def test_another_place_starts_without_the_progress_of_the_last() -> None:
    told = reporter()
    told.happened(load(ECS, 500, None))
    told.start()
    told.happened(Progress(SWAS, 50, None, more=False))
    assert told.freshness.loading == ""


def test_an_answer_is_fresh_and_says_what_it_cost() -> None:
    told = reporter()
    told.happened(Merged(Delta(), ECS))
    assert told.updated_at == NOW
    assert told.freshness.changed_at is None
    assert told.freshness.calls_per_minute == 7
    told.happened(Updated(NOW))
    assert not told.freshness.connecting


def test_a_refresh_that_changes_nothing_says_nothing_new() -> None:
    """Not even what it cost: that would be bytes on the line every few seconds."""
    cost = [7]
    told = Reporter(lambda: NOW, lambda: cost[0])
    told.happened(Merged(CHANGED, ECS))
    before = told.freshness
    assert before.changed_at == NOW
    cost[0] = 9
    told.happened(Merged(Delta(), ECS))
    told.happened(Updated(LATER))
    assert told.freshness == before
    assert told.updated_at == LATER
    told.happened(Failing(ECS, ConnectionFailed("no route"), RESULTS))
    told.happened(Merged(Delta(), ECS))
    assert told.freshness.calls_per_minute == 9


def test_that_nothing_can_be_asked_is_told_once_for_each_reason() -> None:
    told = reporter()
    assert told.lost(UsageError("no key"))
    assert told.lost(UsageError("no key")) is None
    assert told.lost(UsageError("no region"))


def test_a_full_disk_is_told_once_and_again_when_it_is_full_again() -> None:
    told = reporter()
    assert told.kept("") is None
    notice = told.kept("The disk is full; outputs are left out")
    assert notice is not None
    assert notice.text == "The disk is full; outputs are left out."
    assert told.kept("The disk is full; outputs are left out") is None
    assert told.kept("") is None
    assert told.kept("The disk is full; outputs are left out")
