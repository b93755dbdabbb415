"""The log file: what is written where, in lines that harm no terminal."""

from __future__ import annotations

import logging
import os
from pathlib import Path

from ca_tui.api.errors import UsageError


def log_to(path: Path | None) -> None:
    """Write what is logged there; None: nowhere. Raises UsageError."""
    logger = logging.getLogger("ca_tui")
    if path is None:
        # without a handler Python writes warnings to standard error: into the screen
        logger.addHandler(logging.NullHandler())
        return
    try:
        # what is logged names instances and regions: for the operator's eyes only
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    except OSError as error:
        raise UsageError(f"--log {path} cannot be written: {error.strerror}") from None
    handler = logging.StreamHandler(os.fdopen(descriptor, "a", encoding="utf-8"))
    handler.setFormatter(
        _CleanFormatter("%(asctime)s %(levelname)s %(name)s %(message)s")
    )
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)


class _CleanFormatter(logging.Formatter):
    """Logs are read in terminals, and what is logged may quote a server."""

    def format(self, record: logging.LogRecord) -> str:
        """One record, harmless."""
        from ca_tui.output.text import clean

        return "\n".join(map(clean, super().format(record).split("\n")))
