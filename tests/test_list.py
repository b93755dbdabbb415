"""`ca-tui list` against the emulator over a socket, and what its exit code says."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ca_tui.cli import main
from ca_tui.emulator.faults import Faults, Rule
from ca_tui.monitor.views import SORTS
from tests.cloud import at, standing_cloud, use_demo_key

ORDER = [
    "service",
    "region_id",
    "invoke_id",
    "instance_id",
    "instance_name",
    "command_id",
    "command_name",
    "command_type",
    "invocation_status",
    "invoke_record_status",
    "phase",
    "exit_code",
    "error_code",
    "error_info",
    "creation_time",
    "start_time",
    "finished_time",
    "stop_time",
    "timeout",
    "dropped",
    "repeats",
    "username",
    "container_id",
    "container_name",
    "tags",
    "launcher",
    "termination_mode",
    "oss_output_delivery",
    "oss_output_status",
    "oss_output_uri",
    "oss_output_error_code",
    "oss_output_error_info",
    "output",
    "output_base64",
]

Line = dict[str, object]


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with standing_cloud() as address:
        yield address


@pytest.fixture(autouse=True)
def _signed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    use_demo_key(monkeypatch)
    monkeypatch.setenv("HOME", str(tmp_path))


def lines(capsys: pytest.CaptureFixture[str]) -> list[Line]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_both_ways_of_paging_give_the_same_results(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ("--region", "cn-hangzhou", "--region", "cn-shanghai")
    assert main(at(url, *where, "--paging", "token")) == 0
    by_token = lines(capsys)
    assert main(at(url, *where, "--paging", "page")) == 0
    by_page = lines(capsys)
    assert len(by_token) > 100
    assert {each["service"] for each in by_token} == {"ecs", "swas"}
    key = "\0".join
    ordered = [
        sorted(found, key=lambda each: key(map(str, each.values())))
        for found in (by_token, by_page)
    ]
    assert ordered[0] == ordered[1]


def test_one_object_per_result_newest_first_with_the_vendors_words(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(at(url, "--region", "cn-hangzhou", "--service", "ecs")) == 0
    found = lines(capsys)
    assert list(found[0]) == ORDER
    starts = [str(each["start_time"]) for each in found if each["start_time"]]
    assert starts == sorted(starts, reverse=True)
    assert all(each["command_name"] for each in found)
    released = ("InstanceNotExists", "InstanceReleased", "InstanceDeregistered")
    nameless = {each["error_code"] for each in found if not each["instance_name"]}
    assert nameless.issubset(released)
    assert any(each["tags"] for each in found)
    assert any(each["container_name"] is None for each in found)


def test_without_a_region_every_region_is_read(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(at(url)) == 0
    found = {(each["service"], each["region_id"]) for each in lines(capsys)}
    assert len({region for service, region in found if service == "ecs"}) >= 4
    assert len({region for service, region in found if service == "swas"}) >= 2


@pytest.mark.parametrize(
    ("option", "name"),
    [
        ("--instance", "instance_id"),
        ("--invoke-id", "invoke_id"),
        ("--command-id", "command_id"),
        ("--status", "invocation_status"),
    ],
)
def test_what_was_narrowed_is_all_that_comes(
    url: str, option: str, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ("--region", "cn-hangzhou", "--service", "ecs")
    main(at(url, *where))
    everything = lines(capsys)
    wanted = next(e[name] for e in everything if e["invocation_status"] == "Failed")
    assert main(at(url, *where, option, str(wanted))) == 0
    found = lines(capsys)
    assert found
    assert {each[name] for each in found} == {wanted}
    assert len(found) >= sum(each[name] == wanted for each in everything)


def test_a_filter_leaves_what_it_says(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = at(url, "--region", "cn-hangzhou")
    assert main([*asked, "--filter", "phase:failed exit:!0 | output:/error/"]) == 0
    found = lines(capsys)
    assert main(asked) == 0
    wanted = [
        line
        for line in lines(capsys)
        if (line["phase"] == "failed" and line["invocation_status"] == "Failed")
        or "error" in str(line["output"]).lower()
    ]
    assert found == wanted
    assert found
    assert main([*asked, "--filter", "status:faild"]) == 2
    assert "try failed" in capsys.readouterr().err


def test_a_tag_narrows(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    where = ("--region", "cn-hangzhou")
    main(at(url, *where))
    tags = next(each["tags"] for each in lines(capsys) if each["tags"])
    assert isinstance(tags, dict)
    name, value = next(iter(tags.items()))
    assert main(at(url, *where, "--tag", f"{name}={value}")) == 0
    found = lines(capsys)
    assert found
    for each in found:
        assert isinstance(each["tags"], dict)
        assert each["tags"][name] == value


def test_a_scheduled_task_comes_with_its_history(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ("--region", "cn-hangzhou", "--service", "ecs")
    main(at(url, *where))
    # some of them may have run only once
    tasks = [e for e in lines(capsys) if e["invocation_status"] == "Scheduled"]
    task = max(tasks, key=lambda each: int(str(each["repeats"] or 0)))
    assert main(at(url, *where, "--invoke-id", str(task["invoke_id"]))) == 0
    runs = [e for e in lines(capsys) if e["instance_id"] == task["instance_id"]]
    assert len(runs) > 1
    assert len({each["start_time"] for each in runs}) == len(runs)


def test_depth_is_what_is_read_of_each_region(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    argv = ["list", "--endpoint", url, "--format", "jsonl", "--depth", "50"]
    assert main([*argv, "--region", "cn-hangzhou", "--service", "ecs"]) == 0
    assert len(lines(capsys)) == 50


@pytest.mark.parametrize("form", ["table", "csv"])
def test_other_forms_have_a_heading_and_a_line_for_each(
    url: str, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    argv = ["list", "--endpoint", url, "--format", form, "--depth", "50", "--utc"]
    assert main([*argv, "--region", "cn-beijing", "--service", "ecs"]) == 0
    out = capsys.readouterr().out
    assert "INVOKE ID" in out or "invoke_id" in out
    assert len(out.splitlines()) > 10


def test_what_is_missing_is_named_and_the_rest_is_printed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    faults = Faults([Rule(kind="denied", action="DescribeInvocations")])
    with standing_cloud(results=100, faults=faults) as url:
        code = main(at(url, "--region", "cn-hangzhou", "--service", "ecs"))
    captured = capsys.readouterr()
    assert code == 1
    assert len(captured.out.splitlines()) > 30
    assert "ecs:DescribeInvocations" in captured.err or "DescribeInvocations" in (
        captured.err
    )
    assert "RequestId" in captured.err


def test_a_region_that_there_is_not_is_named(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(at(url, "--region", "cn-nowhere")) == 1
    assert "cn-nowhere is no region" in capsys.readouterr().err


def test_a_wrong_secret_is_said_by_the_service(
    url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "wrong-secret-value")
    assert main(at(url, "--region", "cn-hangzhou")) == 1
    err = capsys.readouterr().err
    assert "SignatureDoesNotMatch" in err
    assert "wrong-secret-value" not in err


def test_no_credentials_name_the_places_looked_at(
    url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ALIBABA_CLOUD_ACCESS_KEY_ID")
    assert main(at(url)) == 1
    assert "--demo" in capsys.readouterr().err


def test_plain_http_goes_nowhere_but_to_this_machine(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(at("http://ecs.example.com")) == 2
    assert "this machine only" in capsys.readouterr().err


def test_a_reader_that_goes_away_ends_it_quietly(url: str) -> None:
    argv = [sys.executable, "-m", "ca_tui", *at(url, "--region", "cn-hangzhou")]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as run:
        assert run.stdout is not None
        run.stdout.readline()
        run.stdout.close()
        assert run.stderr is not None
        assert run.stderr.read() == b""


def test_the_order_is_the_one_asked_for(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ("--region", "cn-hangzhou", "--service", "ecs")
    assert main(at(url, *where, "--sort", "-exit")) == 0
    down = [e["exit_code"] for e in lines(capsys) if e["phase"] == "failed"]
    assert main(at(url, *where, "--sort", "instance")) == 0
    names = [str(e["instance_name"] or e["instance_id"]) for e in lines(capsys)]
    assert len(set(down)) > 2
    assert names == sorted(names, key=str.casefold)
    codes = [code for code in down if isinstance(code, int) and code > 1]
    assert codes == sorted(codes, reverse=True)


def test_an_order_that_there_is_not_is_named_with_those_there_are(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(at(url, "--sort", "-size")) == 2
    said = capsys.readouterr().err
    assert all(key in said for key in SORTS)
    with pytest.raises(SystemExit):
        main(["list", "--help"])
    told = " ".join(capsys.readouterr().out.split())
    assert all(key in told for key in SORTS)


def test_markdown_is_for_tickets(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    argv = ["list", "--endpoint", url, "--format", "md", "--depth", "50", "--utc"]
    assert main([*argv, "--region", "cn-hangzhou", "--service", "ecs"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("| Status | Exit |")
    assert out.count("\n### ") == 50
