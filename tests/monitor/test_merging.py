"""Merging pages: what is kept, what counts as a change, and who wins."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from ca_tui.api.models import (
    Agent,
    InvocationResult,
    Output,
    Page,
    Region,
)
from ca_tui.api.status import Phase
from ca_tui.monitor.rows import Delta, View
from ca_tui.monitor.store import Store
from tests.monitor.fakes import START, result
from tests.monitor.stored import RUN, SERVER, merge, only, text


def test_the_same_page_twice_changes_nothing(store: Store) -> None:
    page = Page(
        results=(result(0, output=b"a"), result(1, "Running", output=b"b")),
        invocations=(RUN,),
        instances=(SERVER,),
        agents=(Agent("ecs", "cn-hangzhou", "i-0", True),),
        regions=(Region("ecs", "cn-hangzhou"),),
    )
    first = store.merge(page)
    assert len(first.added) == 2
    assert first.places
    second = store.merge(page)
    assert not second
    assert second.unsettled == 1


def test_a_newer_reply_updates(store: Store) -> None:
    first = merge(store, result(0, "Running", exit_code=None))
    second = merge(store, result(0, "Failed", exit_code=127))
    assert second == Delta(changed=first.added)
    assert (only(store).phase, only(store).exit_code) == (Phase.FAILED, 127)


@pytest.mark.parametrize("late", ["Running", "Pending", "Stopping", "Unheard-of"])
def test_a_finished_result_is_not_undone_by_a_late_reply(
    store: Store, late: str
) -> None:
    merge(store, result(0, "Success"))
    old = replace(result(0, late, exit_code=None), stop_time=START)
    merge(store, old)
    assert only(store).invocation_status == "Success"
    assert not merge(store, old)


def test_a_status_that_nobody_documented_keeps_its_name(store: Store) -> None:
    merge(store, result(0, "Running"))
    merge(store, result(0, "Hibernating"))
    assert only(store).invocation_status == "Hibernating"
    assert only(store).phase is Phase.UNKNOWN


def test_a_page_without_outputs_loses_none(store: Store) -> None:
    merge(store, result(0, "Running", output=b"head"))
    merge(store, result(0, "Success"))
    assert text(store) == b"head"
    merge(store, result(0, "Success", output=b""))
    assert text(store) == b""


def test_a_reply_with_fewer_fields_loses_none(store: Store) -> None:
    whole = replace(
        result(0, dropped=5), username="root", tags=(("a", "b"),), launcher="python"
    )
    merge(store, whole)
    poor = InvocationResult(whole.key, invocation_status="Success", exit_code=0)
    assert not merge(store, poor)
    record = store.record(only(store).id)
    assert record is not None
    assert record.result == whole


def test_what_belonged_to_a_status_ends_with_it(store: Store) -> None:
    merge(store, replace(result(0, "Running"), error_code="Odd", exit_code=0))
    merge(store, result(0, "Success", exit_code=None))
    assert (only(store).error_code, only(store).exit_code) == ("", None)


def test_a_time_does_not_lose_its_zone(store: Store) -> None:
    merge(store, result(0))
    naive = replace(result(0), start_time=START.replace(tzinfo=None))
    assert not merge(store, naive)


def test_growing_output_is_the_head_of_the_final_one(store: Store) -> None:
    head, tail = b"h" * 6144, b"t" * 18432
    merge(store, result(0, "Running", output=head[:2048]))
    merge(store, result(0, "Running", output=head))
    row_id = only(store).id
    live = store.output(row_id)
    assert live is not None
    assert (live.head_seen, live.phase) == (6144, Phase.ACTIVE)
    merge(store, result(0, output=head + tail, dropped=75_424))
    final = store.output(row_id)
    assert final is not None
    assert (final.head_seen, final.dropped, len(final.data)) == (6144, 75_424, 24_576)


def test_a_head_that_the_final_output_does_not_have_tells_nothing(
    store: Store,
) -> None:
    merge(store, result(0, "Running", output=b"\xb2\xe2\xca\xd4" * 2000))
    merge(store, result(0, output="测试".encode() * 4000, dropped=9))
    output = store.output(only(store).id)
    assert output is not None
    assert output.head_seen is None


def test_a_complete_output_needs_no_head(store: Store) -> None:
    merge(store, result(0, "Running", output=b"one"))
    merge(store, result(0, output=b"one two", dropped=0))
    output = store.output(only(store).id)
    assert output is not None
    assert output.head_seen is None


@pytest.mark.parametrize(("before", "data"), [("Pending", b""), ("Unheard-of", b"o")])
def test_an_output_from_before_a_command_ran_is_not_its_last(
    store: Store, before: str, data: bytes
) -> None:
    merge(store, result(0, before, output=data))
    merge(store, result(0, "Running", output=b"one"))
    assert text(store) == b"one"
    merge(store, result(0, "Pending", start=None, output=b""))
    assert text(store) == b"one"
    merge(store, result(0, output=b"one two", dropped=9))
    output = store.output(only(store).id)
    assert output is not None
    assert (output.data, output.head_seen) == (b"one two", 3)


def test_running_output_does_not_shrink(store: Store) -> None:
    merge(store, result(0, "Running", output=b"one two"))
    assert not merge(store, result(0, "Running", output=b"one"))
    assert text(store) == b"one two"


def test_a_known_encoding_is_not_given_up_for_a_guess(store: Store) -> None:
    known, guess = result(0, output=b"done"), result(0)
    merge(store, replace(guess, output=Output(b"ZG9uZQ==", guessed=True)))
    merge(store, known)
    assert not merge(store, replace(guess, output=Output(b"v\x8a\x1e", guessed=True)))
    assert text(store) == b"done"


def test_the_next_execution_of_a_scheduled_task_replaces_the_last(
    store: Store,
) -> None:
    daily = replace(RUN, repeat_mode="Period")
    first = result(0, "Scheduled", output=b"monday", exit_code=0)
    store.merge(Page(results=(first,), invocations=(daily,)))
    later = replace(first, start_time=START + timedelta(days=1), repeats=2)
    merge(store, replace(later, invocation_status="Running", output=None))
    assert text(store) is None
    assert only(store).periodic
    assert not merge(store, replace(first, repeats=1))
    merge(store, replace(later, output=Output(b"tuesday")))
    assert (text(store), only(store).invocation_status) == (b"tuesday", "Scheduled")


def test_the_plain_row_hides_behind_its_history(store: Store) -> None:
    plain = result(0, "Scheduled")
    merge(store, plain)
    history = [
        replace(result(0, execution=f"run {n}"), start_time=START - timedelta(days=n))
        for n in range(3)
    ]
    delta = merge(store, *history)
    assert len(delta.added) == 3
    assert delta.changed == (store.find(plain.key),)
    assert set(store.ids(View())) == set(delta.added)
    later = replace(plain, start_time=START + timedelta(days=1))
    assert merge(store, later).added == (store.find(plain.key),)
    assert store.counts(View()).total == 4


def test_a_history_row_ends_with_the_plain_row_that_shows_it(store: Store) -> None:
    running = result(0, "Running", execution="now")
    merge(store, running, result(0, "Running"))
    assert len(store.ids(View())) == 1
    merge(store, result(0, "Failed", output=b"why"))
    assert (only(store).key, only(store).phase) == (running.key, Phase.FAILED)
    assert text(store) == b"why"


def test_a_reply_without_a_status_has_all_of_the_known_one(store: Store) -> None:
    known = result(0, "Pending", start=None, exit_code=7)
    merge(store, known)
    merge(store, result(0, "", exit_code=None))
    assert (only(store).invocation_status, only(store).exit_code) == ("Pending", 7)
    assert not merge(store, known)
