"""A program that prints a key: run without a shell, a terminal or patience."""

from __future__ import annotations

import json
import os
import select
import shlex
import sys
import time
from pathlib import Path

import pytest

from ca_tui.api.errors import CredentialsError
from ca_tui.credentials.external import external_key
from ca_tui.credentials.issued import Issued
from ca_tui.credentials.surroundings import Surroundings
from tests.credentials.profiles import PRINTED, printing
from tests.credentials.stand_in import START, Vendor

SECRET = "hidden-in-the-output-0123456789"


def near(tmp_path: Path, **environ: str) -> Surroundings:
    vendor = Vendor()
    return Surroundings(environ, tmp_path, vendor.clock, vendor.sleep, print)


def python(code: str) -> str:
    return shlex.join([sys.executable, "-Ic", code])


async def run(
    command: str, tmp_path: Path, limit: float = 20, **environ: str
) -> Issued:
    return await external_key(command, "profile 'x'", near(tmp_path, **environ), limit)


async def refusal(
    command: str, tmp_path: Path, limit: float = 20, **environ: str
) -> str:
    with pytest.raises(CredentialsError) as caught:
        await run(command, tmp_path, limit, **environ)
    assert SECRET not in str(caught.value)
    assert "process_command of profile 'x'" in str(caught.value)
    return str(caught.value)


async def test_an_expiration_is_believed(tmp_path: Path) -> None:
    fields = {**PRINTED, "expiration": "2026-01-02T03:04:05Z"}
    assert (await run(printing(fields), tmp_path)).expires == START
    assert (await run(printing(PRINTED), tmp_path)).expires is None


async def test_a_lasting_key_needs_no_token(tmp_path: Path) -> None:
    fields = {**PRINTED, "mode": "ak", "sts_token": ""}
    issued = await run(printing(fields), tmp_path)
    assert issued.credentials.security_token is None


async def test_no_shell_reads_the_command(tmp_path: Path) -> None:
    """Neither variables nor `;` mean anything."""
    code = f"import sys; print(open({str(tmp_path / 'key')!r}).read())"
    (tmp_path / "key").write_text(json.dumps(PRINTED))
    command = f"{python(code)} ; touch {tmp_path / 'made'} $HOME `id`"
    assert (await run(command, tmp_path)).credentials.access_key_id
    assert not (tmp_path / "made").exists()


async def test_it_has_the_environment_that_we_have_and_no_terminal(
    tmp_path: Path,
) -> None:
    code = (
        "import json, os, sys;"
        "assert sys.stdin.read() == '';"
        "assert os.getsid(0) == os.getpid();"
        "print(json.dumps({'access_key_id': os.environ['GIVEN'],"
        "'access_key_secret': 'x'}))"
    )
    issued = await run(python(code), tmp_path, GIVEN="LTAIgiven0001")
    assert issued.credentials.access_key_id == "LTAIgiven0001"


@pytest.mark.parametrize("value", ["TRUE", "true", "1"])
async def test_it_can_be_forbidden(tmp_path: Path, value: str) -> None:
    command = python(f"open({str(tmp_path / 'made')!r}, 'w')")
    variable = "ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS"
    assert "forbids" in await refusal(command, tmp_path, 20, **{variable: value})
    assert not (tmp_path / "made").exists()


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("/nonexistent/program --token=" + SECRET, "No such file"),
        ("'unbalanced " + SECRET, "quotes do not match"),
        ("nul\0byte", "NUL"),
        ("   ", "it is empty"),
        (python(f"import sys; sys.exit({SECRET!r})"), "exit code 1"),
        (python("import os; os.kill(os.getpid(), 9)"), "exit code -9"),
        (python(f"print({SECRET!r})"), "not JSON"),
        (python(f"print([{SECRET!r}])"), "not JSON"),
        (python("print('[]')"), "no JSON object"),
        (python("pass"), "not JSON"),
        (python("print('x' * 1_000_000)"), "far too much"),
        (printing({"mode": "StsToken"}), "printed no access_key_id"),
        (printing({**PRINTED, "sts_token": ""}), "sts_token"),
        (printing({**PRINTED, "mode": "RamRoleArn"}), "printed mode 'RamRoleArn'"),
    ],
)
async def test_what_goes_wrong_is_said_without_what_it_said(
    tmp_path: Path, command: str, words: str
) -> None:
    assert words in await refusal(command, tmp_path)


async def test_one_that_takes_too_long_is_ended_with_its_children(
    tmp_path: Path,
) -> None:
    pids = tmp_path / "pids"
    code = (
        "import os, subprocess, sys, time;"
        "child = subprocess.Popen([sys.executable, '-Ic', 'import time;"
        " time.sleep(60)']);"
        f"open({str(pids)!r}, 'w').write(f'{{os.getpid()}} {{child.pid}}');"
        "time.sleep(60)"
    )
    begun = time.monotonic()
    assert "within 0.7 s" in await refusal(python(code), tmp_path, limit=0.7)
    assert time.monotonic() - begun < 30
    if pids.exists():
        assert all(ends(int(pid)) for pid in pids.read_text().split())


def ends(pid: int) -> bool:
    """Whether a process is gone, or goes within a few seconds."""
    try:
        watch = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([watch], [], [], 30)[0])
    finally:
        os.close(watch)
