"""What the operator saves of a view: a file or a folder, by one name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Final

from ca_tui.export.files import BOM, check_place, write_file
from ca_tui.export.folder import write_folder
from ca_tui.export.forms import Form, write
from ca_tui.export.names import safe_name
from ca_tui.export.reading import Progress, unheard
from ca_tui.monitor.store import Store


@dataclass(frozen=True, slots=True)
class Kind:
    """One way to save results."""

    name: str
    suffix: str
    form: Form | None
    """None: a folder with a file per instance."""
    about: str
    """One sentence."""


KINDS: Final = (
    Kind("JSONL", ".jsonl", "jsonl", "One JSON object per result, for jq"),
    Kind("CSV", ".csv", "csv", "For spreadsheets; nothing in it is a formula"),
    Kind("Markdown", ".md", "md", "A table and every output, for a ticket"),
    Kind("Folder", "", None, "What each instance printed, byte for byte, in a file"),
)


def default_name(place: str, now: datetime) -> str:
    """A name without a suffix that tells where and when."""
    where = safe_name(place, otherwise="results")
    return f"ca-tui-{where}-{now:%Y%m%d-%H%M%S}"


def check(path: Path, kind: Kind, *, replace: bool) -> None:
    """Raise AlreadyThere or ExportError where it cannot go; folders replace nothing."""
    check_place(path, replace=replace and kind.form is not None)


def save(
    store: Store,
    ids: Sequence[int],
    path: Path,
    kind: Kind,
    *,
    zone: tzinfo | None,
    replace: bool = False,
    progress: Progress = unheard,
) -> None:
    """Save these results, whole or not at all; `zone` None is local time.

    Takes a while for many: for a thread. Raises AlreadyThere, ExportError and whatever
    `progress` raises, with nothing left behind.
    """
    form = kind.form
    if form is None:
        write_folder(store, ids, path, progress)
        return
    write_file(
        path,
        lambda out: write(store, ids, out, form, zone, progress),
        replace=replace,
        encoding=BOM if form == "csv" else "utf-8",
    )
