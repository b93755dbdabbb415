"""Files as shells, browsers and SDKs write them, whole and broken."""

from __future__ import annotations

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ca_tui.api.errors import SavedReplyError
from ca_tui.api.models import Json, Output
from ca_tui.api.saved import SavedReply, read_saved
from ca_tui.api.saved_json import MOST_BROKEN
from tests.api.reply_shapes import ROW, body

TEXT = json.dumps(body([ROW | {"ErrorInfo": "磁盘已满"}]), ensure_ascii=False, indent=2)


def ids(saved: SavedReply) -> list[str]:
    """InvokeIds of all pages."""
    return [row.key.invoke_id for page in saved.pages for row in page.results]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_json_in_the_encodings_that_shells_write(encoding: str) -> None:
    saved = read_saved(TEXT.encode(encoding), "reply.json")
    assert saved.problems == ()
    (row,) = saved.pages[0].results
    assert row.error_info == "磁盘已满"
    assert row.output == Output(b"15:30:01\n", guessed=True)


XML = (
    "<DescribeInvocationResultsResponse><Invocation><InvocationResults>"
    "<InvocationResult><InvokeId>t-1</InvokeId><InstanceId>i-1</InstanceId>"
    "<ErrorInfo>磁盘已满</ErrorInfo></InvocationResult>"
    "</InvocationResults></Invocation></DescribeInvocationResultsResponse>"
)


@pytest.mark.parametrize(
    ("declaration", "encoding"),
    [
        ("", "utf-8"),
        ("\ufeff", "utf-8"),
        ("", "utf-16"),
        ('<?xml version="1.0" encoding="UTF-8"?>\n', "utf-8"),
        ('<?xml version="1.0" encoding="UTF-8"?>\n', "utf-16"),
        ('<?xml version="1.0" encoding="GBK"?>\n', "gbk"),
        ('\n\n<?xml version="1.0" encoding="no-such-thing"?>\n', "utf-8"),
    ],
)
def test_xml_in_any_encoding(declaration: str, encoding: str) -> None:
    saved = read_saved((declaration + XML).encode(encoding), "reply.xml")
    assert saved.problems == ()
    assert [row.error_info for row in saved.pages[0].results] == ["磁盘已满"]


def test_xml_namespaces_are_tolerated_and_cased_siblings_are_one_list() -> None:
    text = (
        '<a:R xmlns:a="http://ecs.aliyuncs.com/doc" x="y"><a:InvocationResults>'
        "<a:InvocationResult><a:InvokeId>t-1</a:InvokeId></a:InvocationResult>"
        "<Invocationresult><InvokeId>t-2</InvokeId><Tags><Tag><TagKey>k</TagKey>"
        "<TagValue>&lt;v&gt;</TagValue></Tag></Tags></Invocationresult>"
        "</a:InvocationResults></a:R>"
    )
    saved = read_saved(text.encode(), "reply.xml")
    assert ids(saved) == ["t-1", "t-2"]
    assert saved.pages[0].results[1].tags == (("k", "<v>"),)


def test_replies_one_after_another_and_one_per_line() -> None:
    first, second = body([ROW]), body([ROW | {"InvokeId": "t-2"}])
    pretty = f"{json.dumps(first, indent=2)}\n{json.dumps(second, indent=2)}"
    lines = f"{json.dumps(first)}\r\n\r\n{json.dumps(second)}\r\n"
    together = json.dumps([first, second])
    for text in (pretty, lines, together):
        saved = read_saved(text.encode(), "replies.json")
        assert saved.problems == ()
        assert ids(saved) == ["t-1", "t-2"]


def test_records_of_a_line_each_are_one_page() -> None:
    rows = [ROW | {"InvokeId": f"t-{number}"} for number in range(500)]
    text = "\n".join(json.dumps(row) for row in rows)
    saved = read_saved(text.encode(), "rows.jsonl")
    assert len(saved.pages) == 1
    assert ids(saved) == [f"t-{number}" for number in range(500)]
    assert saved.pages[0].size == len(text) - 499


def test_executions_on_different_pages_of_a_file_stay_apart() -> None:
    pages = [
        body([ROW | {"StartTime": f"2020-05-11T09:0{minute}:40Z", "Repeats": minute}])
        for minute in (3, 2, 1, 1)
    ]
    saved = read_saved("\n".join(map(json.dumps, pages)).encode(), "history.json")
    keys = [row.key for page in saved.pages for row in page.results]
    assert len(set(keys)) == 3
    assert keys[2] == keys[3]


def test_a_broken_line_costs_only_itself() -> None:
    good = json.dumps(ROW)
    saved = read_saved(f"{good}\n{good[:-9]}\n{good}\n".encode(), "rows.jsonl")
    assert ids(saved) == ["t-1", "t-1"]
    (problem,) = saved.problems
    assert problem.startswith("rows.jsonl, line 2, column ")


def test_a_file_of_broken_lines_is_given_up() -> None:
    good = json.dumps(ROW)
    saved = read_saved("\n".join([good] + ['{"a" 1}'] * 500).encode(), "rows.jsonl")
    assert len(saved.problems) == MOST_BROKEN
    assert ids(saved) == ["t-1"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "f is empty."),
        (" \n\ufeff\n", "f is empty."),
        ("hello", "f is neither JSON nor XML."),
        ("\x89PNG\r\n", "f is neither JSON nor XML."),
        ("<!doctype HTML><p>502", "f is a web page, not a reply of the API."),
        ("<html>", "f is a web page, not a reply of the API."),
        ('{"a": 1', "f, line 1, column 8: the file ends inside a value."),
        ('{\n"a": }', "f, line 2, column 6: a value is missing before }."),
        ('{"a" 1}', "f, line 1, column 6: a colon is missing before 1."),
        (
            '{"a":1\n"b":2}',
            'f, line 1, column 7: a comma is missing before "b" of line 2.',
        ),
        ('{"a":"x}', 'f, line 1, column 6: the text "x does not end.'),
        ('{"a":"\x1b"}', "f, line 1, column 7: a text holds a bare control character."),
        (
            "{“a”:1}",
            "f, line 1, column 2: a name in straight double quotes is missing before"
            " “a”.",
        ),
        ("[" * 100_000, "f, line 1, column 1: nested too deeply."),
        ("<a>\n<b></a>", "f, line 2: mismatched tag: <b> is closed by </a>."),
        ("\n<a>\n<b>", "f, line 3: the file ends before <b> is closed."),
        ("<a>&x;</a>", "f, line 1: undefined entity, column 4."),
        ("<a>" * 1000, "f, line 1: nested too deeply."),
        (
            '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
            "f, line 1: a document type; no reply of the API has one.",
        ),
        (
            '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
            "f, line 1: a document type; no reply of the API has one.",
        ),
    ],
)
def test_what_cannot_be_read_is_said_with_its_place(text: str, sentence: str) -> None:
    with pytest.raises(SavedReplyError) as caught:
        read_saved(text.encode(), "f")
    assert str(caught.value) == sentence


@pytest.mark.parametrize(
    "tree",
    [
        {"RequestId": "R", "Code": "Throttling.User", "Message": "Slow down."},
        {"requestId": "R", "code": "Throttling.User", "message": "Slow down."},
        {
            "Error": {
                "RequestId": "R",
                "Code": "Throttling.User",
                "Message": "Slow down.",
            }
        },
        {
            "headers": {},
            "statusCode": 400,
            "body": {
                "RequestId": "R",
                "Code": "Throttling.User",
                "Message": "Slow down.",
            },
        },
    ],
)
def test_a_saved_error_tells_code_message_and_request_id(tree: Json) -> None:
    saved = read_saved(json.dumps(tree).encode(), "f")
    assert saved.pages == ()
    assert saved.problems == (
        "f: the service answered with an error, Throttling.User: Slow down."
        " (RequestId R)",
    )


@pytest.mark.parametrize(
    ("tree", "sentence"),
    [
        (body([]), "f: a whole reply, and it holds no results."),
        ({"RequestId": "R"}, "f: a reply without results (RequestId R)."),
        ({}, "f: nothing in it looks like a reply of Cloud Assistant."),
        (42, "f: nothing in it looks like a reply of Cloud Assistant."),
    ],
)
def test_a_file_without_records_says_so(tree: Json, sentence: str) -> None:
    saved = read_saved(json.dumps(tree).encode(), "f")
    assert ids(saved) == []
    assert saved.problems == (sentence,)


def test_problems_of_records_name_the_file() -> None:
    saved = read_saved(json.dumps(body([ROW, 3])).encode(), "f")
    assert saved.problems == ("f: Result 2 is no object and was left out.",)
    assert ids(saved) == ["t-1"]


def test_bytes_that_are_no_text_cost_only_themselves() -> None:
    data = (
        json.dumps(ROW | {"ErrorInfo": "@"}, indent=1).encode().replace(b"@", b"\xb2")
    )
    saved = read_saved(data, "f")
    assert ids(saved) == ["t-1"]
    assert saved.pages[0].results[0].error_info == "�"
    (problem,) = saved.problems
    assert problem == "f, line 9: not UTF-8; what is not is shown as �."


def test_giant_numbers_are_read_past() -> None:
    text = json.dumps(ROW | {"ExitCode": 0}).replace(": 0", ": " + "9" * 6000)
    saved = read_saved(text.encode(), "f")
    assert saved.pages[0].results[0].exit_code is None


@example(b"\x1f")
@example(b"\x00<a/>\x00")
@given(st.binary(max_size=200) | st.text(alphabet='<>{}[]":,/!ab \n&;').map(str.encode))
def test_any_bytes_are_read_or_refused_with_a_sentence(data: bytes) -> None:
    said: tuple[str, ...]
    try:
        said = read_saved(data, "f").problems
    except SavedReplyError as error:
        said = (str(error),)
    assert said
    for sentence in said:
        assert sentence.startswith("f")
        assert sentence.isprintable()
