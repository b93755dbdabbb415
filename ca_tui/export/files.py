"""Files that are whole or not there: written beside their place, then put into it."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, TextIO

from ca_tui.api.errors import CaTuiError

BOM: Final = "utf-8-sig"
"""UTF-8 that spreadsheets recognise."""

NO_LINKS: Final = frozenset({errno.EPERM, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK})
"""What file systems without hard links say, FAT and some of the network."""


class ExportError(CaTuiError):
    """A file that cannot be written; nothing of it was left behind."""


class AlreadyThere(ExportError):
    """The place is taken, and nobody said to replace what is there."""


def write_file(
    path: Path,
    write: Callable[[TextIO], object],
    *,
    replace: bool = False,
    encoding: str = "utf-8",
) -> None:
    """Make a file of mode 0600 by `write`, whole and on the disk, or not at all.

    Without `replace` never in the place of something. Raises AlreadyThere and
    ExportError; whatever `write` raises goes on, and the file is not there.
    """
    check_place(path, replace=replace)
    with _told(path), _beside(path) as (descriptor, temporary):
        # what cannot be encoded is half a surrogate pair, which no file can carry
        with os.fdopen(
            descriptor, "w", encoding=encoding, errors="replace", newline=""
        ) as out:
            write(out)
            out.flush()
            os.fsync(out.fileno())
        if replace:
            temporary.replace(path)
        else:
            put(temporary, path)
        _settle(path.parent)


def check_place(path: Path, *, replace: bool) -> None:
    """Raise AlreadyThere or ExportError where a file cannot go."""
    try:
        found = path.lstat()
    except FileNotFoundError:
        if not path.parent.is_dir():
            raise ExportError(f"There is no folder {path.parent}.") from None
        return
    except OSError as error:
        raise _error(path, error) from None
    if not replace:
        raise AlreadyThere(f"{path} is there already.")
    if not (stat.S_ISREG(found.st_mode) or stat.S_ISLNK(found.st_mode)):
        raise ExportError(f"{path} is no file that could be replaced.")


@contextmanager
def new_folder(path: Path) -> Iterator[Path]:
    """A folder to fill, put into its place when that is done; never an existing one.

    Raises AlreadyThere and ExportError, and leaves nothing behind then.
    """
    check_place(path, replace=False)
    with _told(path):
        temporary = Path(tempfile.mkdtemp(prefix=".ca-tui-", dir=path.parent))
        try:
            yield temporary
            _settle(temporary)
            # renaming onto a folder works only where that is empty
            if os.path.lexists(path):
                raise AlreadyThere(f"{path} is there already.")
            temporary.rename(path)
            _settle(path.parent)
        except BaseException:
            _remove_folder(temporary)
            raise


@contextmanager
def _beside(path: Path) -> Iterator[tuple[int, Path]]:
    descriptor, name = tempfile.mkstemp(prefix=".ca-tui-", dir=path.parent)
    temporary = Path(name)
    try:
        yield descriptor, temporary
    finally:
        with suppress(OSError):
            temporary.unlink()


def put(
    temporary: Path, path: Path, link: Callable[[Path, Path], None] = os.link
) -> None:
    """Give a file its name, unless there is one: then AlreadyThere is raised."""
    try:
        link(temporary, path)
    except FileExistsError:
        raise AlreadyThere(f"{path} is there already.") from None
    except OSError as error:
        if error.errno not in NO_LINKS:
            raise
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        except FileExistsError:
            raise AlreadyThere(f"{path} is there already.") from None
        temporary.replace(path)


def _settle(folder: Path) -> None:
    """Bring the names of a folder to the disk, where the file system can do that."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _remove_folder(folder: Path) -> None:
    with suppress(OSError):
        for each in folder.iterdir():
            each.unlink()
        folder.rmdir()


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise _error(path, error) from None


def _error(path: Path, error: OSError) -> ExportError:
    why = error.strerror or type(error).__name__
    return ExportError(f"{path} cannot be written: {why}. Nothing was left behind.")
