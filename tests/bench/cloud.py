"""The emulator in a process of its own, and programs that ask it."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parent.parent.parent

KEYS: Final = {
    "ALIBABA_CLOUD_ACCESS_KEY_ID": "demo-access-key-id",
    "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "demo-access-key-secret",
    "ALIBABA_CLOUD_ECS_METADATA_DISABLED": "true",
}

REGION: Final = "cn-hangzhou"
"""Where the emulator keeps as many results as it is told to."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a process took until it ended."""

    code: int
    wall: float
    """Seconds, with its start."""
    cpu: float
    """Seconds, of user and system."""
    megabytes: float
    """Resident at most."""


@contextmanager
def emulator(
    results: int, latency: float, output_size: int | None = None
) -> Iterator[str]:
    """Its URL, while it runs."""
    options = ["--results", str(results), "--latency", str(latency)]
    if output_size is not None:
        options += ["--output-size", str(output_size)]
    command = [sys.executable, "-m", "ca_tui", "emulator", *options]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=_environ(ROOT), cwd=ROOT
    ) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def run(arguments: Sequence[str], output: Path) -> Cost:
    """Run a module of this program to its end, standard output into a file."""
    with tempfile.TemporaryDirectory() as home, output.open("wb") as file:
        began = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", *arguments],
            stdout=file,
            env=_environ(Path(home)),
            cwd=ROOT,
        )
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
    cpu = used.ru_utime + used.ru_stime
    return Cost(process.returncode, wall, cpu, used.ru_maxrss / 1024)


def _environ(home: Path) -> Mapping[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    places = {"HOME": str(home), "PYTHONPATH": str(ROOT)}
    return {**kept, **KEYS, **places}
