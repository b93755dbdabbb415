"""A RAM user who may not do everything: the rest is shown, what is missing named."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ca_tui.api.models import Scope, ServiceName
from ca_tui.api.permissions import PREFIXES
from ca_tui.cli import main
from ca_tui.emulator.faults import Faults, Rule
from ca_tui.ui.main_screen import MainScreen
from ca_tui.ui.scope_tree import ScopeTree
from tests.cloud import NOON, at, standing_cloud, use_demo_key
from tests.ui.stage import Played, playing, seen, until

STARTED = datetime.now(UTC).replace(microsecond=0)
"""What two clouds are compared at, and our clock may differ from a little."""

REGIONS: dict[ServiceName, str] = {"ecs": "cn-hangzhou", "swas": "cn-shanghai"}


@dataclass(frozen=True, slots=True)
class Case:
    """One operation that is denied."""

    service: ServiceName
    action: str
    listed: bool = True
    """`list` needs it."""
    results: bool = True
    """A region's results are there without it."""
    notice: str = ""
    """How the notice is titled; empty: there is no need for one."""

    @property
    def ram_action(self) -> str:
        """What is missing."""
        return f"{PREFIXES[self.service]}:{self.action}"


CASES = (
    Case("ecs", "DescribeRegions", notice="The regions of ecs are not known"),
    Case("ecs", "DescribeInstances", notice="No instance names"),
    Case("ecs", "DescribeCloudAssistantStatus", listed=False, notice="No agents"),
    Case("ecs", "DescribeInvocations", notice="No command names"),
    Case(
        "ecs",
        "DescribeInvocationResults",
        results=False,
        notice="cn-hangzhou: results could not be read",
    ),
    Case("swas", "ListRegions", notice="The regions of swas are not known"),
    Case("swas", "ListInstances", notice="No instance names"),
    Case(
        "swas",
        "DescribeCommandInvocations",
        results=False,
        notice="cn-shanghai: results could not be read",
    ),
    # a second way to results, where the first is open
    Case("swas", "DescribeInvocations", listed=False),
    Case("swas", "DescribeInvocationResult", listed=False, notice="Output"),
)

each_action = pytest.mark.parametrize("case", CASES, ids=lambda case: case.ram_action)


@pytest.fixture(autouse=True)
def _signed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    use_demo_key(monkeypatch)
    monkeypatch.setenv("HOME", str(tmp_path))


@contextmanager
def cloud(*rules: Rule, still: bool = True) -> Iterator[str]:
    """A cloud with these faults."""
    moment = NOON if still else STARTED
    with standing_cloud(results=200, faults=Faults(rules), now=moment) as url:
        yield url


@asynccontextmanager
async def explorer(
    service: ServiceName, *rules: Rule, **asked: object
) -> AsyncIterator[Played]:
    """The explorer on a region of one service."""
    where = {"services": (service,), "regions": (REGIONS[service],), **asked}
    with cloud(*rules) as url:
        async with playing(url, loaded=False, **where) as played:  # type: ignore[arg-type] # by field name
            yield played


def notices(played: Played) -> dict[str, str]:
    """What was told above the panes, by title."""
    return {notice.title: notice.message for notice in played[0]._notifications}


def places(tree: ScopeTree) -> list[str]:
    """The lines of the tree."""
    return [str(node.label) for node in tree._tree_nodes.values()][1:]


def instances(screen: MainScreen) -> set[str]:
    """Whose results are in the table."""
    rows = screen.explorer.store.rows(list(screen.table.ids))
    return {row.key.instance_id for row in rows}


@each_action
async def test_the_explorer_shows_the_rest_and_names_the_action(case: Case) -> None:
    async with explorer(case.service, Rule("denied", action=case.action)) as played:
        app, screen, pilot = played
        if case.results:
            await until(pilot, lambda: screen.table.ids)
        else:
            await until(pilot, lambda: "could not be read" in seen(app))
            await until(pilot, lambda: case.ram_action in "".join(seen(app).split()))
        await until(pilot, lambda: REGIONS[case.service] in places(screen.places))
        if case.notice == "Output":
            # the first one has not begun and is not asked for
            await pilot.press("down")
        if case.notice:
            await until(pilot, lambda: case.notice in notices(played))
            assert case.ram_action in notices(played)[case.notice]
        else:
            await until(pilot, lambda: screen.pane.row_id is not None)
            assert notices(played) == {}
        assert bool(screen.table.ids) == case.results


async def test_without_the_list_of_regions_the_likely_one_is_shown() -> None:
    rule = Rule("denied", action="DescribeRegions")
    async with explorer("ecs", rule, regions=()) as played:
        _, screen, pilot = played
        await until(pilot, lambda: screen.table.ids)
        assert places(screen.places) == ["ECS", "cn-hangzhou"]
        assert [scope.region_id for scope in screen.explorer.scopes] == ["cn-hangzhou"]


@pytest.mark.parametrize("kind", ["denied", "blind"])
async def test_without_a_list_of_instances_results_tell_of_them(kind: str) -> None:
    rule = Rule(kind, action="DescribeInstances")  # type: ignore[arg-type] # both are
    async with explorer("ecs", rule) as played:
        app, screen, pilot = played
        await until(pilot, lambda: screen.table.ids)
        screen.post_message(ScopeTree.Opened("ecs", "cn-hangzhou"))
        await until(pilot, lambda: "known from results only" in places(screen.places))
        rows = screen.explorer.store.rows(list(screen.table.ids))
        ids = instances(screen)
        assert ids
        assert {row.instance_name for row in rows} == {""}
        assert ids <= set(places(screen.places))
        assert bool(notices(played)) == (kind == "denied")
        assert "i-" in seen(app)


async def test_an_instance_known_from_results_can_be_looked_at() -> None:
    async with explorer("ecs", Rule("blind", action="DescribeInstances")) as played:
        _, screen, pilot = played
        await until(pilot, lambda: screen.table.ids)
        row = screen.explorer.store.rows([screen.table.ids[0]])[0]
        scope = Scope("ecs", "cn-hangzhou", row.key.instance_id)
        screen.post_message(ScopeTree.Selected((scope,)))
        await until(pilot, lambda: instances(screen) == {row.key.instance_id})
        assert screen.explorer.scopes == (scope,)


async def test_a_server_has_its_results_singly_where_the_list_is_denied() -> None:
    with cloud() as url:
        config = {"services": ("swas",), "regions": ("cn-shanghai",)}
        async with playing(url, loaded=False, **config) as (_, screen, pilot):  # type: ignore[arg-type] # by field name
            await until(pilot, lambda: screen.table.ids)
            row = screen.explorer.store.rows([screen.table.ids[0]])[0]
    rule = Rule("denied", action="DescribeCommandInvocations")
    async with explorer("swas", rule, instance_id=row.key.instance_id) as played:
        _, screen, pilot = played
        await until(pilot, lambda: screen.table.ids)
        assert not notices(played)


@each_action
def test_list_prints_the_rest_and_names_the_action(
    case: Case, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ("--service", case.service)
    with cloud(still=False) as url:
        assert main(at(url, *where)) == 0
    whole = capsys.readouterr().out.splitlines()
    with cloud(Rule("denied", action=case.action), still=False) as url:
        code = main(at(url, *where))
    said = capsys.readouterr()
    assert code == case.listed
    assert (case.ram_action in said.err) == case.listed
    assert not case.listed or "RequestId" in said.err
    if case.action.endswith("Regions") or not case.results:
        assert said.out == ""
    else:
        assert len(said.out.splitlines()) == len(whole)


def test_list_reads_the_other_service_where_the_regions_of_one_are_denied(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with cloud(Rule("denied", action="DescribeRegions"), still=False) as url:
        assert main(at(url)) == 1
    said = capsys.readouterr()
    assert '"service": "swas"' in said.out
    assert "ecs:DescribeRegions is missing" in said.err
    with cloud(Rule("denied", action="DescribeRegions"), still=False) as url:
        # nothing is missing: what was asked for is known
        assert main(at(url, "--region", "cn-hangzhou", "--service", "ecs")) == 0
    assert '"service": "ecs"' in capsys.readouterr().out
