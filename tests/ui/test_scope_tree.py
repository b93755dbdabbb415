"""The tree of places: what it asks for, what it keeps, keys and mouse."""

from __future__ import annotations

from ca_tui.api.models import Instance, Region, Scope
from ca_tui.ui.scope_tree import ScopeTree
from tests.ui.tree_stage import (
    AGENTS,
    BEIJING,
    HANGZHOU,
    INSTANCES,
    SpiedTree,
    Stage,
    cursor,
)

WEB_1 = Scope("ecs", "cn-hangzhou", instance_id="i-1")


async def test_services_and_regions_are_there_and_instances_are_not() -> None:
    """Children are asked for when they are wanted."""
    app = Stage()
    async with app.run_test(size=(60, 20), message_hook=app.note) as pilot:
        app.fill()
        await pilot.pause()
        assert [line.rstrip() for line in app.lines()] == [
            "▾ ECS",
            "  ▸ cn-hangzhou",
            "  ▸ cn-beijing",
            "▾ Simple App Server",
            "  ▸ cn-shanghai",
        ]
        assert app.told == []
        await pilot.press("down", "down", "right")
        await pilot.pause()
        assert app.told == [ScopeTree.Opened("ecs", "cn-hangzhou")]
        assert app.lines()[2].strip() == "⋯"


async def test_a_place_selected_is_a_scope() -> None:
    """A service is all of its regions; selecting opens nothing."""
    app = Stage()
    async with app.run_test(size=(60, 20), message_hook=app.note) as pilot:
        app.fill()
        await pilot.press("down", "enter", "down", "enter")
        await pilot.pause()
        assert app.told == [
            ScopeTree.Selected((HANGZHOU, BEIJING)),
            ScopeTree.Selected((HANGZHOU,)),
        ]
        app.places.set_instances("ecs", "cn-hangzhou", INSTANCES, AGENTS)
        await pilot.press("right", "right", "down", "enter")
        await pilot.pause()
        assert app.told[-1] == ScopeTree.Selected((WEB_1,))


async def test_the_mouse_opens_by_the_mark_and_selects_by_the_name() -> None:
    """As in every tree."""
    app = Stage()
    async with app.run_test(size=(60, 20), message_hook=app.note) as pilot:
        app.fill()
        await pilot.pause()
        await pilot.click(SpiedTree, offset=(2, 1))
        await pilot.click(SpiedTree, offset=(8, 3))
        await pilot.pause()
        assert app.told == [
            ScopeTree.Opened("ecs", "cn-hangzhou"),
            ScopeTree.Selected((BEIJING,)),
        ]


async def test_left_closes_and_goes_up() -> None:
    """And right goes down."""
    app = Stage()
    async with app.run_test(size=(60, 20)) as pilot:
        app.fill()
        app.places.set_instances("ecs", "cn-hangzhou", INSTANCES, AGENTS)
        await pilot.press("down", "down", "right", "right")
        assert cursor(app.places) == "db-01"
        await pilot.press("left")
        assert cursor(app.places) == "cn-hangzhou"
        await pilot.press("h")
        await pilot.pause()
        assert len(app.lines()) == 5
        await pilot.press("h", "h")
        assert cursor(app.places) == "ECS"


async def test_what_is_set_moves_no_cursor_and_closes_nothing() -> None:
    """New instances above, a region that is new, one that is gone."""
    app = Stage()
    async with app.run_test(size=(60, 20)) as pilot:
        app.fill()
        app.places.set_instances("ecs", "cn-hangzhou", INSTANCES, AGENTS)
        await pilot.press("down", "down", "right", "down", "down")
        assert cursor(app.places) == "web-01"
        more = Instance("ecs", "cn-hangzhou", "i-0", "aaa-01", status="Running")
        app.places.set_instances("ecs", "cn-hangzhou", (*INSTANCES, more), AGENTS)
        regions = [Region("ecs", "ap-south-1"), Region("ecs", "cn-hangzhou")]
        app.places.set_regions("ecs", regions)
        await pilot.pause()
        assert cursor(app.places) == "web-01"
        assert app.places.cursor_line == 5
        assert [line.strip().split()[-1] for line in app.lines()[:6]] == [
            "ECS",
            "ap-south-1",
            "cn-hangzhou",
            "aaa-01",
            "(stopped)",
            "web-01",
        ]


async def test_coming_to_the_tree_the_cursor_is_on_what_is_shown() -> None:
    """One key from there to its neighbours."""
    app = Stage()
    async with app.run_test(size=(60, 20)) as pilot:
        app.set_focus(None)
        app.fill()
        app.places.set_current((BEIJING,))
        await pilot.pause()
        app.places.focus()
        await pilot.pause()
        assert cursor(app.places) == "cn-beijing"
