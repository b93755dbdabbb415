"""Reading the vendor's files: bounded, never written, never quoted."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import Final

from ca_tui.api.errors import CredentialsError
from ca_tui.api.failures import one_line

LARGEST: Final = 1024 * 1024
"""Bytes of a file; a configuration with a hundred profiles is 100 KB."""


def read_text(path: Path) -> str | None:
    """The text of a file; None where there is none.

    CredentialsError for one that cannot be read, is larger than LARGEST or is no
    regular file: a pipe would be waited for without end.
    """
    why = ""
    data = b""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise CredentialsError(f"{_shown(path)} is no regular file.")
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        why = error.strerror or "it failed"
    except ValueError:
        why = "its name is none"
    if why:
        raise CredentialsError(f"{_shown(path)} cannot be read: {why}.")
    if len(data) > LARGEST:
        raise CredentialsError(
            f"{_shown(path)} is larger than {LARGEST >> 20} MB and was not read."
        )
    return _decoded(data, path)


def exposed(path: Path) -> str:
    """A warning where everybody on this machine can read a file; empty where not."""
    if os.name != "posix":
        return ""
    try:
        readable = path.stat().st_mode & stat.S_IROTH
    except (OSError, ValueError):
        return ""
    if not readable:
        return ""
    return (
        f"{_shown(path)} holds secrets and everybody on this machine can read it:"
        f" chmod 600 {_shown(path)}"
    )


def _decoded(data: bytes, path: Path) -> str:
    # raised outside of the handler: the decoder's error carries the whole text
    with suppress(UnicodeDecodeError):
        return data.decode("utf-8-sig")
    raise CredentialsError(f"{_shown(path)} is not UTF-8.")


def _shown(path: Path) -> str:
    return one_line(str(path), 300)
