"""From a Config to services that answer: credentials, client, endpoints, or the demo.

Connecting is put off until somebody asks, so that the first screen never waits for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ca_tui.api.errors import CredentialsError
from ca_tui.api.models import Scope, ServiceName
from ca_tui.api.retry import Wait
from ca_tui.api.service import Service
from ca_tui.api.signing import Credentials, Secret
from ca_tui.config import Config
from ca_tui.credentials import Profile, find_profile, has_keys, region_of

if TYPE_CHECKING:
    from ca_tui.api.client import Client
    from ca_tui.credentials.chain import Chain

DEMO_REGION: Final = "cn-hangzhou"


def utc_now() -> datetime:
    """The clock of a real run."""
    return datetime.now(UTC)


class Connection:
    """The services that a Config names; knows nothing of who uses them."""

    def __init__(
        self,
        config: Config,
        environ: Mapping[str, str],
        home: Path,
        *,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        """Read the profile; CredentialsError for a named one that is not there."""
        self._config = config
        self._environ = environ
        self._home = home
        self._clock = clock
        self._client: Client | None = None
        self._chain: Chain | None = None
        self._services: dict[ServiceName, Service] = {}
        self._resources = ExitStack()
        self._lock = asyncio.Lock()
        self._warnings: dict[str, None] = {}
        self._told = 0
        self.on_wait: Callable[[Wait], None] | None = None
        self.on_warning: Callable[[str], None] | None = None
        """Hears each of `warnings`, from the first call of `services` on."""
        if config.demo:
            self.title, self.default_region = "demo", DEMO_REGION
        else:
            profile = self._profile()
            self.title = self._title(profile)
            self.default_region = region_of(environ, profile)

    @property
    def warnings(self) -> tuple[str, ...]:
        """Sentences about keys and clocks that the operator should read, each once."""
        return tuple(self._warnings)

    async def services(self) -> Mapping[ServiceName, Service]:
        """Connect at the first call. Raises CredentialsError and UsageError."""
        async with self._lock:
            self._tell()
            if not self._services:
                # the demo's world is built, httpx is imported: none may hold the screen
                services = await asyncio.to_thread(self._connect)
                if self._chain is not None:
                    # who has no key should hear it before anything is asked
                    await self._chain()
                self._services = services
        return self._services

    def calls_per_minute(self) -> int:
        """Calls made in the last minute."""
        return self._client.calls_per_minute() if self._client else 0

    def scopes(self, regions: Mapping[ServiceName, list[str]]) -> tuple[Scope, ...]:
        """Everything that was asked for, given the regions that each service has."""
        config = self._config
        wanted = config.regions or (
            (self.default_region,) if self.default_region else ()
        )
        return tuple(
            config.scope(service, region_id)
            for service in config.services
            if not (service == "swas" and config.tags)
            for region_id in (wanted or regions.get(service, ()))
            if region_id in regions.get(service, (region_id,))
        )

    async def aclose(self) -> None:
        """Let go of connections and of the demo's server."""
        if self._client is not None:
            await self._client.aclose()
        self._client = None
        self._chain = None
        self._services = {}
        await asyncio.to_thread(self._resources.close)

    def _connect(self) -> dict[ServiceName, Service]:
        from ca_tui.api.ecs import Ecs
        from ca_tui.api.endpoints import Endpoints
        from ca_tui.api.swas import Swas

        config = self._config
        client = self._client or self._open_client()
        self._client = client
        endpoints = Endpoints()
        services: dict[ServiceName, Service] = {}
        if "ecs" in config.services:
            services["ecs"] = Ecs(client, endpoints=endpoints, paging=config.paging)
        if "swas" in config.services:
            services["swas"] = Swas(client, endpoints=endpoints)
        return services

    def _open_client(self) -> Client:
        from ca_tui.api.client import Client
        from ca_tui.credentials.chain import Chain

        config = self._config
        endpoint = config.endpoint
        credentials: Credentials | Chain
        if config.demo:
            credentials, endpoint = self._start_demo()
        else:
            credentials = self._chain = Chain(
                self._environ,
                self._home,
                config.profile,
                clock=self._clock,
                on_warning=self._warn,
            )
        return Client(
            credentials,
            clock=self._clock,
            sleep=asyncio.sleep,
            endpoint=endpoint or None,
            on_wait=self._waiting,
            on_notice=self._warn,
        )

    def _start_demo(self) -> tuple[Credentials, str]:
        from ca_tui.emulator.auth import DEMO_ACCESS_KEY_ID, DEMO_ACCESS_KEY_SECRET
        from ca_tui.emulator.endpoint import Endpoint
        from ca_tui.emulator.serve import EmulatorThread
        from ca_tui.emulator.world import World

        chosen = self._config.emulator
        world = World(chosen.seed, chosen.results, chosen.instances)
        thread = EmulatorThread(
            Endpoint(world, lambda: self._clock().timestamp()), latency=chosen.latency
        )
        self._resources.enter_context(thread)
        credentials = Credentials(
            DEMO_ACCESS_KEY_ID, Secret(DEMO_ACCESS_KEY_SECRET), source="demo"
        )
        return credentials, thread.url

    def _profile(self) -> Profile | None:
        """The profile that says where to look, whoever signs in the end."""
        try:
            profile = find_profile(self._environ, self._home, self._config.profile)
        except CredentialsError as error:
            if self._config.profile:
                raise
            # keys may be elsewhere; if not, the search tells it again
            self._warn(str(error))
            return None
        if profile is not None and profile.warning:
            self._warn(profile.warning)
        return profile

    def _title(self, profile: Profile | None) -> str:
        if has_keys(self._environ) and not self._config.profile:
            return "environment"
        return profile.label if profile else "ca-tui"

    def _warn(self, sentence: str) -> None:
        self._warnings[sentence] = None
        self._tell()

    def _tell(self) -> None:
        if self.on_warning is not None:
            for sentence in self.warnings[self._told :]:
                self.on_warning(sentence)
            self._told = len(self._warnings)

    def _waiting(self, wait: Wait) -> None:
        if self.on_wait is not None:
            self.on_wait(wait)
