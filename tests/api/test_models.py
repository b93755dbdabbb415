"""The values themselves: identity, and what they say of themselves."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace

import pytest

from ca_tui.api.models import Invocation, InvocationResult, Page, ResultKey
from ca_tui.api.status import Phase

KEY = ResultKey("ecs", "cn-hangzhou", "t-1", "i-1")


def test_a_key_is_told_apart_by_each_of_its_parts() -> None:
    others = {
        replace(KEY, service="swas"),
        replace(KEY, region_id="cn-beijing"),
        replace(KEY, invoke_id="t-2"),
        replace(KEY, instance_id="i-2"),
        replace(KEY, container_id="c"),
        replace(KEY, start_time="2020-01-01T00:00:00Z"),
    }
    assert len(others | {KEY}) == 7


def test_unknown_fields_neither_compare_nor_show() -> None:
    """A service that reorders or adds fields changes no row."""
    plain = InvocationResult(KEY, invocation_status="Success")
    noted = replace(plain, raw={"Secret": "in the raw record"})
    assert plain == noted
    assert "Secret" not in repr(noted)


def test_values_do_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        KEY.invoke_id = "t-2"  # type: ignore[misc]  # assigning is what is tested


@pytest.mark.parametrize(
    ("status", "phase"),
    [("timeout", Phase.FAILED), ("Terminated", Phase.STOPPED), ("", Phase.UNKNOWN)],
)
def test_a_result_has_the_phase_of_its_status(status: str, phase: Phase) -> None:
    assert InvocationResult(KEY, invocation_status=status).phase is phase


@pytest.mark.parametrize(
    ("repeat_mode", "frequency", "periodic"),
    [
        ("Once", "", False),
        ("NextRebootOnly", "", False),
        ("Period", "rate(5m)", True),
        ("EveryReboot", "", True),
        ("", "0 */20 * * * *", True),
        ("", "", False),
    ],
)
def test_what_runs_again_and_again(
    repeat_mode: str, frequency: str, periodic: bool
) -> None:
    run = Invocation(
        "ecs", "cn-hangzhou", "t-1", repeat_mode=repeat_mode, frequency=frequency
    )
    assert run.periodic is periodic


def test_an_empty_page_promises_nothing() -> None:
    assert Page().total_count is None
    assert Page().last
