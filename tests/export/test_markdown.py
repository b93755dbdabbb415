"""Markdown as a renderer sees it: nothing of a server's is markup."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from ca_tui.api.status import Phase
from ca_tui.export.markdown import fence, literal
from ca_tui.export.plain import as_output
from ca_tui.export.wording import parts, safe_lines
from ca_tui.monitor.rows import StoredOutput
from tests.export.stage import HOSTILE, made, one, written

RENDER = MarkdownIt("commonmark", {"html": True}).enable("table")

MARKUP = {"link_open", "image", "html_inline", "html_block", "em_open"}


def tokens(text: str) -> list[Token]:
    """All tokens, those inside of others too."""
    found: list[Token] = []
    for token in RENDER.parse(text):
        found += [token, *(token.children or ())]
    return found


def kept(data: bytes, dropped: int = 0, head: int | None = None) -> StoredOutput:
    return StoredOutput(data, False, dropped, head, Phase.SUCCEEDED)


@pytest.mark.parametrize("data", [each for each in HOSTILE if each])
def test_a_fence_holds_exactly_the_output(data: bytes, tmp_path: Path) -> None:
    text = written(tmp_path, [made(0, data)], "md")
    fences = [token for token in tokens(text) if token.type == "fence"]
    (shown,) = parts(kept(data))
    assert [token.content for token in fences] == [
        shown if shown.endswith("\n") else shown + "\n"
    ]
    assert not MARKUP & {token.type for token in tokens(text)}


@pytest.mark.parametrize(
    "data", [b"a\tb\n", '测试 "x" <b>|`\n'.encode(), b"\n\nblank lines\n\n"]
)
def test_text_is_in_its_fence_unchanged(data: bytes) -> None:
    (token,) = [each for each in tokens(fence(data.decode())) if each.type == "fence"]
    assert token.content.encode() == data


@given(st.text(alphabet=st.sampled_from("`~ \n\tx|#>-<&\\*"), min_size=1))
def test_no_content_ends_its_fence(text: str) -> None:
    shown = safe_lines(text)
    found = RENDER.parse(fence(shown))
    assert [token.type for token in found] == ["fence"]
    assert found[0].content.rstrip("\n") == shown.rstrip("\n")


@given(st.text())
def test_a_name_is_one_word_of_text_whatever_it_is(name: str) -> None:
    cell = literal(name)
    table = tokens(f"| a | b |\n| --- | --- |\n| {cell} | end |\n")
    cells = [token for token in table if token.type == "td_open"]
    assert len(cells) == 2
    assert not MARKUP & {token.type for token in table}
    texts = [token.content for token in table if token.type == "inline"]
    assert texts[-1] == "end"


def test_the_table_has_a_line_for_each_result(tmp_path: Path) -> None:
    found = [made(number, b"x") for number in range(3)]
    table = tokens(written(tmp_path, found, "md"))
    assert sum(token.type == "tr_open" for token in table) == 4
    assert sum(token.type == "fence" for token in table) == 3


def test_a_failed_result_says_what_happened_and_what_to_do(tmp_path: Path) -> None:
    failed = made(
        0,
        b"sh: 1: unamee: not found\n",
        invocation_status="Failed",
        exit_code=127,
        error_code="ExitCodeNonzero",
        error_info="the exit code is <b>127</b>",
    )
    text = written(tmp_path, [failed], "md")
    assert "### `web-01`: `Failed`, exit 127" in text
    assert "command was not found" in text
    assert "`the exit code is <b>127</b>`" in text


def test_missing_bytes_are_said_at_their_place() -> None:
    """Where it is exact the two parts stand apart, with the words between them."""
    data = b"h" * 7000 + b"t" * 1000
    exact = as_output(kept(data, dropped=500, head=7000))
    head, seam, tail = exact.splitlines()
    assert (head, tail) == ("h" * 7000, "t" * 1000)
    assert seam.startswith("[500 bytes missing here")
    assert as_output(kept(data, dropped=500)).startswith("[500 bytes missing somewhere")


def test_missing_bytes_are_said_in_markdown(tmp_path: Path) -> None:
    text = written(tmp_path, [made(0, b"kept\n", dropped=1234)], "md")
    assert "**1,234 bytes missing somewhere" in text


def test_colours_and_progress_bars_are_as_on_screen() -> None:
    assert parts(kept(b"\x1b[31mred\x1b[0m\tx\n10%\r50%\r100%\n"))[0].startswith("red")
    assert parts(kept(b"10%\r50%\r100%\n")) == ["100%\n"]


def test_a_result_as_text_is_harmless(tmp_path: Path) -> None:
    from ca_tui.export.plain import as_text

    for data in HOSTILE:
        record, output = one(tmp_path, made(0, data), "na\x1b[2Jme")
        text = as_text(record, output, None)
        assert all(each.isprintable() or each in "\n\t" for each in text)
        assert "t-0000" in text
