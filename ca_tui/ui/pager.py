"""The operator's own pager, with the terminal to itself, and back again."""

from __future__ import annotations

import asyncio
import os
import shlex
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from textual.app import App

from ca_tui.export.names import safe_name

PAGERS: Final = ("less", "more", "vi")
"""What is tried where neither $PAGER nor $EDITOR is set."""

TYPED: Final = (signal.SIGINT, signal.SIGQUIT)
"""Signals of keys: everybody at the terminal gets them, and they are the pager's."""

STOPPING: Final = (signal.SIGTSTP, signal.SIGCONT)
"""What ctrl+z and fg do to the pager they do to us."""


class PagerError(Exception):
    """The pager could not be started, or did not end well."""


def pager(environ: Mapping[str, str]) -> list[str]:
    """The command that shows a file. Raises PagerError."""
    for name in ("PAGER", "EDITOR"):
        try:
            words = shlex.split(environ.get(name, ""))
        except ValueError as error:
            raise PagerError(f"${name} is no command: {error}.") from None
        if words:
            return words
    for each in PAGERS:
        if shutil.which(each):
            return [each]
    raise PagerError("Neither $PAGER nor $EDITOR is set, and there is no less.")


async def show(app: App[int], text: str, name: str) -> None:
    """Show a text until the pager ends, while the app goes on without a screen.

    The text has to be safe for a terminal; the file with it is private and goes with
    the pager. Raises PagerError.
    """
    command = pager(os.environ)
    try:
        # what is drawn while the terminal is the pager's would be drawn on it
        with (
            _private(text, name) as path,
            app.batch_update(),
            app.suspend(),
            _quiet(),
        ):
            code = await _run([*command, path])
    except OSError as error:
        raise PagerError(f"No file for {command[0]}: {error.strerror}.") from None
    if isinstance(code, OSError):
        raise PagerError(f"{command[0]} cannot show it: {code.strerror}.")
    if code:
        told = f"was ended by signal {-code}" if code < 0 else f"ended with code {code}"
        raise PagerError(f"{command[0]} {told}.")


@contextmanager
def _private(text: str, name: str) -> Iterator[str]:
    """A file for us alone, as long as it is needed."""
    suffix = f"-{safe_name(name)}.txt"
    descriptor, path = tempfile.mkstemp(prefix="ca-tui-", suffix=suffix)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace") as file:
            file.write(text)
        yield path
    finally:
        with suppress(OSError):
            Path(path).unlink()


async def _run(argv: list[str]) -> int | OSError:
    """How it ended, or why it did not begin: raised, it would leave the app without
    its screen."""
    try:
        # standard output may be a file: the screen is where standard error is
        process = await asyncio.create_subprocess_exec(*argv, stdout=sys.__stderr__)
    except OSError as error:
        return error
    try:
        return await process.wait()
    except asyncio.CancelledError:
        with suppress(ProcessLookupError):
            process.terminate()
        await process.wait()
        raise


@contextmanager
def _quiet() -> Iterator[None]:
    """Leave keys and stopping to the pager.

    A handler of our own is not handed on to it, as ignoring would be.
    """
    before = {number: signal.signal(number, _nothing) for number in TYPED}
    before |= {number: signal.signal(number, signal.SIG_DFL) for number in STOPPING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _nothing(_number: int, _frame: object) -> None:
    """Handle no signal."""
