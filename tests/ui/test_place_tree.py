"""The tree of places: what its lines say, and when they are painted."""

from __future__ import annotations

from rich.cells import cell_len

from ca_tui.api.models import Instance, Region
from ca_tui.ui.glyphs import ASCII
from ca_tui.ui.place_tree import Key
from ca_tui.ui.scope_tree import ScopeTree
from tests.ui.tree_stage import (
    AGENTS,
    BEIJING,
    HANGZHOU,
    INSTANCES,
    SpiedTree,
    Stage,
)


async def test_instances_are_listed_by_name_with_their_agents() -> None:
    """Online, offline, unknown; what is not running says so."""
    app = Stage()
    async with app.run_test(size=(60, 20)) as pilot:
        app.fill()
        await pilot.press("down", "down", "l")
        app.places.set_instances("ecs", "cn-hangzhou", INSTANCES, AGENTS)
        await pilot.pause()
        assert [line.rstrip() for line in app.lines()[2:5]] == [
            "    ▫ db-01 (stopped)",
            "    ▪ web-01",
            "      web-03",
        ]
        app.places.set_instances("ecs", "cn-hangzhou", ())
        await pilot.pause()
        assert app.lines()[2].strip() == "no instances known"
        app.places.set_instances("ecs", "nowhere", INSTANCES)


async def test_a_renamed_instance_changes_its_line() -> None:
    """Its place in the order too."""
    app = Stage()
    async with app.run_test(size=(60, 20)) as pilot:
        app.fill()
        app.places.set_instances("ecs", "cn-hangzhou", INSTANCES, AGENTS)
        await pilot.press("down", "down", "right")
        renamed = Instance("ecs", "cn-hangzhou", "i-3", "a-new-name", status="Running")
        app.places.set_instances(
            "ecs", "cn-hangzhou", (*INSTANCES[1:], renamed), AGENTS
        )
        await pilot.pause()
        names = [line.strip() for line in app.lines()[2:5]]
        assert names == ["a-new-name", "▫ db-01 (stopped)", "▪ web-01"]


FAULTS: dict[Key, int] = {
    ("ecs", "cn-hangzhou", ""): 1017,
    ("ecs", "cn-hangzhou", "i-1"): 2,
    ("ecs", "cn-beijing", ""): 3,
}


async def test_faults_stand_at_the_right() -> None:
    """A service has those of its regions."""
    app = Stage()
    async with app.run_test(size=(60, 20)) as pilot:
        app.fill()
        app.places.set_instances("ecs", "cn-hangzhou", INSTANCES, AGENTS)
        await pilot.press("down", "down", "right")
        app.places.set_faults(FAULTS)
        await pilot.pause()
        lines = [line.rstrip() for line in app.lines()]
        assert lines[0].endswith(" 1,020")
        assert lines[1].endswith(" 1,017")
        assert lines[3].endswith("web-01                  2")
        assert {len(lines[at]) for at in (0, 1, 3, 5)} == {31}


async def test_only_lines_that_look_different_are_painted() -> None:
    """Counts come with every refresh."""
    app = Stage()
    async with app.run_test(size=(60, 20)) as pilot:
        app.fill()
        app.places.set_instances("ecs", "cn-hangzhou", INSTANCES, AGENTS)
        app.places.set_faults(FAULTS)
        app.places.set_current((HANGZHOU,))
        await pilot.pause()
        layouts = app.places._layout_updates
        app.places.painted.clear()
        app.places.set_faults(FAULTS)
        app.places.set_instances("ecs", "cn-hangzhou", INSTANCES, AGENTS)
        app.places.set_current((HANGZHOU,))
        app.fill()
        await pilot.hover(SpiedTree, offset=(8, 3))
        await pilot.hover(SpiedTree, offset=(8, 2))
        await pilot.pause()
        assert app.places.painted == []
        app.places.set_faults({("ecs", "cn-beijing", ""): 4})
        await pilot.pause()
        assert sorted(set(app.places.painted)) == [0, 1, 2]
        assert app.places._layout_updates == layouts


async def test_the_current_scope_is_marked() -> None:
    """All regions: the service too."""
    app = Stage()
    async with app.run_test(size=(60, 20)) as pilot:
        app.fill()
        app.places.set_current((HANGZHOU,))
        await pilot.pause()
        assert bold_lines(app.places) == [1]
        app.places.set_current((HANGZHOU, BEIJING))
        await pilot.pause()
        assert bold_lines(app.places) == [0, 1, 2]


def bold_lines(tree: ScopeTree) -> list[int]:
    return [
        y
        for y in range(5)
        if any(
            part.style is not None and part.style.bold for part in tree.render_line(y)
        )
    ]


HOSTILE = (
    "[/red] oops",
    "[@click=app.quit]x[/]",
    "[/]",
    "\x1b]0;pwned\x07\x9b2J",
    "rtl \u202egpj.exe",
    "two\nlines",
    "测试服务器-生产环境-华东-一号机-备用",
    "\ud800",
    "\u200b",
)


async def test_hostile_names_are_text_and_nothing_else() -> None:
    """No markup, no escape sequence, no crash, every line as wide as the tree."""
    app = Stage()
    async with app.run_test(size=(60, 30)) as pilot:
        app.places.set_regions("ecs", [Region("ecs", name) for name in HOSTILE])
        app.places.set_instances(
            "ecs",
            HOSTILE[0],
            [Instance("ecs", HOSTILE[0], name, name, status=name) for name in HOSTILE],
        )
        await pilot.press("down", "down", "right")
        await pilot.pause()
        lines = app.lines()
        assert len(lines) == 1 + 2 * len(HOSTILE)
        assert "[/red] oops" in lines[1]
        assert "".join(lines).isprintable()
        assert {cell_len(line) for line in lines} == {app.places.size.width}
        await pilot.press("end", "enter", "home")
        await pilot.click(SpiedTree, offset=(8, 3))
        assert app.is_running


async def test_in_ascii_the_tree_is_ascii() -> None:
    """In every theme."""
    app = Stage()
    async with app.run_test(size=(60, 20)) as pilot:
        app.places.glyphs = ASCII
        app.fill()
        app.places.set_instances("ecs", "cn-hangzhou", INSTANCES, AGENTS)
        await pilot.press("down", "down", "right", "down")
        for theme in ("ca-light", "ansi", "ca-dark"):
            app.theme = theme
            await pilot.pause()
            assert "".join(app.lines()).isascii()
            assert app.lines()[1].startswith("  v cn-hangzhou")
