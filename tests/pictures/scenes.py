"""What is shown in the pictures: every screen, at two sizes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Final, TypeAlias

from textual.command import CommandList, CommandPalette

from ca_tui.ui.copy_menu import CopyMenu
from ca_tui.ui.diff_screen import DiffScreen
from ca_tui.ui.export_screen import ExportScreen
from ca_tui.ui.help_screen import HelpScreen
from ca_tui.ui.runs_screen import RunsScreen
from tests.pictures.stage import LARGE, SMALL, Stage, on_stage

Scene: TypeAlias = Callable[[Stage], Awaitable[None]]

WIDE: Final = (150, 36)
"""Room for two texts side by side."""


async def draw() -> AsyncIterator[tuple[str, str]]:
    """The pictures: name and SVG."""
    async with on_stage() as stage:
        for name, scene in SCENES.items():
            await scene(stage)
            yield name, stage.svg()
            await stage.resize(SMALL)
            yield f"{name}-80x24", stage.svg()
            if name == "difference":
                await stage.resize(WIDE)
                yield "side-by-side", stage.svg()
            await stage.resize(LARGE)
            await stage.leave()
        stage.theme("ca-light")
        await stage.select("smoke-test")
        yield "light", stage.svg()
        stage.theme("ansi")
        await stage.select("unit-tests")
        yield "ansi", stage.svg()


async def _explorer(stage: Stage) -> None:
    await stage.open_region()
    await stage.select("config-drift")


async def _missing_bytes(stage: Stage) -> None:
    await stage.close_region()
    await stage.select_cut("nightly-backup")
    await stage.show_seam()


async def _failed(stage: Stage) -> None:
    await stage.select("daily-report")


async def _details(stage: Stage) -> None:
    await stage.select("daily-report")
    await stage.press("3")


async def _command(stage: Stage) -> None:
    await stage.select("deploy")
    await stage.press("2")


async def _readable(stage: Stage) -> None:
    await stage.select("list-pods")
    await stage.press("enter", "v", "minus")
    view = stage.screen.pane.view
    await stage.wait(lambda: bool(view.document and view.document.folds), "levels")


async def _search(stage: Stage) -> None:
    await stage.select("access-log")
    await stage.press("enter", "slash", *'/" [45]\\d\\d /')
    await stage.wait(lambda: stage.screen.pane.view.hits > 0, "hits")


async def _filter(stage: Stage) -> None:
    typed = "status:failed !exit:1 took:>1s"
    await stage.press("slash", *("space" if c == " " else c for c in typed), "enter")
    await stage.wait(stage.settled, "what it leaves")


async def _runs(stage: Stage) -> None:
    await stage.press("u")
    await stage.shown(RunsScreen, lambda runs: runs.settled and bool(runs.listed.runs))


async def _groups(stage: Stage) -> None:
    await _runs(stage)
    await stage.press("enter")
    await stage.grouped()


async def _difference(stage: Stage) -> None:
    await _groups(stage)
    await stage.press("j", "enter")
    await stage.shown(DiffScreen, lambda diff: diff.view.document is not None)


async def _copy(stage: Stage) -> None:
    await stage.select("daily-report")
    await stage.press("c")
    await stage.shown(CopyMenu)


async def _export(stage: Stage) -> None:
    await stage.press("e")
    await stage.shown(ExportScreen)


async def _help(stage: Stage) -> None:
    await stage.press("question_mark")
    await stage.shown(HelpScreen)


async def _palette(stage: Stage) -> None:
    await stage.press("ctrl+p")
    await stage.shown(CommandPalette, _has_all_commands)


def _has_all_commands(palette: CommandPalette) -> bool:
    gathering = (each for each in palette.workers if each.node is palette)
    listed = palette.query_one(CommandList).option_count
    return listed > 0 and all(each.is_finished for each in gathering)


SCENES: Final[dict[str, Scene]] = {
    "explorer": _explorer,
    "missing-bytes": _missing_bytes,
    "failed-explained": _failed,
    "details": _details,
    "command": _command,
    "readable": _readable,
    "search": _search,
    "filter": _filter,
    "runs": _runs,
    "same-different": _groups,
    "difference": _difference,
    "copy": _copy,
    "export": _export,
    "help": _help,
    "palette": _palette,
}
"""Name and how to get there from the table; all are left the same way."""
