"""All checks of one run: what is asked in which order, and what that spares.

Who signs is asked first and alone: a key that is refused makes every further call
senseless, and the first reply sets the clock that all others are signed by.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Final, TypeAlias

from ca_tui.api.endpoints import DEFAULT_REGION
from ca_tui.api.errors import CredentialsError
from ca_tui.config import Config
from ca_tui.connection import Connection, Line, utc_now
from ca_tui.doctor import identity, network
from ca_tui.doctor.asking import Asker, Late, do_not_wait
from ca_tui.doctor.findings import Finding, Report, not_asked
from ca_tui.doctor.operations import operations_of
from ca_tui.doctor.services import Patient, examine, unknown_regions
from ca_tui.doctor.surface import Surface, clipboard, terminal, versions

LIMIT: Final = 20.0
"""Seconds that all calls together may take."""

Connect: TypeAlias = Callable[[Config, Mapping[str, str], Path], Connection]
"""Makes the connection to ask through."""


class Examination:
    """Makes all checks once.

    `clock` gives aware times, `timer` seconds. `limit` is how many seconds all calls
    together may take.
    """

    def __init__(
        self,
        config: Config,
        environ: Mapping[str, str],
        home: Path,
        surface: Surface,
        *,
        connect: Connect = Connection,
        clock: Callable[[], datetime] = utc_now,
        timer: Callable[[], float] = time.perf_counter,
        limit: float = LIMIT,
    ) -> None:
        self._config = config
        self._environ = environ
        self._home = home
        self._surface = surface
        self._connect = connect
        self._clock = clock
        self._timer = timer
        self._limit = limit
        self._region_id = next(iter(config.regions), "")
        self._host = ""

    async def run(self) -> Report:
        """Everything that can be told. Raises UsageError."""
        asker = Asker(self._limit, self._config.concurrency, self._timer)
        remote = await self._remote(asker)
        here = (
            network.route(self._config, self._environ, self._host),
            terminal(self._surface),
            clipboard(self._surface),
            versions(),
        )
        region_id = self._region_id or DEFAULT_REGION
        return Report(region_id, self._clock(), (*remote, *here))

    async def _remote(self, asker: Asker) -> tuple[Finding, ...]:
        config = self._config
        try:
            source = self._connect(config, self._environ, self._home)
        except CredentialsError as error:
            return (identity.no_key(error), *self._nothing_asked("no credentials"))
        self._region_id = self._region_id or source.default_region
        source.on_wait = do_not_wait
        try:
            return await self._signed(source, asker)
        finally:
            await source.aclose()

    async def _signed(self, source: Connection, asker: Asker) -> tuple[Finding, ...]:
        try:
            line = await asker.within(source.line())
        except (CredentialsError, Late) as error:
            nobody = identity.no_key(error), identity.files(source.warnings)
            return (*nobody, *self._nothing_asked("no credentials"))
        key = identity.key(line, self._clock())
        files = identity.files(source.warnings)
        answer = await identity.caller(source, line, asker)
        who = identity.identity(answer)
        if who.state == "failed":
            clock = network.clock(line.client.skew)
            rest = self._operations_not_asked("the key is refused")
            return (key, files, who, clock, *rest)
        rest = await self._services(line, asker, all_may=identity.is_account(who))
        return (key, files, who, network.clock(line.client.skew), *rest)

    async def _services(
        self, line: Line, asker: Asker, *, all_may: bool
    ) -> list[Finding]:
        region_id = self._region_id or DEFAULT_REGION
        patient = Patient(line, asker, region_id, all_may)
        found = await asyncio.gather(
            *(examine(patient, service) for service in self._config.services)
        )
        self._host = next((each.host for each in found if each.host), "")
        named = self._config.regions or (region_id,)
        return [
            *unknown_regions(found, named),
            *(finding for each in found for finding in each.findings),
        ]

    def _nothing_asked(self, why: str) -> list[Finding]:
        return [
            not_asked("identity", why),
            not_asked("clock", why),
            *self._operations_not_asked(why),
        ]

    def _operations_not_asked(self, why: str) -> list[Finding]:
        return [
            not_asked(operation.check, why, service)
            for service in self._config.services
            for operation in operations_of(service)
        ]
