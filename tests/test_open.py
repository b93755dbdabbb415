"""Saved replies of every vintage, as `ca-tui list FILE` prints them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ca_tui.cli import main
from tests.cloud import at, standing_cloud, use_demo_key
from tests.emulator.asking import Json
from tests.vintages import (
    BROKEN,
    EXPECTED,
    SENTENCES,
    VENDOR,
    Line,
)

FILES = [str(VENDOR / name) for name in sorted(EXPECTED)]


def listed(capsys: pytest.CaptureFixture[str], *files: str) -> list[Line]:
    """The lines of files that can be read whole."""
    code = main(["list", "--format", "jsonl", *files])
    captured = capsys.readouterr()
    assert (code, captured.err) == (0, "")
    return [json.loads(line) for line in captured.out.splitlines()]


def test_every_sample_of_the_vendor_is_looked_at() -> None:
    assert {path.name for path in VENDOR.iterdir()} == EXPECTED.keys() | set(BROKEN)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_sample_says_what_the_vendors_page_says(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = listed(capsys, str(VENDOR / name))
    expected = EXPECTED[name]
    assert len(lines) == len(expected)
    for line, wanted in zip(lines, expected, strict=True):
        assert {key: line[key] for key in wanted} == wanted
        empty = [key for key, value in line.items() if value == "" and key != "output"]
        assert empty == []


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_no_reply_is_named_and_costs_nothing_else(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = listed(capsys, *FILES)
    path = str(VENDOR / name)
    assert main(["list", "--format", "jsonl", FILES[0], path, *FILES[1:]]) == 1
    captured = capsys.readouterr()
    assert captured.err == f"ca-tui: {path}{SENTENCES[name]}\n"
    assert [json.loads(line) for line in captured.out.splitlines()] == whole


def test_nothing_but_broken_files_is_still_only_sentences(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for command in (["list", "--format", "jsonl"], ["open"]):
        assert main([*command, *(str(VENDOR / name) for name in BROKEN)]) == 1
        captured = capsys.readouterr()
        assert captured.out == ""
        said = captured.err.splitlines()
        assert said == [f"ca-tui: {VENDOR / n}{SENTENCES[n]}" for n in BROKEN]


@pytest.mark.parametrize("command", ["list", "open"])
def test_files_that_there_are_not(
    command: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    empty, absent = tmp_path / "empty.json", tmp_path / "absent.json"
    empty.touch()
    assert main([command, str(empty), str(absent), str(tmp_path)]) == 1
    assert capsys.readouterr().err.splitlines() == [
        f"ca-tui: {empty} is empty.",
        f"ca-tui: {absent} cannot be read: No such file or directory",
        f"ca-tui: {tmp_path} cannot be read: Is a directory",
    ]


def test_a_name_with_escapes_in_it_reaches_no_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["list", "\x1b]0;owned\x07\x9b2J.json"]) == 1
    err = capsys.readouterr().err
    assert "owned" in err
    assert err.rstrip("\n").isprintable()


@pytest.mark.parametrize("form", ["table", "csv"])
def test_the_other_forms_show_naive_times_as_they_are(
    form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A time without a zone belongs to the clock of that server, whichever it is."""
    path = str(VENDOR / "ecs-DescribeInvocationResults-2018-en.json")
    assert main(["list", "--format", form, path]) == 0
    out = capsys.readouterr().out
    assert len(out.splitlines()) >= 6
    assert "Success" in out
    if form == "csv":
        assert "2018-01-05T15:45:02," in out


def piped(data: bytes, *argv: str) -> tuple[int, list[Line], str]:
    """`ca-tui list --format jsonl` with something on standard input."""
    done = subprocess.run(
        [sys.executable, "-m", "ca_tui", "list", "--format", "jsonl", *argv],
        input=data,
        capture_output=True,
        check=False,
        timeout=60,
        start_new_session=True,
    )
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return done.returncode, lines, done.stderr.decode()


def test_standard_input_is_a_file_like_any_other(
    capsys: pytest.CaptureFixture[str],
) -> None:
    name = "ecs-DescribeInvocations-2021-en.xml"
    path = VENDOR / name
    code, lines, err = piped(path.read_bytes(), "-")
    assert (code, err) == (0, "")
    assert lines == listed(capsys, str(path))
    other = str(VENDOR / "swas-DescribeInvocationResult-2025-zhTW.json")
    code, lines, err = piped(path.read_bytes(), other, "-")
    assert (code, err) == (0, "")
    assert {line["service"] for line in lines} == {"ecs", "swas"}
    code, lines, err = piped(b"{", other, "-")
    assert (code, len(lines)) == (1, 1)
    assert err == "ca-tui: -, line 1, column 2: the file ends inside a value.\n"


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with standing_cloud(results=200) as address:
        yield address


@pytest.fixture
def _signed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    use_demo_key(monkeypatch)
    monkeypatch.setenv("HOME", str(tmp_path))


@pytest.mark.usefixtures("_signed")
@pytest.mark.parametrize(
    "where",
    [
        ("--region", "cn-hangzhou", "--service", "ecs"),
        ("--region", "ap-southeast-1"),
        ("--region", "cn-hangzhou", "--service", "swas"),
        (),
    ],
)
def test_what_list_prints_it_reads_again(
    where: tuple[str, ...],
    url: str,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    assert main(at(url, *where)) == 0
    printed = capsys.readouterr().out
    path = tmp_path / "saved.jsonl"
    path.write_text(printed)
    assert main(["list", "--format", "jsonl", str(path)]) == 0
    assert capsys.readouterr().out == printed
    assert len(printed.splitlines()) > 30


@pytest.mark.usefixtures("_signed")
def test_so_it_does_with_the_history_of_a_task(
    url: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    where = ("--region", "cn-hangzhou", "--service", "ecs")
    assert main(at(url, *where, "--status", "Scheduled")) == 0
    tasks = map(json.loads, capsys.readouterr().out.splitlines())
    # some of them may have run only once
    task = max(tasks, key=lambda each: each["repeats"] or 0)
    assert main(at(url, *where, "--invoke-id", task["invoke_id"])) == 0
    printed = capsys.readouterr().out
    assert len(printed.splitlines()) > 1
    path = tmp_path / "history.jsonl"
    path.write_text(printed)
    assert main(["list", "--format", "jsonl", str(path)]) == 0
    assert capsys.readouterr().out == printed


@pytest.mark.parametrize(
    "output",
    ["YWRtaW4K", "YWRtaW4K\n", "", " ", "a\r\nb\x1b[31m\x07", "磁盘\t✓", "\udcff"],
)
def test_an_output_comes_back_as_it_was(
    output: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Text that happens to be base64 is not decoded twice."""
    line: dict[str, Json] = {
        "service": "ecs",
        "region_id": "cn-hangzhou",
        "invoke_id": "t-1",
        "instance_id": "i-1",
        "instance_name": "web-01",
        "invocation_status": "Success",
        "phase": "succeeded",
        "output": output,
    }
    path = tmp_path / "one.jsonl"
    path.write_text(json.dumps(line))
    (found,) = listed(capsys, str(path))
    assert found["output"] == output.replace("\udcff", "�")
    assert found["instance_name"] == "web-01"
