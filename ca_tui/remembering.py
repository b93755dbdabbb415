"""The explorer's memory as a file: `$XDG_STATE_HOME/ca-tui/state.json`, mode 0600.

A file that cannot be read, or is of somebody else's making, counts as none; one that
cannot be written costs the memory and nothing else.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Final

from ca_tui.api.models import Json, ResultKey
from ca_tui.export.files import ExportError, write_file
from ca_tui.monitor.query import mistake
from ca_tui.monitor.views import SORTS
from ca_tui.ui.memory import Left

log = logging.getLogger("ca_tui")

MOST: Final = 200
"""Named filters, and places, that are kept."""

LARGEST: Final = 1 << 20
"""Bytes of a file that is read."""


class Remembering:
    """What `path` says about `place`: a profile's results, or whatever is looked at.

    Named filters are the same everywhere.
    """

    def __init__(self, path: Path, place: str) -> None:
        self._path = path
        self._place = place

    @property
    def filters(self) -> Mapping[str, str]:
        """Named filters, their texts by name."""
        return _texts(self._read().get("filters"))

    def name_filter(self, name: str, text: str) -> str:
        """Keep a filter, or forget it; a sentence if that cannot be written down."""
        known = self._read()
        filters = _texts(known.get("filters"))
        filters.pop(name, None)
        if text:
            filters[name] = text
        newest: dict[str, Json] = dict(list(filters.items())[-MOST:])
        return self._write({**known, "filters": newest})

    def left(self) -> Left | None:
        """How the table was left; a filter or sort that is none counts as none."""
        left = _object(_object(self._read().get("left")).get(self._place))
        return _left(left) if left else None

    def leave(self, left: Left) -> None:
        """Remember how the table is left."""
        known = self._read()
        places = {**_object(known.get("left"))}
        places.pop(self._place, None)
        places[self._place] = asdict(left)
        self._write({**known, "left": dict(list(places.items())[-MOST:])})

    def _read(self) -> dict[str, Json]:
        try:
            with self._path.open("rb") as file:
                found: Json = json.loads(file.read(LARGEST))
        except (OSError, ValueError, RecursionError):
            return {}
        return _object(found)

    def _write(self, known: Mapping[str, Json]) -> str:
        text = json.dumps(known, ensure_ascii=False, indent=1)
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_file(self._path, lambda out: out.write(f"{text}\n"), replace=True)
        except (ExportError, OSError) as error:
            log.warning("nothing is remembered: %s", error)
            return f"It is not kept for next time: {error}"
        return ""


def state_file(environ: Mapping[str, str], home: Path) -> Path:
    """Where it is kept. Source: the XDG base directory specification."""
    base = environ.get("XDG_STATE_HOME", "")
    # a relative path has to be ignored, the specification says
    folder = Path(base) if Path(base).is_absolute() else home / ".local" / "state"
    return folder / "ca-tui" / "state.json"


def _left(found: Mapping[str, Json]) -> Left:
    text, sort = found.get("text"), found.get("sort")
    key = _object(found.get("key"))
    names = set(ResultKey.__dataclass_fields__)
    strings = {name: value for name, value in key.items() if isinstance(value, str)}
    return Left(
        text=text if isinstance(text, str) and mistake(text) is None else "",
        faults_only=found.get("faults_only") is True,
        sort=sort if isinstance(sort, str) and sort in SORTS else Left().sort,
        descending=found.get("descending") is not False,
        key=ResultKey(**strings) if set(strings) == names else None,  # type: ignore[arg-type] # a service that is none finds no row
    )


def _object(found: Json) -> dict[str, Json]:
    return found if isinstance(found, dict) else {}


def _texts(found: Json) -> dict[str, str]:
    return {
        name: text
        for name, text in _object(found).items()
        if isinstance(text, str) and text
    }
