"""`ca-tui doctor` against a cloud in which things go wrong."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TypeAlias

import pytest
from rich.cells import cell_len

from ca_tui.cli import main
from ca_tui.doctor.screenful import COLUMNS, LINES
from ca_tui.emulator.auth import DEMO_ACCESS_KEY_ID, DEMO_ACCESS_KEY_SECRET

Checks: TypeAlias = dict[str, dict[str, object]]


@dataclass(frozen=True, slots=True)
class Told:
    """What doctor printed, both ways."""

    code: int
    text: str
    checks: Checks
    """By name."""

    def state(self, check: str) -> str:
        """Of one check."""
        return str(self.checks[check]["state"])

    def says(self, check: str) -> str:
        """What one check says, and what to do."""
        found = self.checks[check]
        return f"{found['says']} {found['remedy'] or ''}"

    def fact(self, check: str, name: str) -> object:
        """A fact of one check."""
        facts = self.checks[check]["facts"]
        assert isinstance(facts, dict)
        return facts[name]

    def states(self, prefix: str) -> set[str]:
        """Of all checks whose name begins so."""
        return {
            str(found["state"])
            for name, found in self.checks.items()
            if name.startswith(prefix)
        }


def doctor(capsys: pytest.CaptureFixture[str], *argv: str) -> Told:
    """Run it twice, as text and as JSON, and check what holds whatever is wrong."""
    capsys.readouterr()
    code = main(["doctor", *argv])
    text = capsys.readouterr()
    assert main(["doctor", *argv, "--json"]) == code
    tree = json.loads(capsys.readouterr().out)
    assert text.err == ""
    fits(text.out)
    for secret in (DEMO_ACCESS_KEY_SECRET, DEMO_ACCESS_KEY_ID):
        assert secret not in text.out + json.dumps(tree)
    assert tree["schema"] == 1
    assert code == (tree["state"] == "failed")
    return Told(code, text.out, {each["check"]: each for each in tree["checks"]})


def fits(text: str) -> None:
    """One screenful, and each state as a word."""
    lines = text.splitlines()
    assert len(lines) <= LINES
    assert max(map(cell_len, lines)) <= COLUMNS
    for line in lines[1:-1]:
        assert line[2:9].strip() in ("ok", "warning", "failed", ""), line
