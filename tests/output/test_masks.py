"""What is masked in a line, and what a masked line is compared by."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ca_tui.output.masks import DEFAULT, Mask, Masker
from ca_tui.output.text import split_lines
from tests.output.hostile import texts

ALL = Masker(Mask)

UUID = "473469C7-AA6F-4DC5-B3DB-A3DC0DE3C83E"
SHA = "9c7a54a9a43cca047013b82af109fe963fde787f63f9e016fdc3384500c2823d"


def shown(masker: Masker, text: str) -> str:
    """The line with its masked parts as [kind:text]."""
    parts: list[str] = []
    position = 0
    for start, end, mask in masker.line(text).spans:
        parts += (text[position:start], f"[{mask.value}:{text[start:end]}]")
        position = end
    return "".join((*parts, text[position:]))


@pytest.mark.parametrize(
    ("mask", "text"),
    [
        (Mask.ID, "i-bp1hd5ztmab9cgc0xxxx"),
        (Mask.ID, "t-hz0jdfwd9f12345"),
        (Mask.ID, "sg-bp67acfmxazb4p0001"),
        (Mask.ID, UUID),
        (Mask.ID, UUID.lower()),
        (Mask.ID, SHA),
        (Mask.ID, SHA[:12]),
        (Mask.ID, "83db48f"),
        (Mask.ID, "00:16:3e:0a:1b:2c"),
        (Mask.ID, "00-16-3E-0A-1B-2C"),
        (Mask.ID, "0x7ffd5e8a"),
        (Mask.HOST, "10.0.0.7"),
        (Mask.HOST, "10.0.0.7:8080"),
        (Mask.HOST, "192.168.0.0/16"),
        (Mask.HOST, "::1"),
        (Mask.HOST, "fe80::216:3eff:fe0a:1b2c"),
        (Mask.HOST, "fe80::1%eth0"),
        (Mask.HOST, "2001:db8:0:0:0:0:2:1"),
        (Mask.HOST, "2408:4005:3d0::/64"),
        (Mask.HOST, "::ffff:10.0.0.7"),
        (Mask.HOST, "web-07.prod.example.com"),
        (Mask.HOST, "ecs.cn-hangzhou.aliyuncs.com:443"),
        (Mask.HOST, "iZbp1hd5ztmab9cgc0xxxxZ"),
        (Mask.HOST, "ip-10-0-3-17"),
        (Mask.TIME, "2024-05-01"),
        (Mask.TIME, "2024/05/01 12:00:02"),
        (Mask.TIME, "2024-05-01T12:00:00Z"),
        (Mask.TIME, "2024-05-01T12:00:00.123456+08:00"),
        (Mask.TIME, "2024-05-01 12:00:00,123"),
        (Mask.TIME, "2024-05-01 12:00:00 +0800 CST"),
        (Mask.TIME, "Mon 2024-04-01 09:00:00 CST"),
        (Mask.TIME, "May  1 03:00:01"),
        (Mask.TIME, "Apr 28 09:00"),
        (Mask.TIME, "Apr 28  2023"),
        (Mask.TIME, "Wed May  1 12:00:01 CST 2024"),
        (Mask.TIME, "Wed May 1 12:00:00 2024 +0800"),
        (Mask.TIME, "Wed, 01 May 2024 04:00:01 GMT"),
        (Mask.TIME, "01/May/2024:12:00:01 +0800"),
        (Mask.TIME, "5/1/2024 8:00:01 AM"),
        (Mask.TIME, "2024年5月1日 星期三 12:00:01"),
        (Mask.TIME, "2024年05月01日"),
        (Mask.TIME, "下午 2:03:22"),
        (Mask.TIME, "20240501T120000Z"),
        (Mask.TIME, "12:00:01"),
        (Mask.TIME, "2-03:04:05"),
        (Mask.TIME, "3 days ago"),
        (Mask.TIME, "1h2m3s"),
        (Mask.TIME, "0.123s"),
        (Mask.TIME, "1001ms"),
        (Mask.TIME, "5d3h"),
        (Mask.TIME, "12 秒"),
        (Mask.PATH, "/var/lib/mysql"),
        (Mask.PATH, "/data/备份/2024-05-01.tgz"),
        (Mask.PATH, "~/app.toml"),
        (Mask.PATH, "./run.sh"),
        (Mask.PATH, "../etc/hosts"),
        (Mask.PATH, "C:\\inetpub\\missing"),
        (Mask.PATH, "\\\\files\\share\\a.txt"),
        (Mask.PATH, "https://shop.example.com/cart?id=1"),
        (Mask.NUMBER, "42"),
        (Mask.NUMBER, "-5"),
        (Mask.NUMBER, "3.14"),
        (Mask.NUMBER, "1,234,567"),
        (Mask.NUMBER, "97%"),
        (Mask.NUMBER, "3.5 %"),
        (Mask.NUMBER, "1.2G"),
        (Mask.NUMBER, "24.0KB"),
        (Mask.NUMBER, "512Mi"),
        (Mask.NUMBER, "7.5 GiB"),
        (Mask.NUMBER, "64 bytes"),
        (Mask.NUMBER, "1e-9"),
        (Mask.NUMBER, "0x1f"),
        (Mask.NUMBER, "500m"),
    ],
)
def test_a_mask_hides_it_all_and_only_where_it_is_on(mask: Mask, text: str) -> None:
    for line in (text, f"x {text} y", f"值：{text}。", f'{{"a":"{text}","b":1}}'):
        assert f"[{mask.value}:{text}]" in shown(Masker({mask}), line)
    assert mask not in {
        span.mask for span in Masker(set(Mask) - {mask}).line(text).spans
    }


@pytest.mark.parametrize(
    "text",
    [
        "x86_64",
        "eth0",
        "utf8",
        "5th",
        "and/or",
        "a // b",
        "sed s/a/b/",
        "</div>",
        "std::string",
        "dead::beef",
        "java.net.ConnectException",
        "decade facade",
        "added decided",
        "May be",
        "the Sun sets",
        "Marked twelve",
        "web",
        "...",
        "测试",
        "",
    ],
)
def test_words_are_words(text: str) -> None:
    assert ALL.line(text).spans == ()
    assert ALL.line(text).key == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "May  1 03:00:07 web-01 sshd[2210]: from 10.0.0.7 port 52110 ssh2",
            "[time:May  1 03:00:07] [host:web-01] sshd[[id:2210]]: from [host:10.0.0.7]"
            " port [number:52110] ssh2",
        ),
        (
            "2024-05-01T12:00:00+0800 web-01 kernel: eth0: up",
            "[time:2024-05-01T12:00:00+0800] [host:web-01] kernel: eth0: up",
        ),
        (
            "W0501 12:00:01.200000       1 reflector.go:539] failed",
            "W[time:0501 12:00:01.200000]       [number:1] reflector.go:[number:539]]"
            " failed",
        ),
        (
            "[   12.345678] EXT4-fs (vda1): mounted",
            "[   [time:12.345678]] EXT4-fs (vda1): mounted",
        ),
        (
            "lrwxrwxrwx  1 root root    11 Apr 28 09:00 now -> release-14",
            "lrwxrwxrwx  [number:1] root root    [number:11] [time:Apr 28 09:00] now ->"
            " release-[number:14]",
        ),
        (
            "worker-5b8c7d9f6d-qx9zn  0/1  Running  214 (2m1s ago)  18h",
            "worker-[id:5b8c7d9f6d-qx9zn]  [number:0]/[number:1]  Running  [number:214]"
            " ([time:2m1s] ago)  [time:18h]",
        ),
        ("5.10.134-16.al8.x86_64", "[number:5.10.134]-[number:16].al8.x86_64"),
        ("0.0.0.0:80->80/tcp", "[host:0.0.0.0:80]->[number:80]/tcp"),
        ("负载12%，内存3.5G", "负载[number:12%]，内存[number:3.5G]"),
        ("时间12:00:01服务器10.0.0.7", "时间[time:12:00:01]服务器[host:10.0.0.7]"),
    ],
)
def test_lines_as_commands_print_them(text: str, expected: str) -> None:
    assert shown(ALL, text) == expected


def test_a_path_hides_what_is_in_it() -> None:
    text = f"open /var/log/2024-05-01/{UUID}.log"
    assert shown(ALL, text) == f"open [path:/var/log/2024-05-01/{UUID}.log]"


def test_without_the_mask_for_paths_the_others_look_into_them() -> None:
    text = f"open /var/log/2024-05-01/{UUID}.log"
    expected = f"open /var/log/[time:2024-05-01]/[id:{UUID}].log"
    assert shown(Masker(DEFAULT), text) == expected


def test_a_host_that_counts_is_not_taken_for_numbers() -> None:
    """Nor is a date, nor an id: what is off is off."""
    masker = Masker({Mask.NUMBER})
    text = f"10.0.0.7 2024-05-01 {UUID} 42"
    assert shown(masker, text) == f"10.0.0.7 2024-05-01 {UUID} [number:42]"


def test_known_names_are_hosts_whatever_their_digits() -> None:
    masker = Masker({Mask.HOST}, ["web-07", "测试服务器-02", "DB", "7"])
    text = "web-31 asks 测试服务器-01, WEB-02. not web-1 or webweb-07, db 7"
    expected = (
        "[host:web-31] asks [host:测试服务器-01], [host:WEB-02]. not web-1 or"
        " webweb-07, db 7"
    )
    assert shown(masker, text) == expected


def test_a_known_name_gives_way_to_the_address_around_it() -> None:
    masker = Masker({Mask.HOST}, ["web-07"])
    assert shown(masker, "web-07.example.com") == "[host:web-07.example.com]"


def test_no_mask_masks_nothing() -> None:
    line = Masker(()).line("web-07 10.0.0.7 12%")
    assert (line.key, line.spans) == (line.text, ())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("tmpfs   3.7G     0  tmp", "tmpfs    12G  812M  tmp"),
        ("    9 a.txt", "12345 a.txt"),
        ("up 3 days", "up 12 days"),
        ("x 1   ", "x 12"),
        ("total: 7", "total:    12"),
    ],
)
def test_a_column_is_as_wide_as_what_is_in_it(one: str, other: str) -> None:
    assert ALL.line(one).key == ALL.line(other).key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("  a: 1", "    a: 1"),
        ("a  b 1", "a b 1"),
        ("x 1", "x1"),
        ("at 12:00:01", "at 12"),
        ("\\0number\\0", "12"),
        ("count 1", "count 1 2"),
    ],
)
def test_what_is_not_masked_counts(one: str, other: str) -> None:
    assert ALL.line(one).key != ALL.line(other).key


safe_lines = texts.map(lambda text: [line.text for line in split_lines(text)])

busy = st.lists(
    st.one_of(
        st.sampled_from(
            [
                *"0123456789abcdefi-:./\\~[]()\"' ,;%+_TZ",
                "May ",
                "12:",
                "10.",
                "::",
                "年",
            ]
        ),
        st.sampled_from(
            [UUID, "i-bp1hd5ztmab9cgc0xxxx", "/var/", "web-07", '",', ": "]
        ),
    ),
    max_size=40,
).map("".join)


@given(st.one_of(busy, texts.map(lambda text: text.replace("\n", " "))))
def test_spans_are_in_order_inside_the_line_and_never_empty(text: str) -> None:
    line = Masker(Mask, ["web-07"]).line(text)
    ends = [0]
    for start, end, _ in line.spans:
        assert ends[-1] <= start < end <= len(text)
        ends.append(end)
    assert line.text == text


@given(busy)
def test_lines_that_differ_in_digits_are_masked_at_the_same_places(text: str) -> None:
    other = re.sub("[0-9]", lambda digit: str(9 - int(digit[0])), text)
    assert Masker(Mask).line(text).spans == Masker(Mask).line(other).spans


@given(st.one_of(safe_lines, st.lists(busy)))
@example([])
@example([""])
@example(["a 12 ", "", "b"])
def test_many_lines_are_masked_as_each_of_them(lines: list[str]) -> None:
    for masker in (ALL, Masker(DEFAULT), Masker(())):
        alone = [Masker(masker.masks).line(line).key for line in lines]
        assert masker.keys(lines) == alone
        assert [line.key for line in masker.lines(lines)] == alone


@given(safe_lines)
def test_safe_text_never_looks_like_a_stand_in(lines: list[str]) -> None:
    assert "\0" not in "".join(lines)


@pytest.mark.parametrize(
    "text",
    [
        "a" * 300_000,
        "a-" * 150_000,
        "1." * 150_000,
        "a." * 150_000,
        "1:" * 150_000,
        "::" * 150_000,
        "/a" * 150_000,
        " " * 300_000,
        "1d " * 100_000,
        "0" * 300_000,
        '"a":1,' * 50_000,
        "May " * 75_000,
    ],
)
def test_no_line_takes_long(text: str) -> None:
    """Half a second per 300,000 characters is what a quadratic rule cannot reach."""
    started = time.process_time()
    ALL.line(text)
    assert time.process_time() - started < 3
