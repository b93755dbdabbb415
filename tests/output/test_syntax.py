"""What an output is: a corpus of what commands print, and what is not to be said."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest
from hypothesis import given

from ca_tui.output.document import build
from ca_tui.output.syntax import detect, for_command
from tests.output.hostile import texts

CORPUS: Final = Path(__file__).parent / "corpus"
"""One directory per name of a syntax, spaces as dashes."""

SAMPLES: Final = sorted(CORPUS.glob("*/*.txt"))


def wanted(sample: Path) -> str:
    name = sample.parent.name
    return "bash -x" if name == "bash-x" else name.replace("-", " ")


def test_the_corpus_is_there() -> None:
    assert len(SAMPLES) > 100


_TYPICAL: Final = """
json/pretty json/cut-at-the-end json/one-line json-lines/app yaml/deployment xml/pom
html/error-page ini/my-cnf env/environment nginx/site unit-file/service diff/git
bash/script bash-x/trace python-traceback/keyerror java-trace/npe log/syslog log/access
log/dpkg csv/orders table/df table/ps-aux table/ls-la table/free table/mount
network/ip-addr systemctl-status/running table/docker-ps table/kubectl-pods table/top
uptime/uptime packages/apt table/powershell-services fields/powershell-list
http/curl-i stack-trace/node go-panic/index powershell-error/get-item toml/pyproject
test-run/pytest table/mysql text/prose text/zh
"""

TYPICAL: Final = _TYPICAL.split()
"""What an operator sees every day."""


def test_what_is_seen_every_day_is_in_the_corpus_and_not_called_plain() -> None:
    assert len(TYPICAL) >= 40
    known = {str(sample.relative_to(CORPUS).with_suffix("")) for sample in SAMPLES}
    assert known >= set(TYPICAL)
    plain = [name for name in TYPICAL if name.startswith("text/")]
    assert plain == ["text/prose", "text/zh"]


@pytest.mark.parametrize(
    "sample", SAMPLES, ids=lambda path: f"{path.parent.name}-{path.stem}"
)
def test_corpus_is_called_what_it_is(sample: Path) -> None:
    found = detect(sample.read_text())
    assert found.name == wanted(sample), found.reason
    assert found.reason
    assert len(found.reason) < 60


@pytest.mark.parametrize(
    "sample", SAMPLES, ids=lambda path: f"{path.parent.name}-{path.stem}"
)
def test_windows_line_ends_and_colours_change_nothing(sample: Path) -> None:
    coloured = sample.read_text().replace("\n", "\x1b[0m\r\n")
    assert build(coloured.encode()).syntax.name == wanted(sample)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n \n",
        "[root@web-01 ~]# ls\n",
        "{a} {b}\n",
        "[x] done\n[ ] todo\n",
        "<none>\n",
        "--- a\n+++ b\n",
        "a=1\n",
        "Hello, world\nGoodbye, moon\n",
        "foo();\nbar();\n",
        "+ 1\n- 2\n- 3\n",
        "aGVsbG8gd29ybGQ=\naGVsbG8gd29ybGQ=\n",
        "2024-05-01 12:00:00\n",
        "10:20:49 up 33 min, and all is well\n",
        "1: one\n2: two\n",
        "commit to what you do\nAuthor: me\n",
        "default value\ndevice eth0\n",
        "Setting up the tent took long\nwe slept\nwell\nand long\nthat night\n",
        "error: x\nerror: y\nerror: z\n",
        "no tests ran in 0.44s\nERROR: not found: tests/none\n",
        "Report\n------\nAll good here and there\n",
        "3 passed the gate in 2 hours\n",
        "body {\n  margin: 0;\n  color: red;\n}\n",
    ],
)
def test_what_only_resembles_something_is_plain(text: str) -> None:
    assert detect(text).name == "text"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('{"a":1,"b":"x"}\n{"a":2,"b":"y"}\n{"a":3,"b', "json lines"),
        ('"b":"x"}\n{"a":2,"b":"y"}\n{"a":3,"b":"z"}\n', "json lines"),
        ('e":1,"id":7},{"n":"b","id":8},{"n":"c","id":9}]}', "json"),
        ("    - name: A\n      value: b\n    - name: C\n      value: d\n", "yaml"),
        (" x\n-old\n+new\n@@ -9,2 +9,2 @@\n a\n-b\n+c\n", "diff"),
        (
            '  File "/a.py", line 3, in x\n    y()\nValueError: nope\n',
            "python traceback",
        ),
        ("3s\nMay  1 03:00:01 a CRON[1]: x\nMay  1 03:00:01 a CRON[2]: y\n", "log"),
        ("me>a</Name>\n  <Id>3</Id>\n  <Zone>x</Zone>\n  <A>b</A>\n</I>\n", "xml"),
    ],
)
def test_what_is_left_of_a_cut_output_is_known(text: str, name: str) -> None:
    assert detect(text).name == name


@pytest.mark.parametrize("bracket", ["[", "{", '{"a":', '[{"a":'])
def test_nesting_without_end_is_survived(bracket: str) -> None:
    assert detect(bracket * 50_000).name in ("json", "text")


def test_json_cut_at_24_kb_is_still_json() -> None:
    whole = '{"items": [' + '{"name": "web-01", "ok": true}, ' * 2000
    assert detect(whole[:24576]).name == "json"


@pytest.mark.parametrize(
    ("command_type", "content", "lexer"),
    [
        ("RunShellScript", "df -h", "bash"),
        ("RunPowerShellScript", "Get-Service", "powershell"),
        ("RunBatScript", "dir", "batch"),
        ("RunShellScript", "#!/usr/bin/env python3\nprint(1)", "python"),
        ("RunShellScript", "#!/usr/bin/env -S node --x\n1", "javascript"),
        ("RunShellScript", "\n#! /usr/local/bin/python3.11\n", "python"),
        ("RunShellScript", "#!/bin/expect\n", None),
        ("SomethingNew", "x", None),
        ("", "#!/bin/sh\n", "bash"),
    ],
)
def test_a_command_is_what_its_first_line_or_type_says(
    command_type: str, content: str, lexer: str | None
) -> None:
    assert for_command(command_type, content).lexer == lexer


@pytest.mark.parametrize(
    ("launcher", "lexer"),
    [
        ('python3 -u {{ACS::ScriptFileName|Ext(".py")}}', "python"),
        ("python3 -u {{ACS::ScriptFileName}}", "python"),
        ("/usr/bin/env node {{ACS::ScriptFileName}}", "javascript"),
        ("/opt/x/run {{ ACS::ScriptFileName | Ext('rb') }}", "ruby"),
        ("sudo -u web {{ACS::ScriptFileName}}", "bash"),
        ('pwsh.exe -NoProfile -File {{ACS::ScriptFileName|Ext(".ps1")}}', "powershell"),
        ("", "bash"),
        ("\x1b]52;{{", "bash"),
    ],
)
def test_a_launcher_says_what_a_command_is_written_in(
    launcher: str, lexer: str
) -> None:
    assert for_command("RunShellScript", "x", launcher).lexer == lexer


@given(texts)
def test_any_text_is_something(text: str) -> None:
    assert detect(text).name
