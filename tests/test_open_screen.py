"""Saved replies of every vintage, as `ca-tui open FILE...` shows them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest
from textual.pilot import Pilot

from ca_tui.config import Config
from ca_tui.monitor.store import Store
from ca_tui.saved_files import SavedFiles
from ca_tui.ui.app import CaTuiApp
from ca_tui.ui.main_screen import MainScreen
from ca_tui.ui.source import Look
from tests.pty_session import PtySession
from tests.stepping import until
from tests.vintages import (
    BROKEN,
    EXPECTED,
    SENTENCES,
    SWAS,
    V2018,
    V2020,
    V2021,
    V2025,
    VENDOR,
)


def now() -> datetime:
    return datetime(2026, 3, 2, 6, 3, 22, tzinfo=UTC)


@pytest.fixture
def store() -> Iterator[Store]:
    found = Store(clock=now)
    yield found
    found.close()


@asynccontextmanager
async def opened(
    store: Store, names: Sequence[str]
) -> AsyncIterator[tuple[MainScreen, Pilot[int]]]:
    """The screen that `ca-tui open` shows for some of the vendor's samples."""
    files = tuple(str(VENDOR / name) for name in names)
    source = SavedFiles.read(Config(command="open", files=files), store)
    look = Look(utc=True, problems=source.problems)
    app = CaTuiApp(source, store, look, clock=now)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        screen = app.screen
        assert isinstance(screen, MainScreen)
        pane = screen.pane
        await until(pilot, lambda: bool(pane.document("details")), "a record")
        yield screen, pilot


def line_at(screen: MainScreen, index: int) -> str:
    """What the table paints of a row."""
    return screen.table.render_line(1 + index - screen.table.top).text


async def texts_at(
    screen: MainScreen, pilot: Pilot[int], index: int
) -> tuple[str, str]:
    """What the pane shows of the next row: its output and its details."""
    await pilot.press(*["j"] * (index > 0))
    row_id = screen.table.ids[index]
    pane = screen.pane

    def read() -> bool:
        return pane.row_id == row_id and pane.document("details") is not None

    await until(pilot, read, f"row {index}")
    output, details = pane.document("output"), pane.document("details")
    assert details is not None
    return "" if output is None else output.text, details.text


def toasts(screen: MainScreen) -> list[str]:
    return [str(toast.render()) for toast in screen.query("Toast")]


@pytest.mark.parametrize("name", sorted(EXPECTED))
async def test_a_sample_is_shown_as_the_vendors_page_has_it(
    name: str, store: Store
) -> None:
    async with opened(store, [name]) as (screen, pilot):
        expected = EXPECTED[name]
        assert len(screen.table.ids) == len(expected)
        for index, line in enumerate(expected):
            painted = line_at(screen, index)
            assert str(line["invocation_status"]) in painted
            assert f"  {line['exit_code']}  " in painted
            assert str(line.get("command_name") or "") in painted
            output, details = await texts_at(screen, pilot, index)
            assert output == line["output"]
            for key in ("invoke_id", "instance_id", "start_time", "finished_time"):
                value = str(line[key] or "").replace("T", " ").removesuffix("Z")
                assert value in details.replace("T", " "), key
            tags = line["tags"]
            assert ("zhangsan" in details) == bool(tags)
        assert toasts(screen) == []


async def test_times_without_a_zone_are_marked_and_others_are_not(
    store: Store,
) -> None:
    names = [f"{V2018}.json", f"{V2020}.json"]
    async with opened(store, names) as (screen, pilot):
        _, newer = await texts_at(screen, pilot, 0)
        _, older = await texts_at(screen, pilot, 1)
        (aware,) = [each for each in newer.split("\n") if "Finished:" in each]
        (naive,) = [each for each in older.split("\n") if "Finished:" in each]
        assert "2020-05-11 09:01:41" in aware
        assert "zone" not in aware
        assert "2018-01-05 15:45:02" in naive
        assert "sent without a zone" in naive


async def test_all_vintages_together_and_what_could_not_be_read(store: Store) -> None:
    """A run that several samples tell of is one row; problems are told and go by."""
    names = sorted([*EXPECTED, *BROKEN])
    async with opened(store, names) as (screen, pilot):
        await until(pilot, lambda: len(toasts(screen)) == len(BROKEN), "the problems")
        said = toasts(screen)
        for name in BROKEN:
            (text,) = [each for each in said if f"{name}{SENTENCES[name]}" in each]
            assert text.startswith("Not everything could be read")
        keys = {
            (line["invoke_id"], line["instance_id"], line.get("container_id"))
            for lines in EXPECTED.values()
            for line in lines
        }
        assert len(screen.table.ids) == len(keys) == 8
        assert "8 ⋅ 0 running ⋅ 1 failed ⋅ 0 hidden" in str(
            screen.table.border_subtitle
        )
        await pilot.press("f")
        assert len(screen.table.ids) == 1
        assert "Failed" in line_at(screen, 0)


async def test_every_tab_of_a_result_without_an_output_says_something(
    store: Store,
) -> None:
    async with opened(store, [f"{V2021}.json"]) as (screen, pilot):
        await pilot.press("enter")
        said = []
        for tab in "123":
            await pilot.press(tab)
            said.append(screen.pane.view.render_line(0).text.strip())
        assert "The command printed nothing" in said[0]
        assert "cnBtIC1xYSB8IGdyZXAgdnNm****" in said[1]
        assert "Result" in said[2]


async def test_what_can_be_guessed_only_is_said_to_be_a_guess(store: Store) -> None:
    async with opened(store, [f"{SWAS}.json"]) as (screen, _):
        assert "base64 guessed" in str(screen.pane.border_subtitle)


async def test_nobody_is_asked_and_the_keys_that_ask_do_no_harm(store: Store) -> None:
    async with opened(store, [f"{V2025}.json"]) as (screen, pilot):
        await pilot.press("r", "R", "L", "space", "r")
        await pilot.pause()
        assert "saved replies" in screen.status.render().plain
        assert len(screen.table.ids) == 1
        assert toasts(screen) == []


def test_a_pipe_is_opened_and_the_keyboard_still_works() -> None:
    """`cat reply.json | ca-tui open -`: keys come from the terminal."""
    path = VENDOR / f"{V2025}.json"
    with (
        path.open("rb") as replies,
        PtySession(["open", "-"], size=(100, 30), stdin=replies.fileno()) as session,
    ):
        session.until(lambda: "15:30:01" in session.text(), "the output")
        session.send("q")
        assert session.until_ended() == 0
