"""Which lines of a failed command's output are marked as its cause."""

from __future__ import annotations

import time

import pytest
from hypothesis import given

from ca_tui.output.causes import LOOKED_AT, MOST, causes
from tests.output.hostile import texts

CASES = {
    "python": """\
        starting
        Traceback (most recent call last):
          File "/srv/a.py", line 3, in <module>
            main()
          File "/srv/a.py", line 2, in main
            return {}["region"]
        > KeyError: 'region'
        """,
    "python chained": """\
        Traceback (most recent call last):
          File "/srv/a.py", line 3, in <module>
            connect()
        ConnectionRefusedError: [Errno 111] Connection refused

        During handling of the above exception, another exception occurred:

        Traceback (most recent call last):
          File "/srv/a.py", line 5, in <module>
            start()
        > app.errors.StartError: no database
        """,
    "java": """\
        Exception in thread "main" java.lang.IllegalStateException: no pool
        \tat com.example.App.main(App.java:14)
        > Caused by: java.net.ConnectException: Connection refused
        \tat java.base/sun.nio.ch.Net.pollConnect(Native Method)
        \t... 2 more
        """,
    "go": """\
        > panic: runtime error: index out of range [5] with length 3

        goroutine 1 [running]:
        main.main()
        \t/srv/main.go:8 +0x1d
        exit status 2
        """,
    "rust": """\
        > thread 'main' panicked at src/main.rs:2:5:
        index out of bounds: the len is 3 but the index is 5
        note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace
        """,
    "node": """\
        /srv/app.js:3
            throw new Error("boom")
            ^

        > Error: boom
            at Object.<anonymous> (/srv/app.js:3:7)
            at Module._compile (node:internal/modules/cjs/loader:1105:14)
        """,
    "ruby": """\
        > /srv/a.rb:2:in `main': undefined local variable or method `x' (NameError)
        \tfrom /srv/a.rb:5:in `<main>'
        """,
    "php": """\
        > PHP Fatal error:  Uncaught Error: Call to undefined function a() in /a.php:3
        Stack trace:
        #0 {main}
          thrown in /a.php on line 3
        """,
    "apt": """\
        Reading package lists... Done
        Building dependency tree... Done
        > E: Unable to locate package nginxx
        """,
    "apt lock": """\
        > E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 1
        > E: Unable to acquire the dpkg frontend lock, is another process using it?
        """,
    "yum": """\
        Last metadata expiration check: 0:10:11 ago
        No match for argument: nginxx
        > Error: Unable to find a match: nginxx
        """,
    "shell": """\
        start
        > /tmp/t-hz0.sh: line 2: unamee: command not found
        """,
    "dash": """\
        > sh: 1: unamee: not found
        """,
    "disk": """\
        copying
        > cp: error writing '/data/b': No space left on device
        cleaning up
        """,
    "permission": """\
        > cat: /etc/shadow: Permission denied
        """,
    "no file": """\
        > tail: cannot open '/var/log/x' for reading: No such file or directory
        tail: no files remaining
        """,
    "killed": """\
        building
        > /tmp/t-1.sh: line 9:  4242 Killed                  ./build
        """,
    "git": """\
        Cloning into 'x'...
        > fatal: repository 'https://example.com/x/' does not exist
        """,
    "gcc": """\
        a.c: In function 'main':
        > a.c:3:5: error: expected ';' before 'return'
        make: leaving
        """,
    "make": """\
        cc -c a.c
        > make: *** [Makefile:3: a.o] Error 1
        """,
    "npm": """\
        > npm ERR! code E404
        > npm ERR! 404 Not Found - GET https://registry.npmjs.org/nope
        > npm ERR! 404 'nope@*' is not in this registry.

        npm ERR! A complete log of this run can be found in: /root/.npm/_logs/x.log
        """,
    "docker": """\
        > Error response from daemon: No such container: web
        """,
    "curl": """\
        > curl: (7) Failed to connect to 10.0.0.8 port 80: Connection refused
        """,
    "systemd": """\
        > Job for nginx.service failed because its control process exited.
        See "systemctl status nginx.service" and "journalctl -xe" for details.
        """,
    "mysql": """\
        > ERROR 1045 (28000): Access denied for user 'root'@'localhost'
        """,
    "log": """\
        2024-05-01 12:00:00,123 INFO started, 0 errors
        > 2024-05-01 12:00:01,456 ERROR no connection to the database
        2024-05-01 12:00:01,460 INFO bye
        """,
    "powershell": """\
        > Get-Item : Cannot find path 'C:\\nope' because it does not exist.
        At line:1 char:1
        + Get-Item C:\\nope
        + ~~~~~~~~~~~~~~~~
            + CategoryInfo          : ObjectNotFound: (C:\\nope:String) [Get-Item]
            + FullyQualifiedErrorId : PathNotFound,Microsoft.PowerShell.Commands
        """,
    "powershell zh": """\
        > Get-Item : 找不到路径“C:\\nope”，因为该路径不存在。
        所在位置 行:1 字符: 1
        + Get-Item C:\\nope
        + ~~~~~~~~~~~~~~~~
            + CategoryInfo          : ObjectNotFound: (C:\\nope:String) [Get-Item]
        """,
    "cmd": """\
        > 'foo' is not recognized as an internal or external command,
        operable program or batch file.
        """,
    "cmd zh": """\
        > 'foo' 不是内部或外部命令，也不是可运行的程序
        或批处理文件。
        """,
    "zh shell": """\
        > /tmp/a.sh:行2: foo: 未找到命令
        """,
    "zh cp": """\
        > cp: 无法获取'x' 的文件状态(stat): 没有那个文件或目录
        """,
    "zh": """\
        正在部署
        > 部署失败，请联系管理员
        """,
    "set -x": """\
        + curl -f http://10.0.0.8/error
        > curl: (22) The requested URL returned error: 404
        + exit 22
        """,
    "hint alone": """\
        checking
        > the upload was refused
        """,
    "nothing to see": """\
        one
        two, 0 errors
        no failures
        """,
    "nothing": "",
}
"""What stands behind `> ` is the cause."""


@pytest.mark.parametrize("name", CASES)
def test_the_line_that_tells_why_is_found(name: str) -> None:
    lines = [line.removeprefix(" " * 8) for line in CASES[name].splitlines()]
    wanted = [index for index, line in enumerate(lines) if line.startswith("> ")]
    texts = [line.removeprefix("> ") for line in lines]
    if texts and not texts[-1].strip():
        texts.pop()
    assert list(causes(texts)) == wanted


def test_only_the_end_of_a_long_output_is_looked_at() -> None:
    assert causes(["fatal: early", *["fine"] * LOOKED_AT]) == ()
    assert causes([*["fine"] * 5000, "fatal: late"]) == (5000,)


def test_of_many_errors_only_a_few_are_marked() -> None:
    assert len(causes(["error: x", ""] * 100)) <= MOST


@given(texts)
def test_any_text_has_few_causes_in_order(text: str) -> None:
    lines = text.split("\n")
    found = causes(lines)
    assert list(found) == sorted(set(found))
    assert len(found) <= MOST
    assert all(0 <= index < len(lines) for index in found)


@pytest.mark.parametrize("unit", ["a.", "a:1", ": ", "Error ", "ab/", "[", "在"])
def test_hostile_lines_take_little_time(unit: str) -> None:
    started = time.process_time()
    causes([unit * 1000] * LOOKED_AT)
    assert time.process_time() - started < 10
