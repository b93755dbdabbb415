"""A difference as it is read: signs, changed words, what is masked, from one to the
next; and what is said of groups that are not known whole."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from textual.app import App, ComposeResult

from ca_tui.api.status import Phase
from ca_tui.monitor.groups import Group, GroupKey
from ca_tui.output.compare import Comparison
from ca_tui.output.masks import Masker
from ca_tui.output.sections import LineKind
from ca_tui.ui.diff_document import INDENT, DiffDocument
from ca_tui.ui.diff_screen import DiffView
from ca_tui.ui.glyphs import UNICODE
from ca_tui.ui.group_lines import difference, ended, printed, silent
from ca_tui.ui.theme import THEMES

LINES = st.lists(st.sampled_from(["a", "b", "c 10:00:00", "c 11:00:00", "d e f"]))


def compared(a: list[str], b: list[str]) -> Comparison:
    masker = Masker()
    return Comparison(masker.lines(a), masker.lines(b))


def group(**changed: object) -> Group:
    key = GroupKey("Success", Phase.SUCCEEDED, 0, "", False, False, b"x")
    fields = {name: getattr(key, name) for name in GroupKey.__slots__}
    key = GroupKey(**{**fields, **changed})
    return Group(key, (1, 2), ("web-[1-2]",), 9, 9, "first line")


@given(LINES, LINES)
def test_each_text_can_be_read_from_the_difference(a: list[str], b: list[str]) -> None:
    """With - and + lines told apart; around hunks nothing but alike lines is left."""
    document = DiffDocument(compared(a, b))
    masker = Masker()
    shown = [line.text for line in document.lines if line.kind is LineKind.TEXT]
    added = [line[INDENT:] for line in shown if line.startswith("+ ")]
    removed = [line[INDENT:] for line in shown if line.startswith("- ")]
    keys_a, keys_b = masker.keys(a), masker.keys(b)
    for key in {*keys_a, *keys_b}:
        more = masker.keys(added).count(key) - masker.keys(removed).count(key)
        assert keys_b.count(key) - keys_a.count(key) == more
    for index, line in enumerate(document.lines):
        spans = document.spans(index)
        assert all(0 <= span.start < span.end <= len(line.text) for span in spans)


@given(LINES, LINES)
def test_the_numbers_are_those_of_the_second_text(a: list[str], b: list[str]) -> None:
    for line in DiffDocument(compared(a, b)).lines:
        if line.number is not None:
            assert line.text[INDENT:] == b[line.number - 1]


class _Viewer(App[None]):
    def compose(self) -> ComposeResult:
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = "ca-dark"
        yield DiffView()


async def test_n_and_shift_n_go_from_difference_to_difference() -> None:
    a = [f"line {chr(97 + number % 26)}{'x' * number}" for number in range(100)]
    b = [f"{line} new" if at in (5, 40, 90) else line for at, line in enumerate(a)]
    document = DiffDocument(compared(a, b))
    assert len(document.hunks) == 3
    app = _Viewer()
    async with app.run_test(size=(40, 8)) as pilot:
        view = app.query_one(DiffView)
        view.show(document, keep_scroll=False)
        view.focus()
        tops = []
        for key in ("n", "n", "N", "N"):
            await pilot.press(key)
            tops.append(view.place_of_top()[0])
        first, second, third = document.hunks
        assert tops == [second, third, second, first]


def test_what_is_not_whole_is_never_called_equal() -> None:
    cut = group(truncated=True)
    assert printed(cut, reference=False).startswith("equal in the part that was kept")
    alone = Group(cut.key, (1,), ("web-1",), 9, 9, "first line")
    assert printed(alone, reference=False) == "only a part was kept: first line"


def test_what_a_server_calls_things_cannot_leave_the_line() -> None:
    hostile = group(status="Suc\x1b[2Jcess\n", error_code="\x9b31m\r")
    for text in (ended(hostile, UNICODE), printed(hostile, reference=True)):
        assert text.isprintable()


def test_what_printed_nothing_has_no_difference() -> None:
    key = group(status="Aborted", error_code="ClientNotResponse").key
    nothing = Group(key, (1,), ("web-1",), 0, 0, "(printed nothing)")
    assert silent(nothing)
    assert not difference(nothing)
    assert printed(nothing, reference=False).startswith("ClientNotResponse")
