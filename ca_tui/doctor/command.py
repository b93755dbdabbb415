"""`ca-tui doctor`: examine, print, and the exit code."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import Final, TextIO

from ca_tui.config import Config
from ca_tui.connection import Connection
from ca_tui.doctor.examination import Connect, Examination
from ca_tui.doctor.objects import as_json
from ca_tui.doctor.screenful import Style, lines
from ca_tui.doctor.surface import Surface
from ca_tui.ui.terminal import obstacle

FAILED: Final = 1
"""Exit code when a check failed."""


def run(config: Config, connect: Connect = Connection) -> int:
    """Print the report; 1 if anything failed, else 0. Raises UsageError."""
    environ = dict(os.environ)
    surface = Surface(environ, obstacle(environ), _size())
    examination = Examination(config, environ, Path.home(), surface, connect=connect)
    report = asyncio.run(examination.run())
    out = sys.stdout
    if config.json:
        print(as_json(report), file=out)
    else:
        for line in lines(report, _style(config, out)):
            print(line, file=out)
    out.flush()
    return FAILED if report.state == "failed" else 0


def _style(config: Config, out: TextIO) -> Style:
    encoding = (out.encoding or "").casefold().replace("-", "").replace("_", "")
    return Style(
        ascii=config.ascii or encoding != "utf8",
        colours=out.isatty()
        and not os.environ.get("NO_COLOR")
        and os.environ.get("TERM", "") not in ("", "dumb"),
    )


def _size() -> tuple[int, int] | None:
    """Of the terminal that the screen would be drawn on."""
    for stream in (sys.__stderr__, sys.__stdout__, sys.__stdin__):
        try:
            if stream is not None:
                columns, rows = os.get_terminal_size(stream.fileno())
                return columns, rows
        except (OSError, ValueError):
            continue
    return None
