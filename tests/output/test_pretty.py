"""JSON and XML indented anew: whole, cut, hostile; folded by level."""

from __future__ import annotations

import json
import time
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ca_tui.output.document import LineKind, build
from ca_tui.output.pretty import Pretty, pretty
from ca_tui.output.pretty_document import PrettyDocument, indented
from tests.output.hostile import texts

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text('abc中"\\{}[]:, ', max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text('ab":{', max_size=4), inner, max_size=4)
    ),
    max_leaves=12,
)


def shown(found: Pretty | None) -> str:
    assert found is not None
    return "\n".join(line.indented for line in found.lines)


@given(VALUES)
def test_json_looks_as_the_standard_library_indents_it(value: object) -> None:
    found = pretty(json.dumps(value, ensure_ascii=False))
    if found is not None:
        assert found.whole
        assert shown(found) == json.dumps(value, ensure_ascii=False, indent=2)
    else:
        assert value in ([], {}) or not isinstance(value, (list, dict))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            '{"a":1.50,"a":1e400,"n":12345678901234567890123}',
            '{\n  "a": 1.50,\n  "a": 1e400,\n  "n": 12345678901234567890123\n}',
        ),
        ('{"a":[],"b":{},"c":[ ]}', '{\n  "a": [],\n  "b": {},\n  "c": []\n}'),
        ('{"a":[1]}\n{"a":2}', '{\n  "a": [\n    1\n  ]\n}\n{\n  "a": 2\n}'),
        (
            "<a><b>x</b><c/><d></d><e k='1'>\n<f>y</f></e></a>",
            "<a>\n  <b>x</b>\n  <c/>\n  <d></d>\n  <e k='1'>\n    <f>y</f>\n"
            "  </e>\n</a>",
        ),
        (
            '<?xml version="1.0"?><!-- a > b --><r><![CDATA[<x>]]>&amp;</r>',
            '<?xml version="1.0"?>\n<!-- a > b -->\n<r>\n  <![CDATA[<x>]]>\n'
            "  &amp;\n</r>",
        ),
    ],
)
def test_nothing_is_lost_or_evaluated(text: str, wanted: str) -> None:
    found = pretty(text)
    assert shown(found) == wanted
    assert found is not None
    assert found.whole


def test_json_cut_at_the_end_is_shown_as_far_as_it_goes() -> None:
    found = pretty('{"a": {"b": [1, 2, "half of a')
    assert shown(found) == '{\n  "a": {\n    "b": [\n      1,\n      2,'
    assert found is not None
    assert (found.rest.strip(), found.open) == ('"half of a', 3)


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ('me": "x", "up": true}, {"name": "y"}]}', 'me"'),
        (', "b": 2}, {"c": [3]}]', ""),
        ('"b": 2}, {"c": 3}]', ""),
    ],
)
def test_json_cut_at_the_start_has_its_levels_all_the_same(
    text: str, before: str
) -> None:
    found = pretty(text)
    assert found is not None
    assert found.before == before
    assert found.rest == ""
    assert found.lines[-1].level == 0
    assert found.lines[0].level > 0


def test_what_stands_behind_json_is_left_as_it_came() -> None:
    found = pretty('{"a": [1]}\nDone in 3 s\n')
    assert found is not None
    assert found.rest == "Done in 3 s"


@pytest.mark.parametrize(
    "text",
    ["", "plain", "1", "[]", "a < b", "<", "{", "[x] done", "<none>", '"a"', '"[["'],
)
def test_what_is_neither_is_left_alone(text: str) -> None:
    assert pretty(text) is None


LAUGHS = dedent("""\
    <!DOCTYPE lolz [
      <!ENTITY lol "lol">
      <!ENTITY lol2 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">
      <!ENTITY x SYSTEM "file:///etc/passwd">
    ]>
    <lolz><a>&lol2;</a><b>&x;</b></lolz>
    """)


def test_entities_are_never_expanded() -> None:
    text = shown(pretty(LAUGHS))
    assert "<a>&lol2;</a>" in text
    assert "<b>&x;</b>" in text


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        '{"a":' * 100_000,
        "<a>" * 100_000,
        "]" * 100_000,
        '{"a": "' + "\\" * 100_000,
        "<a " + "b='" * 100_000,
        "<!--" + "-" * 150_000,
        "<![CDATA[" + "]" * 150_000,
        "<!DOCTYPE a [" + "<" * 150_000,
        '"' * 100_000,
        "[" + "1," * 100_000,
        "{" + " " * 150_000,
        "<a>" + " " * 150_000,
    ],
)
def test_hostile_depth_and_length_take_little_time(text: str) -> None:
    started = time.process_time()
    found = pretty(text)
    assert time.process_time() - started < 20
    if found is not None:
        assert sum(len(line.indented) for line in found.lines) < 100 * len(text)


@given(texts, st.sampled_from(["{", "[", "<a>", '{"a": [', "<a b='"]))
def test_any_text_is_survived_and_none_is_lost(text: str, lead: str) -> None:
    document = build((lead + text).encode(errors="replace"))
    found = indented(document)
    if found is not None:
        kept = "".join("".join(found.texts).split())
        for word in ("".join(document.texts)).replace("{", " ").split()[:1]:
            assert word[:1] in kept


def pretty_json(data: bytes) -> PrettyDocument:
    found = indented(build(data))
    assert found is not None
    return found


NESTED = b'{"a": {"b": {"c": [1, 2]}, "d": 4}, "e": [5]}'


def test_levels_are_folded_and_opened() -> None:
    document = pretty_json(NESTED)
    assert (document.deepest, document.levels) == (4, 4)
    assert document.open_levels(0).texts == ["{ ... 2 }"]
    one = document.open_levels(1)
    assert one.texts == ["{", '  "a": { ... 2 },', '  "e": [ ... 1 ]', "}"]
    assert one.folds == {0: False, 1: True, 2: True}
    assert one.open_levels(99).texts == document.texts
    assert one.open_levels(-5).levels == 0


def test_a_folded_line_opens_and_closes() -> None:
    folded = pretty_json(NESTED).open_levels(1)
    opened = folded.turn(1)
    assert opened is not None
    assert opened.texts[1:3] == ['  "a": {', '    "b": { ... 1 },']
    again = opened.turn(1)
    assert again is not None
    assert again.texts == folded.texts
    assert folded.turn(3) is None


def test_indented_lines_have_no_numbers_and_what_is_missing_is_said() -> None:
    document = pretty_json(b'{"a": [1, 2, {"b": 3')
    assert {line.number for line in document.lines} == {None}
    assert document.lines[-1].kind is LineKind.NOTE
    assert document.lines[-1].text == "cut off here: 3 levels were never closed"


def test_a_seam_stays_between_the_parts() -> None:
    head = b'{"items": [' + b'{"name": "web-01"},' * 400
    tail = b'me": "web-02"}, {"name": "web-03"}]}'
    found = indented(build(head + tail, dropped=99, head_seen=len(head)))
    assert found is not None
    seam = next(iter(found.seams))
    kinds = [line.kind for line in found.lines]
    assert kinds.count(LineKind.SEAM) == 1
    assert found.texts[seam + 1] == 'me"'
    assert found.texts[-1] == "}"
    assert len(found.lines) == len(found.texts)
    folded = found.open_levels(1)
    assert len(folded.lines) == len(folded.texts) < len(found.texts)


def test_plain_text_has_nothing_to_indent() -> None:
    assert indented(build(b"hello\n")) is None
