"""The house: who may import whom, and how large a room may be."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = sorted(
    path for folder in ("ca_tui", "tests") for path in (ROOT / folder).rglob("*.py")
)


def test_the_import_contracts_hold() -> None:
    script = "import sys; from importlinter.cli import lint_imports_command as c; c()"
    done = subprocess.run(
        [sys.executable, "-c", script, "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("module", "unwanted"),
    [
        ("ca_tui.api.replies", {"httpx", "textual", "rich", "pygments"}),
        ("ca_tui.monitor.monitor", {"httpx", "textual", "rich", "pygments"}),
        ("ca_tui.export.forms", {"httpx", "textual", "ca_tui.emulator.serve"}),
        ("ca_tui.output.document", {"httpx", "textual", "rich"}),
        ("ca_tui.emulator.serve", {"httpx", "textual", "rich", "ca_tui.api"}),
        ("ca_tui.ui.app", {"httpx", "ca_tui.api.client", "ca_tui.emulator.serve"}),
        (
            "ca_tui.ui.opening",
            {"ca_tui.ui.main_screen", "ca_tui.monitor.store", "ca_tui.output.text"},
        ),
        ("ca_tui.cli", {"httpx", "textual", "ca_tui.emulator.serve"}),
    ],
)
def test_importing_a_room_does_not_drag_in(module: str, unwanted: set[str]) -> None:
    script = f"import sys, {module}; print('\\n'.join(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert unwanted.isdisjoint(done.stdout.split())


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_file_is_over_300_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_function_is_over_40_lines(path: Path) -> None:
    long = [
        f"{node.name}: {(node.end_lineno or 0) - node.lineno + 1}"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > 40
    ]
    assert long == []
