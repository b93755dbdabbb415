"""What is masked: a table of texts for each mask, alone and in lines of commands."""

from __future__ import annotations

import pytest

from ca_tui.output.masks import Mask, Masker
from tests.output.masked import ALL, SHA, UUID, shown


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
        (Mask.ID, "1846274519384765"),
        (Mask.ID, "184627451938476b"),
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
        (Mask.TIME, "6.12MB/s"),
        (Mask.TIME, "6.12 MiB/s"),
        (Mask.TIME, "940 Mbit/s"),
        (Mask.TIME, "940Mbps"),
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
