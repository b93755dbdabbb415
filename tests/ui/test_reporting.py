"""What the status line says comes from what the monitor tells, place by place."""

from __future__ import annotations

from datetime import UTC, datetime

from ca_tui.api.models import Scope
from ca_tui.monitor.events import Merged, Progress, Updated
from ca_tui.monitor.rows import Delta
from ca_tui.ui.reporting import Reporter

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
ECS = Scope("ecs", "cn-hangzhou")
SWAS = Scope("swas", "cn-hangzhou")


def reporter() -> Reporter:
    return Reporter(lambda: NOW, lambda: 7)


def test_progress_is_of_all_places_that_load() -> None:
    told = reporter()
    told.happened(Progress(ECS, 500, 2_000, more=True, loading=True))
    assert told.freshness.loading == "500 of 2,000"
    told.happened(Progress(SWAS, 50, 105, more=True, loading=True))
    assert told.freshness.loading == "550 of 2,105"
    told.happened(Progress(ECS, 1_000, None, more=True, loading=True))
    assert told.freshness.loading == "1,050 so far"
    told.happened(Progress(ECS, 1_000, None, more=True))
    assert told.freshness.loading == "50 of 105"
    told.happened(Progress(SWAS, 105, 105, more=False))
    assert told.freshness.loading == ""


def test_another_place_starts_without_the_progress_of_the_last() -> None:
    told = reporter()
    told.happened(Progress(ECS, 500, None, more=True, loading=True))
    told.start()
    told.happened(Progress(SWAS, 50, None, more=False))
    assert told.freshness.loading == ""


def test_an_answer_is_fresh_and_says_what_it_cost() -> None:
    told = reporter()
    told.happened(Merged(Delta(), ECS))
    assert told.freshness.updated_at == NOW
    assert told.freshness.calls_per_minute == 7
    told.happened(Updated(NOW))
    assert not told.freshness.connecting
