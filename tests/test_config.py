"""Options: what they ask for, and one clear sentence when they cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from ca_tui.api.errors import UsageError
from ca_tui.api.models import Scope
from ca_tui.arguments import parse
from ca_tui.config import EmulatorConfig


def test_nothing_given_is_the_explorer_of_both_services() -> None:
    config = parse([])
    assert config.command == "explore"
    assert config.services == ("ecs", "swas")
    assert config.depth == 1000
    assert config.interval is None


def test_options_stand_before_or_after_the_command() -> None:
    before = parse(["--region", "cn-beijing", "list"])
    after = parse(["list", "--region", "cn-beijing"])
    assert before == after


def test_repeatable_options_add_up_and_repeat_nothing() -> None:
    config = parse(["--region", "a", "--region", "b", "--region", "a"])
    assert config.regions == ("a", "b")
    config = parse(["--tag", "owner=zhang san", "--tag", "empty="])
    assert config.tags == (("owner", "zhang san"), ("empty", ""))


def test_a_scope_carries_what_was_narrowed() -> None:
    config = parse(["--instance", "i-1", "--status", "failed", "--invoke-id", "t-1"])
    assert config.scope("ecs", "cn-hangzhou") == Scope(
        "ecs", "cn-hangzhou", instance_id="i-1", invoke_id="t-1", status="Failed"
    )


def test_depth_all_is_no_limit() -> None:
    assert parse(["--depth", "all"]).depth is None
    assert parse(["--depth", "50"]).depth == 50


def test_the_emulator_takes_its_own_options() -> None:
    config = parse(["emulator", "--port", "0", "--seed", "3", "--latency", "0"])
    assert config.emulator == EmulatorConfig(port=0, seed=3, latency=0.0)
    config = parse(["emulator", "--output-size", "1024"])
    assert config.emulator == EmulatorConfig(output_size=1024)


def test_files_and_the_screen() -> None:
    config = parse(["open", "a.json", "-", "--utc", "--no-mouse", "--ascii"])
    assert config.files == ("a.json", "-")
    assert (config.utc, config.mouse, config.ascii) == (True, False, True)
    assert parse(["--log", "x.log"]).log == Path("x.log")


def test_how_it_is_asked() -> None:
    config = parse(["--concurrency", "8", "--budget", "30", "--ca-bundle", "x.pem"])
    assert (config.concurrency, config.budget) == (8, 30)
    assert config.ca_bundle == Path("x.pem")
    assert (parse([]).concurrency, parse([]).budget, parse([]).vpc) == (4, 60, False)
    assert parse(["list", "--vpc"]).vpc


def test_doctor_is_asked_where_the_rest_is() -> None:
    config = parse(["doctor", "--json", "--profile", "prod", "--region", "cn-beijing"])
    assert (config.command, config.json, config.profile) == ("doctor", True, "prod")
    assert config.regions == ("cn-beijing",)
    assert parse(["doctor", "--ascii", "--demo"]).ascii


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (["--status", "faild"], "no such status"),
        (["--demo", "--endpoint", "http://127.0.0.1:1"], "--demo"),
        (["--demo", "--profile", "x"], "--demo"),
        (["--demo", "--vpc"], "--vpc"),
        (["doctor", "--demo", "--ca-bundle", "x"], "--ca-bundle"),
        (["--vpc", "--endpoint", "http://127.0.0.1:1"], "--vpc"),
        (["list", "--concurrency", "2", "a.json"], "--concurrency"),
        (["list", "--profile", "x", "a.json"], "saved replies"),
        (["list", "--paging", "page", "a.json"], "saved replies"),
        (["--demo", "open", "a.json"], "saved replies"),
        (["--service", "swas", "--tag", "a=b"], "--tag"),
        (["open", "-", "-"], "once"),
    ],
)
def test_contradictions_are_one_sentence(argv: list[str], words: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse(argv)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (["--frobnicate"], "--frobnicate"),
        (["frobnicate"], "frobnicate"),
        (["--depth", "0"], "neither a number of results nor 'all'"),
        (["--depth", "many"], "neither a number of results nor 'all'"),
        (["--concurrency", "0"], "number from 1 to 32"),
        (["--concurrency", "33"], "number from 1 to 32"),
        (["--budget", "many"], "number from 1"),
        (["doctor", "--depth", "3"], "--depth"),
        (["doctor", "file.json"], "file.json"),
        (["--interval", "-1"], "seconds from 0"),
        (["--interval", "nan"], "seconds from 0"),
        (["--tag", "novalue"], "KEY=VALUE"),
        (["--tag", "=v"], "KEY=VALUE"),
        (["--service", "rds"], "rds"),
        (["--theme", "pink"], "pink"),
        (["emulator", "--port", "70000"], "port"),
        (["emulator", "--results", "0"], "number from 1"),
        (["open"], "FILE"),
        (["list", "--theme", "dark"], "--theme"),
    ],
)
def test_mistakes_exit_with_2_and_one_sentence(
    argv: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        parse(argv)
    assert caught.value.code == 2
    err = capsys.readouterr().err
    assert words in err
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize(
    "argv", [["--help"], ["list", "--help"], ["open", "--help"], ["doctor", "--help"]]
)
def test_help_is_readable_at_80_columns(
    argv: list[str],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    with pytest.raises(SystemExit) as caught:
        parse(argv)
    assert caught.value.code == 0
    out = capsys.readouterr().out
    assert "--region" in out or "FILE" in out
    assert max(len(line) for line in out.splitlines()) <= 80


def test_a_filter_is_checked_before_anything_is_asked() -> None:
    for argv in (["--filter", "exit:!0"], ["list", "--filter", "exit:!0"]):
        assert parse(argv).filter == "exit:!0"
    with pytest.raises(UsageError) as caught:
        parse(["list", "--filter", "测试 staus:failed"])
    assert str(caught.value).splitlines() == [
        '--filter: there is no column "staus"; try status:',
        "  测试 staus:failed",
        "       ^^^^^",
    ]
