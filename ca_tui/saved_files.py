"""Saved replies as a source: files into the store, and nobody to ask."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ca_tui.api.errors import SavedReplyError
from ca_tui.api.executions import keep_pages_apart
from ca_tui.api.models import Page, Scope, ServiceName
from ca_tui.api.retry import Wait
from ca_tui.api.saved import read_saved
from ca_tui.api.service import Service
from ca_tui.config import Config
from ca_tui.monitor.store import Store


@dataclass
class SavedFiles:
    """What a set of saved replies holds."""

    problems: tuple[str, ...]
    """One sentence for each file or record that could not be read."""
    places: tuple[Scope, ...]
    title: str = "saved replies"
    default_region: str = ""
    on_wait: Callable[[Wait], None] | None = field(default=None, repr=False)

    @classmethod
    def read(cls, config: Config, store: Store) -> SavedFiles:
        """Read the files into the store; what cannot be read costs only itself."""
        problems: list[str] = []
        pages: list[Page] = []
        for name in config.files:
            try:
                reply = read_saved(_bytes_of(name), name)
            except SavedReplyError as error:
                problems.append(str(error))
                continue
            problems.extend(reply.problems)
            pages.extend(reply.pages)
        places: dict[tuple[ServiceName, str], None] = {}
        for page in keep_pages_apart(pages):
            store.merge(page)
            for result in page.results:
                places[result.key.service, result.key.region_id] = None
        scopes = tuple(
            config.scope(service, region_id)
            for service, region_id in places
            if service in config.services
            and (not config.regions or region_id in config.regions)
        )
        return cls(tuple(problems), scopes)

    async def services(self) -> Mapping[ServiceName, Service]:
        """Nobody to ask."""
        return {}

    def scopes(self, regions: Mapping[ServiceName, list[str]]) -> tuple[Scope, ...]:
        """Every place that the files speak of."""
        return self.places

    def calls_per_minute(self) -> int:
        """None are made."""
        return 0

    async def aclose(self) -> None:
        """Nothing is held."""


def _bytes_of(name: str) -> bytes:
    try:
        if name != "-":
            with open(name, "rb") as file:
                return file.read()
        if sys.stdin is None:
            raise SavedReplyError("- cannot be read: standard input is closed")
        data = sys.stdin.buffer.read()
    except OSError as error:
        raise SavedReplyError(f"{name} cannot be read: {error.strerror}") from None
    _give_terminal_back()
    return data


def _give_terminal_back() -> None:
    """Read keys from the terminal after replies came through standard input."""
    try:
        terminal = os.open("/dev/tty", os.O_RDWR)
    except OSError:
        return
    os.dup2(terminal, sys.stdin.fileno())
    os.close(terminal)
