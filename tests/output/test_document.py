"""Documents: the seam at its place, numbers, notes, search, records."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ca_tui.output.document import (
    STREAM_NOTE,
    Document,
    LineKind,
    build,
    from_pairs,
    from_text,
)
from ca_tui.output.gap import Certainty
from ca_tui.output.reading import Reading
from ca_tui.output.syntax import Kind, Syntax
from tests.output.hostile import blobs, harmless, texts

EXPANDED = Reading(collapse_progress=False)

TEXT, SEAM, NOTE = LineKind.TEXT, LineKind.SEAM, LineKind.NOTE


def outline(document: Document) -> list[tuple[int | None, str]]:
    """Numbers and texts, what is not of the text by its kind."""
    return [
        (line.number, line.text if line.kind is TEXT else line.kind.name)
        for line in document.lines
    ]


def test_a_whole_output_is_numbered_from_one() -> None:
    document = build(b"one\r\ntwo\r\n")
    assert outline(document) == [(1, "one"), (2, "two")]
    assert document.gap is None
    assert document.charset == "utf-8"


def test_no_output_has_no_lines() -> None:
    assert list(build(b"").lines) == []


def test_exact_seam_stands_at_its_byte_and_numbers_start_again() -> None:
    head = b"h" * 6100 + b"\nhead end"
    document = build(head + b"tail\nend\n", dropped=9, head_seen=len(head))
    assert outline(document)[1:] == [
        (2, "head end"),
        (None, "SEAM"),
        (1, "tail"),
        (2, "end"),
    ]
    assert document.lines[2].text.startswith("9 bytes missing here · 6.0 KB of")


def test_exact_seam_inside_characters_costs_one_replacement_on_each_side() -> None:
    head, tail = ("a" * 6100 + "\n中").encode()[:-1], "文b".encode()[2:]
    document = build(head + tail, dropped=9, head_seen=len(head))
    assert outline(document)[1:] == [(2, "�"), (None, "SEAM"), (1, "�b")]
    assert document.replaced == 2


def test_colours_do_not_cross_an_exact_seam() -> None:
    head = b"\x1b[31m" + b"x" * 6100
    document = build(head + b"tail", dropped=9, head_seen=len(head))
    assert document.lines[0].styles
    assert document.lines[2].styles == ()


def test_bounded_seam_stands_after_what_was_seen() -> None:
    document = build(b"one\ntwo\nthree\n", dropped=5, head_seen=8)
    assert outline(document) == [
        (1, "one"),
        (2, "two"),
        (None, "SEAM"),
        (1, "three"),
    ]
    assert "between byte 8 and 14" in document.lines[2].text


@pytest.mark.parametrize("char", ["é", "中", "🐛"])
def test_bounded_seam_never_splits_a_character_that_is_whole(char: str) -> None:
    data = f"a{char}{char}b".encode()
    for head_seen in range(2, len(data) - 1):
        document = build(data, dropped=5, head_seen=head_seen)
        shown = "".join(line.text for line in document.lines if line.kind is TEXT)
        assert shown == f"a{char}{char}b"
        assert document.replaced == 0


def test_unknown_place_stands_above_all() -> None:
    document = build(b"one\ntwo\n", dropped=5)
    assert outline(document) == [(None, "SEAM"), (1, "one"), (2, "two")]
    assert document.gap is not None
    assert document.gap.certainty is Certainty.SOMEWHERE


@pytest.mark.parametrize("head_seen", [None, 8, 6200])
def test_causes_are_lines_of_the_document_wherever_the_seam_stands(
    head_seen: int | None,
) -> None:
    data = b"fatal: in the head\n" * 400 + b"fine\n" * 20 + b"fatal: at last\n"
    document = build(data, dropped=5, head_seen=head_seen, failed=True)
    assert document.texts[document.causes[-1]] == "fatal: at last"
    assert build(data, dropped=5, head_seen=head_seen).causes == ()


def test_all_bytes_missing_is_a_seam_alone() -> None:
    assert outline(build(b"", dropped=5)) == [(None, "SEAM")]


@pytest.mark.parametrize(
    ("size", "note"),
    [
        (0, "still running, no output yet"),
        (5999, "still running"),
        (6000, STREAM_NOTE),
        (6144, STREAM_NOTE),
    ],
)
def test_a_running_command_says_why_its_output_stands_still(
    size: int, note: str
) -> None:
    last = build(b"x" * size, running=True).lines[-1]
    assert (last.kind, last.number, last.text) == (NOTE, None, note)


def test_progress_can_be_shown_in_full() -> None:
    assert outline(build(b"1%\r2%")) == [(1, "2%")]
    assert outline(build(b"1%\r2%", reading=EXPANDED)) == [(1, "1%"), (2, "2%")]


def test_syntax_is_detected_or_given() -> None:
    assert build(b'{"a": 1}').syntax.name == "json"
    given_one = Syntax("text", None, "chosen")
    assert build(b'{"a": 1}', syntax=given_one).syntax is given_one


def test_parts_are_highlighted_behind_a_seam_too() -> None:
    head = b'{"a": "' + b"x" * 6100
    document = build(head + b'",\n"b": 1}', dropped=9, head_seen=len(head))
    assert document.spans(1) == ()
    assert Kind.KEY in {span.kind for span in document.spans(3)}


def test_lines_with_own_colours_are_not_highlighted() -> None:
    document = build(b"\x1b[32mERROR\x1b[0m\nERROR\n")
    assert document.spans(0) == ()
    assert [span.kind for span in document.spans(1)] == [Kind.ERROR]


def test_lines_can_be_sliced_and_counted_from_the_end() -> None:
    lines = build(b"1\n2\n3\n").lines
    assert [line.text for line in lines[1:]] == ["2", "3"]
    assert lines[-1].number == 3
    with pytest.raises(IndexError):
        lines[3]


def test_search_finds_in_any_case_with_places() -> None:
    document = build("Error: no\nERRORerror İerror 错误\n".encode(), dropped=3)
    assert document.find("error") == [(1, 0, 5), (2, 0, 5), (2, 5, 10), (2, 12, 17)]
    assert document.find("错误") == [(2, 18, 20)]
    assert document.find("ERROR", limit=1) == [(1, 0, 5)]
    assert document.find("missing") == []
    assert document.find("") == []


def test_text_says_what_is_missing_at_its_place() -> None:
    text = build(b"one\ntwo\n", dropped=5, head_seen=4).text
    assert text.startswith("one\n5 bytes missing between byte 4 and 8")
    assert text.endswith("\ntwo\n")


def test_a_command_is_numbered_and_safe() -> None:
    document = from_text("#!/bin/bash\r\necho \x1b]0;x\x07\r\n")
    assert outline(document) == [(1, "#!/bin/bash"), (2, "echo ␛]0;x␇")]
    assert document.syntax.lexer == "bash"


def test_a_record_is_aligned_clean_and_has_its_json_below() -> None:
    document = from_pairs(
        [("InvokeId", "t-1"), ("实例", "web\x1b[2J\n01"), ("Empty", "")],
        {"Output": "\x9b31m", "Deep": {"n": 1}},
    )
    assert outline(document) == [
        (None, "InvokeId:  t-1"),
        (None, "实例:      web␛[2J⏎01"),
        (None, "Empty:"),
        (None, ""),
        (1, "{"),
        (2, '  "Output": "‹9B›31m",'),
        (3, '  "Deep": {'),
        (4, '    "n": 1'),
        (5, "  }"),
        (6, "}"),
    ]
    assert document.spans(0)[0].kind is Kind.KEY
    assert document.spans(7)[0].kind is Kind.KEY


def test_a_record_without_json_or_fields_is_short() -> None:
    assert outline(from_pairs([("a", "b")])) == [(None, "a:  b")]
    assert list(from_pairs([]).lines) == []


@given(
    blobs,
    st.integers(0, 99),
    st.none() | st.integers(0, 300),
    st.booleans(),
    st.booleans(),
)
def test_any_output_makes_a_harmless_document(
    data: bytes, dropped: int, head_seen: int | None, running: bool, collapse: bool
) -> None:
    document = build(
        data,
        dropped=dropped,
        head_seen=head_seen,
        running=running,
        reading=Reading(collapse_progress=collapse),
    )
    seams = [line for line in document.lines if line.kind is SEAM]
    assert len(seams) == (dropped > 0)
    for index, line in enumerate(document.lines):
        assert harmless(line.text)
        assert all(span.end <= len(line.text) for span in document.spans(index))


@given(st.lists(st.tuples(texts, texts), max_size=5), st.dictionaries(texts, texts))
def test_any_record_makes_a_harmless_document(
    pairs: list[tuple[str, str]], raw: dict[str, str]
) -> None:
    for line in from_pairs(pairs, raw).lines:
        assert harmless(line.text)
        line.text.encode()
