"""Everything that was asked for, read once, before `ca-tui list` prints it."""

from __future__ import annotations

import sys

from ca_tui.api.errors import CaTuiError
from ca_tui.api.models import Page, Scope, ServiceName
from ca_tui.config import Config
from ca_tui.connection import Connection
from ca_tui.monitor.collect import collect
from ca_tui.monitor.store import Store


async def read_all(
    config: Config, connection: Connection, store: Store
) -> tuple[tuple[str, ...], tuple[Scope, ...]]:
    """Read into the store; what is missing in sentences, and the scopes read.

    Raises CredentialsError and UsageError.
    """
    try:
        services = await connection.services()
        known: dict[ServiceName, list[str]] = {}
        missing: list[str] = []
        for name, service in services.items():
            try:
                page: Page = await service.regions()
            except CaTuiError as error:
                if not (config.regions or connection.default_region):
                    missing.append(f"the regions of {name} are not known: {error}")
                continue
            known[name] = [region.region_id for region in page.regions]
        scopes = connection.scopes(known)
        missing.extend(_nowhere(config, scopes))
        errors = await collect(
            services,
            store,
            scopes,
            depth=config.depth,
            briefly=needs_names_only(config),
            progress=_progress,
        )
        missing.extend(str(error) for error in errors)
        return tuple(missing), scopes
    finally:
        _progress("")
        await connection.aclose()


def needs_names_only(config: Config) -> bool:
    """Whether of runs nothing but the names of their commands is seen or compared, and
    of outputs nothing but their size."""
    sort, _ = config.order
    return config.format == "table" and not config.filter and sort != "command"


def _nowhere(config: Config, scopes: tuple[Scope, ...]) -> list[str]:
    """Regions that were asked for and that no service has."""
    found = {scope.region_id for scope in scopes}
    names = " or ".join(config.services)
    return [
        f"{region_id} is no region of {names} for this account"
        for region_id in config.regions
        if region_id not in found
    ]


def _progress(words: str) -> None:
    """Overwrite one line on standard error, if somebody watches it."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{words}")
        sys.stderr.flush()
