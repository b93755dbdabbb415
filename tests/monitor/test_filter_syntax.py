"""The tree of a filter, and its mistakes: what, where, and what would fit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ca_tui.monitor.filter_syntax import (
    Either,
    Every,
    Node,
    Not,
    Regex,
    Term,
    parse,
    terms,
)
from ca_tui.monitor.query import good_part, mistake, reads_outputs


def told(node: Node) -> str:
    """A tree as text: + is and, | is or."""
    match node:
        case Not():
            return f"!{told(node.node)}"
        case Every():
            return f"({'+'.join(map(told, node.nodes))})"
        case Either():
            return f"({'|'.join(map(told, node.nodes))})"
    assert isinstance(node, Term)
    value = node.value
    text = f"/{value.pattern}/" if isinstance(value, Regex) else value.text
    return f"{node.column}{':' * bool(node.column)}{'!' * node.inverted}{text}"


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("", "()"),
        ("  \t ", "()"),
        ("failed", "failed"),
        ("  failed  web ", "(failed+web)"),
        ("a b | c", "((a+b)|c)"),
        ("a (b | c)", "(a+(b|c))"),
        ("((a))", "a"),
        ("!a b", "(!a+b)"),
        ("!!a", "a"),
        ("! a", "!a"),
        ("!(a|b)c", "(!(a|b)+c)"),
        ("status:failed", "status:failed"),
        ("exit:!0", "exit:!0"),
        ("!exit:!0", "!exit:!0"),
        ('output:"no space left"', "output:no space left"),
        ('tag:owner="a b"c', "tag:owner=a bc"),
        (r'"say \"hi\" C:\dir \\"', 'say "hi" C:\\dir \\'),
        ("12:00:00", "12:00:00"),
        ("web-01:80", "web-01:80"),
        ("fe80::1", "fe80::1"),
        ("a:b:c", "a:b:c"),
        ("/x y/ z", "(/x y/+z)"),
        ("/var/log/", "/var/log/"),
        (r"/a\/ b/", r"/a\/ b/"),
        ("error:!/time(d)? ?out/|b", "(error:!/time(d)? ?out/|b)"),
        ("don't", "don't"),
        ("测试 测试服务器-02", "(测试+测试服务器-02)"),
    ],
)
def test_what_a_text_means(text: str, tree: str) -> None:
    assert told(parse(text)) == tree


@pytest.mark.parametrize(
    ("text", "wild"),
    [("web-*", {4}), ("w?b*", {1, 3}), ('"a*"*', {2}), ('"*?"', set()), ("web", set())],
)
def test_wildcards_are_what_is_not_in_quotes(text: str, wild: set[int]) -> None:
    (term,) = terms(parse(text))
    assert not isinstance(term.value, Regex)
    assert term.value.wild == wild


def test_every_term_knows_its_place() -> None:
    text = 'a !(instance:"web 1"|/x+/)'
    assert [text[term.start : term.end] for term in terms(parse(text))] == [
        "a",
        'instance:"web 1"',
        "/x+/",
    ]


@pytest.mark.parametrize(
    ("text", "marked", "suggested", "said"),
    [
        ("a staus:failed", "staus", "status:", "no column"),
        ("Instnace:web-01", "Instnace", "instance:", "no column"),
        ("deploy:prod", "deploy", "", "quotes"),
        ("status:faild web", "faild", "failed", "no status"),
        ("status:sucess web", "sucess", "success", "no status"),
        ("phase:faild", "faild", "failed", "phase is one of"),
        ("service:emr", "emr", "", "ecs, swas"),
        ("periodic:maybe", "maybe", "", "yes, no"),
        ("exit:none", "none", ">0", "not a whole number"),
        ("exit:1.5 a", "1.5", ">0", "not a whole number"),
        ("took:>5x", ">5x", ">5m", "not a span"),
        ("size:>10q", ">10q", ">10k", "not a size"),
        ("started:>25:00 a", ">25:00", ">14:00", "not a time"),
        ("started:2026-13-01 a", "2026-13-01", "<2h", "not a time"),
        ("exit:5..1 a", "5..1", "1..5", "not a whole number"),
        ("exit:/1/", "1", "exit:>0", "no regular expression"),
        ("exit: 0", "exit:", "", "must follow"),
        ("(exit:)", "exit:", "", "must follow"),
        ("a)", ")", "", "nothing is open"),
        (")", ")", "", "must stand before"),
        ("()", ")", "", "must stand before"),
        ("| a", "|", "", "must stand before"),
        ("a || b", "|", "", "must stand before"),
        ("(a !)", ")", "", "what ! inverts"),
        ("// a", "//", "", "empty"),
        ("/a[/", "[", "", "unterminated"),
        ("/a**/", "a**", "", "within a repeat"),
        ("/(a+)+b/", "(a+)+", "", "for ever"),
        ("/(a|b)*/", "(a|b)*", "", "for ever"),
        (r"/(a)\1/", r"\1", "", "references"),
        ("/(?=a)/", "(?=", "", "begin with"),
        ("/.*.*.*a/", ".*.*.*a", "", "too many repeats"),
        ("/((a|b){9}|c){9}d/", "((a|b){9}|c){9}d", "", "too many repeats"),
        ("/(((){99}){99}){99}/", "(((){99}){99}){99}", "", "too many repeats"),
        (f"/{'a?' * 20}b/", "a?" * 20 + "b", "", "too many"),
        ("/a{1,999}/", "{1,999}", "", "at most 100"),
        ("/[[:alpha:]]/", "[", "", "write \\["),
        ("*" * 21, "*" * 21, "", "at most 20"),
        ("(" * 21 + "a", "(", "", "at most 20"),
        (f"/{'a' * 201}/", "a" * 201, "", "at most 200"),
    ],
)
def test_a_mistake_is_marked_where_it_is(
    text: str, marked: str, suggested: str, said: str
) -> None:
    error = mistake(text)
    assert error is not None
    assert text[error.start : error.end] == marked
    assert said in error.message
    assert not error.incomplete
    if suggested:
        assert suggested in error.suggestions
        assert suggested in str(error)
    else:
        assert error.suggestions == ()


@pytest.mark.parametrize(
    "text",
    [
        "status:",
        "a exit:!",
        "status:  ",
        "(",
        "(a",
        "a (b | c",
        "a |",
        "!",
        "a !",
        '"',
        '"no sp',
        'output:"no space',
        "/",
        "/fai",
        "//",
        "error:/time",
        "instance:=",
        "exit:>",
        "exit:-",
        "exit:1.",
        "took:>",
        "took:1h30",
        "size:>=",
        "started:>14:",
        "started:2026-11",
        "started:tod",
        "started:<",
    ],
)
def test_what_only_ends_too_early_is_incomplete(text: str) -> None:
    """Nobody is told off while typing."""
    error = mistake(text)
    assert error is not None
    assert error.incomplete
    assert 0 <= error.start < error.end <= len(text)


def test_a_status_that_nobody_documented_may_be_asked_for() -> None:
    assert not reads_outputs("status:brewing")
    assert not reads_outputs('status:"faild"')
    assert not reads_outputs("status:faild*")


@pytest.mark.parametrize(
    ("text", "deep"),
    [
        ("failed size:>0", False),
        ("output:x", True),
        ("a | !(b output:/x/)", True),
        ("output:*", False),
    ],
)
def test_a_filter_that_reads_outputs_is_known(text: str, deep: bool) -> None:
    assert reads_outputs(text) is deep


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("web status:", "web "),
        ("web status:faild", "web "),
        ("web staus:x  ", "web "),
        ('web output:"no sp', "web "),
        ("web (", "web "),
        ("web (failed | sta", None),
        ("web (exit:x)", "web "),
        ("a | ", "a "),
        ("status:", ""),
        ("staus:x web", None),
        ("(exit:x) web", None),
    ],
)
def test_without_its_last_term_a_filter_may_be_good(
    text: str, good: str | None
) -> None:
    error = mistake(text)
    assert error is not None
    assert good_part(text, error) == good


PIECES = st.sampled_from(
    [
        *'()|!"/\\:*?<>=.~-+[]{}^$0159 \t\n\0\ud800ßİ',
        *("..", "status:", "exit:", "started:", "tag:", "took:", "size:", "output:"),
        *("phase:", "service:", "instance:", "failed", "2h", "10k", "14:00", "2026-"),
        *("(?:", "(?P<a>", "{2,3}", "{,}", "\\d+", "[^a]", ".*", "e+", "today"),
    ]
)


@given(st.lists(PIECES, max_size=20).map("".join) | st.text(max_size=40))
def test_any_text_is_a_filter_or_a_marked_mistake(text: str) -> None:
    error = mistake(text)
    if error is not None:
        assert 0 <= error.start < error.end <= len(text)
        assert error.message
        good = good_part(text, error)
        assert good is None or mistake(good) is None
