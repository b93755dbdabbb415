"""Some minutes of the real explorer in a few seconds, and who watches over it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from ca_tui.api.models import Scope
from ca_tui.monitor.budget import Place
from tests.soak.audit import Auditor
from tests.soak.ledger import (
    LISTS,
    Asked,
    Failed,
    Ledger,
    State,
    Waited,
    most_in_a_minute,
)
from tests.soak.staging import Told, soak

MINUTES = 15
HERE = Scope("ecs", "cn-hangzhou")
THERE = Scope("ecs", "cn-beijing")


@pytest.fixture(scope="module")
def told() -> Told:
    return soak(MINUTES / 60, warm=6 / 60, every=1, pace=57.37, warm_pace=57.37)


def test_no_refresh_is_skipped_or_doubled_and_nothing_breaks(told: Told) -> None:
    assert told.complaints == []


def test_there_was_much_to_go_wrong(told: Told) -> None:
    assert told.refreshes > 60
    assert told.failures > 2
    assert told.waits > 20


def test_what_refreshes_by_itself_keeps_to_its_budget(told: Told) -> None:
    assert 10 < told.most_calls <= 60
    assert told.held_back == 0


def test_what_is_held_ends_where_it_began(told: Told) -> None:
    first, last = told.figures[0], told.figures[-1]
    assert last.rows > 500
    assert last.files == first.files
    # more connections may have been needed at once
    assert last.sockets <= first.sockets + 3
    assert last.threads == first.threads
    assert last.tasks == first.tasks
    assert last.workers == first.workers
    assert last.timers <= first.timers + 1
    assert last.temporary_files == first.temporary_files
    assert last.widgets <= first.widgets + 2
    # caches with a limit are filling up
    assert last.objects - first.objects < 50_000
    assert last.resident - first.resident < 30 * 2**20


def day(*, until: float = 30.0, paused: Sequence[float] = ()) -> Ledger:
    """A place refreshed every three seconds; from one time to another one paused."""
    states = [State(0.0, 1, (HERE,), frozenset({HERE}), 3.0)]
    if paused:
        begins, ends = paused
        states += [
            replace(states[0], at=begins, interval=None),
            replace(states[0], at=ends),
        ]
    ledger = Ledger(lambda: until, states=states)
    for number, at in enumerate(times(until)):
        ledger.asked.append(Asked(at, HERE, 0, 1, number))
        ledger.updated.append(at)
    return ledger


def times(until: float) -> Iterator[float]:
    at = 3.0
    while at < until:
        yield at
        at += 3.0


def complaints(ledger: Ledger) -> list[str]:
    return list(Auditor(ledger).verdict().complaints)


def drop(ledger: Ledger, begins: float, ends: float) -> None:
    ledger.asked = [each for each in ledger.asked if not begins <= each.at < ends]
    ledger.updated = [each for each in ledger.updated if not begins <= each < ends]


def test_a_day_in_order_is_passed() -> None:
    assert complaints(day()) == []


def test_a_refresh_that_did_not_happen_is_seen() -> None:
    ledger = day()
    drop(ledger, 12, 13)
    assert complaints(ledger) == ["12.00 s: a refresh was 3.00 s late"]


def test_the_last_refresh_that_did_not_happen_is_seen() -> None:
    ledger = day()
    drop(ledger, 27, 30)
    assert complaints(ledger) == ["27.00 s: a refresh was due and did not happen"]


def test_a_refresh_too_many_is_seen() -> None:
    ledger = day()
    ledger.asked.insert(4, Asked(13.0, HERE, 0, 1, 99))
    ledger.updated.insert(4, 13.0)
    assert "13.00 s: refreshed 1.00 s after the last" in complaints(ledger)


def test_a_refresh_done_twice_at_once_is_seen() -> None:
    ledger = day()
    ledger.asked.insert(4, ledger.asked[3])
    assert complaints(ledger) == ["12.00 s: cn-hangzhou was asked twice"]


def test_a_larger_page_after_a_glance_is_one_refresh() -> None:
    ledger = day()
    ledger.asked[4:4] = [Asked(12.0, HERE, 10, 1, 3), Asked(12.0, HERE, 40, 1, 3)]
    assert complaints(ledger) == []


def test_a_wish_during_a_refresh_tells_why_another_one_follows_at_once() -> None:
    ledger = day()
    drop(ledger, 12, 18)
    ledger.waited.append(Waited(12.0, 15.0))
    ledger.asked[3:3] = [
        Asked(12.0, HERE, 0, 1, 3),
        Asked(15.0, HERE, 40, 1, 3),
        Asked(15.0, HERE, 50, 1, 4),
    ]
    ledger.updated[3:3] = [15.0, 15.0]
    assert complaints(ledger) == ["15.00 s: refreshed 0.00 s after the last"]
    ledger.wished.append(12.0)
    assert complaints(ledger) == ["15.00 s: refreshed 0.00 s after the last"]
    ledger.wished.append(14.0)
    assert complaints(ledger) == []


def test_pausing_tells_why_there_was_none() -> None:
    ledger = day(paused=(10.0, 18.0))
    drop(ledger, 10, 18)
    assert complaints(ledger) == []


def test_a_refresh_while_all_is_paused_is_seen() -> None:
    ledger = day(paused=(10.0, 18.0))
    drop(ledger, 10, 14)
    assert complaints(ledger) != []


def test_waiting_tells_why_it_was_late() -> None:
    ledger = day()
    drop(ledger, 12, 15)
    assert complaints(ledger) != []
    ledger.waited.append(Waited(11.0, 15.0))
    assert complaints(ledger) == []


def test_a_refresh_may_begin_at_the_moment_at_which_another_ends() -> None:
    ledger = day(until=22)
    drop(ledger, 12, 22)
    times = (12.0, 13.5, 18.0, 21.0)
    ledger.asked += [Asked(at, HERE, 0, 1, n) for n, at in enumerate(times, 3)]
    ledger.updated += [13.5, 15.0, 18.0, 21.0]
    ledger.waited += [Waited(12.0, 13.5), Waited(13.5, 15.0)]
    ledger.wished.append(13.0)
    assert complaints(ledger) == []


def test_pausing_while_it_waits_tells_why_the_rest_was_left_out() -> None:
    ledger = day(until=20, paused=(12.5, 20))
    both = frozenset({HERE, THERE})
    ledger.states = [replace(each, opened=both) for each in ledger.states[:2]]
    ledger.asked, ledger.waited = [Asked(3.0, HERE, 0, 1)], [Waited(3.0, 13.0)]
    ledger.updated = [12.0]
    assert complaints(ledger) == ["3.00 s: cn-beijing was left out"]
    ledger.updated = [13.0]
    assert complaints(ledger) == []


def test_failing_tells_why_a_place_is_left_alone_for_a_while() -> None:
    ledger = day(until=90)
    drop(ledger, 13, 60)
    assert complaints(ledger) != []
    ledger.failed.append(Failed(12.0, HERE))
    ledger.updated.remove(12.0)
    assert complaints(ledger) == []


def test_failing_does_not_tell_why_it_is_asked_again_at_once() -> None:
    ledger = day()
    ledger.failed.append(Failed(12.0, HERE))
    assert complaints(ledger) != []


def test_a_place_that_is_left_out_is_seen_and_its_budget_tells_why() -> None:
    ledger = day()
    both = replace(ledger.states[0], opened=frozenset({HERE, THERE}))
    ledger.states = [both]
    assert complaints(ledger)[0] == "3.00 s: cn-beijing was left out"
    ledger.states = [replace(both, spent=frozenset({("ecs", "cn-beijing")}))]
    verdict = Auditor(ledger).verdict()
    assert verdict.complaints == ()
    assert verdict.by_budget == 9


def test_a_place_that_fails_as_it_is_wished_for_is_left_alone_for_a_while() -> None:
    ledger = day()
    ledger.states = [replace(ledger.states[0], opened=frozenset({HERE, THERE}))]
    ledger.failed.append(Failed(2.0, THERE))
    ledger.wished.append(2.0)
    assert complaints(ledger) == []
    ledger.wished.append(2.5)
    assert complaints(ledger)[0] == "3.00 s: cn-beijing was left out"


def test_a_place_that_may_be_asked_again_does_not_wait_for_one_that_may_not() -> None:
    ledger = day()
    both = frozenset({THERE, HERE})
    ledger.states = [replace(ledger.states[0], opened=both)]
    ledger.failed.append(Failed(2.0, THERE))
    drop(ledger, 20, 30)
    assert "21.00 s: a refresh was due and did not happen" in complaints(ledger)


def test_a_refresh_that_is_left_while_it_waits_leaves_nothing_out() -> None:
    ledger = day()
    ledger.states = [replace(ledger.states[0], opened=frozenset({THERE, HERE}))]
    ledger.asked, ledger.updated = [Asked(3.0, HERE, 0, 1)], []
    assert "3.00 s: cn-beijing was left out" in complaints(ledger)
    ledger.waited.append(Waited(3.0, 40.0))
    assert complaints(ledger) == []


def test_what_was_put_aside_is_part_of_the_whole(tmp_path: Path) -> None:
    """As if it had never been, whenever it was."""
    state = State(30.0, 1, (HERE,), frozenset({HERE}), None)

    def noted(*asides: int) -> Ledger:
        ledger = Ledger(lambda: 40.0, lambda: state)
        for number in range(4):
            ledger.ask(HERE, number)
            ledger.call((("ecs", "a"), ("ecs", "b"))[number % 2])
            ledger.updated.append(number)
            ledger.wait(2.0)
            if number in asides:
                ledger.put_aside(tmp_path / "aside")
                assert not ledger.asked
        return ledger.whole()

    assert [ask.after for ask in noted().asked] == [0, 1, 2, 3]
    assert notes(noted(0, 2)) == notes(noted())


def notes(ledger: Ledger) -> list[object]:
    return [*(getattr(ledger, name) for name in LISTS), ledger.called]


def test_the_most_calls_of_any_minute_are_counted_by_place() -> None:
    calls: Mapping[Place, Sequence[float]] = {
        ("ecs", "a"): (0.0, 30.0, 59.0, 61.0, 200.0),
        ("ecs", "b"): (61.5,),
    }
    assert most_in_a_minute(calls) == {("ecs", "a"): 3, ("ecs", "b"): 1}
