"""The pane of one result: what it says at once, later, and when there is no text."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

from ca_tui.api.models import OssOutput
from ca_tui.output.reading import Reading
from ca_tui.ui import outcome
from ca_tui.ui.documents import documents
from ca_tui.ui.glyphs import ASCII, UNICODE
from tests.ui.pane_host import facts, hosted, said, text, title
from tests.ui.samples import invocation, record, result, row, stored, watched


async def test_without_a_selection_it_says_what_to_do() -> None:
    async with hosted() as (pane, _):
        assert text(pane) == [outcome.NOTHING_SELECTED]
        assert (title(pane), facts(pane), said(pane)) == ("", "", ["", ""])


async def test_a_row_paints_the_header_before_its_text_is_read() -> None:
    async with hosted() as (pane, _):
        pane.show_row(row(result(), size=41))
        assert title(pane) == "web-03 ⋅ kernel-version ⋅ t-hz0jdfw⋯k3pc"
        assert facts(pane) == "41 B"
        assert said(pane)[0] == (
            "✗ Failed, exit 127 ⋅ ExitCodeNonzero: the command was not found on the"
            " instance"
        )
        assert text(pane) == [outcome.READING]


async def test_a_record_fills_in_the_text() -> None:
    async with hosted() as (pane, _):
        known = record(result())
        pane.show_row(known.row)
        pane.show_record(known, stored(b'{"name": "web-03", "up": true}\n'))
        assert text(pane) == ['1 {"name": "web-03", "up": true}']
        assert facts(pane) == "json ⋅ 31 B"
        assert "JSON" in pane.tabs.fact


async def test_an_answer_for_another_row_is_ignored() -> None:
    async with hosted() as (pane, _):
        late, current = record(result(), id=1), record(result("Success", 0), id=2)
        pane.show_row(late.row)
        pane.show_row(current.row)
        pane.show_record(late, stored(b"late\n"))
        assert text(pane) == [outcome.READING]
        pane.show_record(current, stored(b"current\n", "Success"))
        assert text(pane) == ["1 current"]
        pane.show_row(None)
        pane.show_record(current, stored(b"current\n", "Success"))
        assert text(pane) == [outcome.NOTHING_SELECTED]


async def test_the_same_row_again_keeps_its_text_and_place() -> None:
    async with hosted() as (pane, pilot):
        known = record(result("Running", None))
        data = b"".join(b"line %d\n" % n for n in range(200))
        pane.show_row(known.row)
        pane.show_record(known, stored(data, "Running"))
        pane.view.scroll_cells(y=50)
        pane.show_row(row(result("Success", 0)))
        assert said(pane)[0] == "✓ Success, exit 0"
        assert text(pane)[0] == " 51 line 50"
        pane.show_record(record(result("Success", 0)), stored(data * 2, "Success"))
        assert text(pane)[0] == " 51 line 50"
        await pilot.pause()


async def test_the_text_keeps_its_place_from_row_to_row() -> None:
    """Failed results have a remedy under the headline, others say when and as whom."""
    async with hosted((92, 16)) as (pane, pilot):
        places = []
        for status, exit_code in (("Success", 0), ("Failed", 127), ("Running", None)):
            pane.show_row(row(result(status, exit_code)))
            await pilot.pause()
            places.append(pane.view.region)
        assert len(set(places)) == 1
        pane.show_row(row(result("Success", 0)))
        assert "took" in said(pane)[1]


async def test_a_long_headline_takes_the_line_of_the_remedy() -> None:
    async with hosted((60, 16)) as (pane, pilot):
        pane.show_row(row(result("Failed", 137)))
        await pilot.pause()
        shown = pane.headline.render().plain.splitlines()
        assert len(shown) == 2
        assert shown[0].startswith("✗ Failed, exit 137")
        assert "SIGKILL" in " ".join(shown)
        assert shown[1].startswith("  ")


async def test_a_remedy_needs_room() -> None:
    remedy = "Read its output"
    async with hosted((92, 16)) as (pane, pilot):
        pane.show_row(row(result()))
        assert remedy in said(pane)[1]
        await pilot.resize_terminal(92, 9)
        await pilot.pause()
        assert len(said(pane)) == 1


async def test_without_output_it_says_why() -> None:
    async with hosted() as (pane, _):
        known = record(result("Running", None))
        pane.show_row(known.row)
        pane.show_record(known, stored(b"", "Running"))
        assert "sends the first output after about 3 s" in " ".join(text(pane))


async def test_missing_bytes_stand_in_the_text_and_in_the_border() -> None:
    async with hosted() as (pane, _):
        known = record(result("Success", 0))
        output = stored(b"head\n" * 1300 + b"tail\n" * 30, "Success", dropped=37_324)
        pane.show_row(known.row)
        pane.show_record(known, watched(output, 6500))
        pane.view.scroll_cells(y=1298)
        rows = text(pane)
        assert rows[:2] == ["1299 head", "1300 head"]
        assert "37,324 bytes missing here" in rows[2]
        assert rows[3] == "   1 tail"
        assert facts(pane).endswith("6.5 KB of 42.9 KB")


async def test_tabs_have_their_own_text_and_place() -> None:
    async with hosted() as (pane, pilot):
        known = record(result(), run=invocation())
        pane.show_row(known.row)
        pane.show_record(known, stored(b"".join(b"%d\n" % n for n in range(99))))
        pane.view.scroll_cells(y=30)
        await pilot.press("2")
        assert text(pane) == ["1 #!/bin/sh", "2 unamee -r"]
        assert facts(pane) == "bash"
        await pilot.press("right_square_bracket")
        assert pane.tab == "details"
        assert text(pane)[0] == "Result"
        await pilot.press("right_square_bracket")
        assert text(pane)[0] == "31 30"
        await pilot.press("left_square_bracket")
        assert pane.tabs.tab == "details"


async def test_the_mouse_opens_a_tab() -> None:
    async with hosted() as (pane, pilot):
        known = record(result(), run=invocation())
        pane.show_row(known.row)
        pane.show_record(known, None)
        await pilot.click(pane.tabs, offset=(11, 0))
        assert pane.tab == "command"
        await pilot.click(pane.tabs, offset=(7, 0))
        assert pane.tab == "command"


async def test_a_command_that_is_not_known_says_so() -> None:
    async with hosted() as (pane, pilot):
        known = record(result())
        pane.show_row(known.row)
        pane.show_record(known, None)
        await pilot.press("2")
        assert "not in the list of invocations" in " ".join(text(pane))


async def test_an_unchanged_record_builds_and_paints_nothing() -> None:
    async with hosted() as (pane, _):
        known = record(result(), run=invocation())
        pane.show_row(known.row)
        pane.show_record(known, stored(b"x\n"))
        before = pane.view.document
        pane.show_row(row(result()))
        pane.show_record(record(result(), run=invocation()), stored(b"x\n"))
        assert pane.view.document is before


async def test_a_document_built_elsewhere_is_shown() -> None:
    async with hosted() as (pane, _):
        known, output = record(result()), stored(b"10%\r100%\n")
        built = documents(
            known, output, "output", reading=Reading(collapse_progress=False)
        )
        pane.show_row(known.row)
        pane.show_record(known, output, built)
        assert pane.view.document is built


async def test_a_progress_bar_shows_its_last_state_or_all() -> None:
    async with hosted() as (pane, pilot):
        known = record(result("Success", 0))
        pane.show_row(known.row)
        pane.show_record(known, stored(b"10%\r50%\r100%\ndone\n", "Success"))
        assert text(pane) == ["1 100%", "2 done"]
        await pilot.press("p")
        assert text(pane) == ["1 10%", "2 50%", "3 100%", "4 done"]


async def test_a_search_is_counted_beside_the_tabs() -> None:
    async with hosted() as (pane, pilot):
        known = record(result())
        pane.show_row(known.row)
        pane.show_record(known, stored(b"a\nb\na\n"))
        pane.view.search("a")
        await pilot.press("n")
        assert pane.tabs.fact == "a: 2 of 2"
        pane.view.search("zz")
        await pilot.pause()
        assert pane.tabs.fact == "zz: not found"


async def test_ascii_glyphs_reach_every_line() -> None:
    async with hosted() as (pane, pilot):
        known = record(result())
        pane.show_row(known.row)
        pane.show_record(known, stored(b"x" * 300, dropped=5))
        pane.glyphs = ASCII
        await pilot.pause()
        shown = [title(pane), facts(pane), *said(pane), *text(pane)]
        assert [line for line in shown if not line.isascii()] == []


async def test_delivery_stands_above_the_text() -> None:
    async with hosted() as (pane, _):
        oss = OssOutput("oss://b/p", "Finished", "oss://b/p/t-1")
        known = record(replace(result("Success", 0), oss_output=oss))
        pane.show_row(known.row)
        pane.show_record(known, stored(b"x\n", "Success"))
        assert said(pane)[-1].strip() == "also delivered to oss://b/p/t-1"


EVIL = "\x1b]52;c;cm0=\x07[/][@click=app.quit]x\u202e\x9b2J\ud800\n"


async def test_what_is_too_wide_is_cut_with_a_narrow_ellipsis() -> None:
    """Neither Rich's nor Textual's own: that is two cells wide in many terminals."""
    async with hosted((30, 16)) as (pane, pilot):
        pane.show_row(row(result()))
        await pilot.pause()
        picture = pilot.app.export_screenshot()
        assert title(pane).endswith(UNICODE.ellipsis)
        assert "\N{HORIZONTAL ELLIPSIS}" not in picture
        assert UNICODE.ellipsis in picture


async def test_hostile_names_are_text_everywhere() -> None:
    """No markup, no control character: in titles, headline, facts and details."""
    async with hosted((120, 40)) as (pane, pilot):
        evil = replace(
            result(EVIL, 3),
            error_code=EVIL,
            error_info=EVIL,
            username=EVIL,
            tags=((EVIL, EVIL),),
            oss_output=OssOutput(EVIL, EVIL, EVIL, EVIL, EVIL),
            raw={EVIL: {EVIL: [EVIL]}},
        )
        known = record(evil, run=replace(invocation(EVIL), command_name=EVIL))
        named = replace(known.row, instance_name=EVIL, command_name=EVIL)
        pane.show_row(named)
        pane.show_record(
            replace(known, row=named), stored(EVIL.encode("utf-8", "replace"))
        )
        pane.view.search(EVIL)
        seen = []
        for tab in ("1", "2", "3"):
            await pilot.press(tab)
            seen += [title(pane), facts(pane), *said(pane), pane.tabs.fact]
            seen += text(pane)
        assert "[@click=app.quit]x" in "".join(seen)
        everything = "".join(seen)
        categories = {unicodedata.category(character) for character in everything}
        assert not categories & {"Cc", "Cf", "Cs"}
        assert pilot.app.is_running
