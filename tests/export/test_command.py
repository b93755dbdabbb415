"""The query as commands: the shell that runs them asks the emulator for the same."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ca_tui.api.models import Region, Scope
from ca_tui.emulator.auth import DEMO_ACCESS_KEY_ID, DEMO_ACCESS_KEY_SECRET
from ca_tui.export.command import aliyun, curl, endpoint_of, query_of, scope_of
from tests.cloud import standing_cloud
from tests.emulator.asking import records
from tests.emulator.sdk import ask
from tests.export.stage import made, one

ECS = Scope("ecs", "cn-hangzhou", instance_id="i-1", invoke_id="t-1")
SWAS = Scope("swas", "cn-shanghai", instance_id="i-2", invoke_id="t-2")

NEEDED = [tool for tool in ("sh", "curl", "openssl") if shutil.which(tool) is None]


def test_the_cli_is_asked_for_one_result() -> None:
    assert aliyun(query_of(ECS)) == (
        "aliyun ecs DescribeInvocationResults --RegionId cn-hangzhou --InvokeId t-1"
        " --InstanceId i-1 --ContentEncoding Base64 --MaxResults 50"
    )
    assert aliyun(query_of(SWAS)) == (
        "aliyun swas-open DescribeInvocationResult --RegionId cn-shanghai"
        " --InvokeId t-2 --InstanceId i-2"
    )


def test_the_cli_is_asked_for_a_whole_scope() -> None:
    scope = Scope("ecs", "cn-hangzhou", command_id="c-1", tags=(("owner", "o p's"),))
    words = shlex.split(aliyun(query_of(scope), "http://127.0.0.1:8080"))
    assert words[words.index("--Tag.1.Value") + 1] == "o p's"
    assert words[-2:] == ["--endpoint", "127.0.0.1:8080"]
    many = query_of(Scope("swas", "cn-shanghai"))
    assert many.action == "DescribeCommandInvocations"


def test_a_row_of_a_history_is_asked_for_with_it(tmp_path_factory: object) -> None:
    assert isinstance(tmp_path_factory, pytest.TempPathFactory)
    record, _ = one(tmp_path_factory.mktemp("store"), made(0, b"x"))
    assert "--IncludeHistory" not in aliyun(query_of(scope_of(record.row)))
    scope = Scope("ecs", "cn-hangzhou", invoke_id="t-1", include_history=True)
    assert "--IncludeHistory true" in aliyun(query_of(scope))


@given(st.text(min_size=1), st.text())
def test_a_shell_takes_hostile_ids_for_words(invoke_id: str, value: str) -> None:
    scope = Scope(
        "ecs", "cn-hangzhou", invoke_id=invoke_id, tags=(("a", value or "b"),)
    )
    line = aliyun(query_of(scope))
    assert line.isprintable()
    words = shlex.split(line)
    assert words[:3] == ["aliyun", "ecs", "DescribeInvocationResults"]
    expected = "".join(each if each.isprintable() else "?" for each in invoke_id)
    assert words[words.index("--InvokeId") + 1] == expected


@pytest.mark.skipif(bool(NEEDED), reason=f"without {', '.join(NEEDED)}")
@pytest.mark.parametrize("region_id", ["cn-hangzhou"])
def test_the_request_by_hand_is_answered(region_id: str) -> None:
    with standing_cloud(results=100) as url:
        reply = ask("ecs", url, "DescribeInvocationResults", {"RegionId": region_id})
        path = ("Invocation", "InvocationResults", "InvocationResult")
        known = records(reply, *path)[0]
        scope = Scope(
            "ecs",
            region_id,
            instance_id=str(known["InstanceId"]),
            invoke_id=str(known["InvokeId"]),
        )
        script = curl(query_of(scope), url)
        done = run(script)
    found = records(json.loads(done.stdout), *path)
    assert done.stderr == ""
    assert [each["InvokeId"] for each in found] == [known["InvokeId"]]
    assert DEMO_ACCESS_KEY_ID not in script
    assert DEMO_ACCESS_KEY_SECRET not in script


@pytest.mark.skipif(bool(NEEDED), reason=f"without {', '.join(NEEDED)}")
def test_the_request_by_hand_carries_a_token() -> None:
    """Signed with the token's headers: what is refused is the token, if anything."""
    with standing_cloud(results=100) as url:
        script = curl(query_of(Scope("swas", "cn-shanghai")), url)
        done = run(script, ALIBABA_CLOUD_SECURITY_TOKEN="a-token")
    assert "Signature" not in json.loads(done.stdout).get("Code", "")


def run(script: str, **more: str) -> subprocess.CompletedProcess[str]:
    keys = {
        "ALIBABA_CLOUD_ACCESS_KEY_ID": DEMO_ACCESS_KEY_ID,
        "ALIBABA_CLOUD_ACCESS_KEY_SECRET": DEMO_ACCESS_KEY_SECRET,
        "PATH": os.environ["PATH"],
        "no_proxy": "127.0.0.1",
    }
    return subprocess.run(
        ["sh", "-eu", "-c", script],
        env={**keys, **more},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )


def test_hosts_of_others_are_not_believed() -> None:
    odd = [Region("ecs", "cn-hangzhou", region_endpoint="evil.example")]
    good = [Region("ecs", "cn-hangzhou", region_endpoint="ecs-cn.aliyuncs.com")]
    assert endpoint_of(ECS, odd) == "ecs.cn-hangzhou.aliyuncs.com"
    assert endpoint_of(ECS, good) == "ecs-cn.aliyuncs.com"
    assert endpoint_of(Scope("swas", "x/../y"), []) == "swas.unknown.aliyuncs.com"
