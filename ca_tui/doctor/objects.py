"""A report as one JSON object, for other programs."""

from __future__ import annotations

import json
from datetime import UTC
from typing import Final

from ca_tui import __version__
from ca_tui.api.models import Json
from ca_tui.doctor.findings import Finding, Report

SCHEMA: Final = 1
"""Grows when a name goes or means something else, not when one is added."""


def as_json(report: Report) -> str:
    """One line in ASCII, so that nothing in it can be obeyed by a terminal."""
    tree: dict[str, Json] = {
        "schema": SCHEMA,
        "version": __version__,
        "state": report.state,
        "region_id": report.region_id,
        "at": report.at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "checks": [_object(finding) for finding in report.findings],
    }
    return json.dumps(tree).replace("\x7f", "\\u007f")


def _object(finding: Finding) -> Json:
    return {
        "check": finding.check,
        "state": finding.state,
        "says": finding.says,
        "remedy": finding.remedy or None,
        "service": finding.service,
        "operation": finding.operation or None,
        "facts": dict(finding.facts),
    }
