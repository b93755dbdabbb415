"""From a Config to services that answer: credentials, client, endpoints, or the demo.

Connecting is put off until somebody asks, so that the first screen never waits for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ca_tui.addresses import Addresses, addresses, for_keys
from ca_tui.api.errors import CredentialsError, UsageError
from ca_tui.api.limits import Limits
from ca_tui.api.models import Scope, ServiceName
from ca_tui.api.retry import Wait
from ca_tui.api.service import Service
from ca_tui.api.signing import Credentials, Secret
from ca_tui.config import Config
from ca_tui.credentials import Profile, find_profile, has_keys, region_of
from ca_tui.credentials.surroundings import Surroundings

if TYPE_CHECKING:
    from ca_tui.api.client import Client
    from ca_tui.api.endpoints import Endpoints
    from ca_tui.credentials.chain import Chain

DEMO_REGION: Final = "cn-hangzhou"


@dataclass(frozen=True, slots=True)
class Line:
    """What the services stand on, for who asks single calls."""

    client: Client
    endpoints: Mapping[ServiceName, Endpoints]
    credentials: Credentials
    """Who signs now."""
    expires: datetime | None
    """When they end; None: never, or it is not known."""


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
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        limits: Limits = Limits(),  # noqa: B008 a frozen value
    ) -> None:
        """Read the profile; CredentialsError for a named one that is not there.

        `sleep` waits between attempts, and `limits` bound each of them.
        """
        self._config = config
        self._environ = environ
        self._home = home
        self._clock = clock
        self._sleep = sleep
        self._limits = limits
        self._client: Client | None = None
        self._chain: Chain | None = None
        self._services: dict[ServiceName, Service] = {}
        self._endpoints: dict[ServiceName, Endpoints] = {}
        self._where = Addresses()
        self._profile: Profile | None = None
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
            self._profile = profile = self._find_profile()
            self.title = self._title(profile)
            self.default_region = region_of(environ, profile)
            self._where = addresses(config, environ, profile)

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

    async def line(self) -> Line:
        """Connect as `services` does. Raises CredentialsError and UsageError."""
        await self.services()
        assert self._client is not None
        if self._chain is None:
            return Line(self._client, self._endpoints, _demo_key(), None)
        signer = await self._chain()
        return Line(self._client, self._endpoints, signer, self._chain.expires)

    def sts(self) -> tuple[str, bool]:
        """The host that knows whose key it is, and whether to speak TLS.

        Raises CredentialsError and UsageError.
        """
        from ca_tui.api.wire import check_endpoint
        from ca_tui.credentials.sts import Role, sts_place

        gateway = self._where.gateway
        if gateway:
            url = gateway if "://" in gateway else f"https://{gateway}"
            scheme, host = check_endpoint(url)
        else:
            region = endpoint = ""
            if self._profile is not None:
                region, endpoint = self._profile.sts_region, self._profile.sts_endpoint
            role = Role("", sts_region=region, sts_endpoint=endpoint)
            near = Surroundings(
                self._key_environ(),
                self._home,
                self._clock,
                asyncio.sleep,
                self._warn,
            )
            scheme, host = sts_place(role, near)
        return host, scheme == "https"

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
        from ca_tui.api.swas import Swas

        config = self._config
        client = self._client or self._open_client()
        self._client = client
        services: dict[ServiceName, Service] = {}
        for name in config.services:
            endpoints = self._endpoints[name] = self._open_endpoints()
            services[name] = (
                Ecs(
                    client,
                    endpoints=endpoints,
                    paging=config.paging,
                    concurrency=config.concurrency,
                )
                if name == "ecs"
                else Swas(client, endpoints=endpoints, concurrency=config.concurrency)
            )
        return services

    def _open_endpoints(self) -> Endpoints:
        from ca_tui.api.endpoints import Endpoints

        try:
            return Endpoints(
                self._where.endpoint or None,
                vpc=self._where.vpc,
                home=self.default_region,
            )
        except UsageError as error:
            if self._where.origin == "--endpoint":
                raise
            raise UsageError(f"The endpoint of {self._where.origin}: {error}") from None

    def _open_client(self) -> Client:
        from ca_tui.api.client import Client
        from ca_tui.api.network import Network
        from ca_tui.credentials.chain import Chain

        config = self._config
        credentials: Credentials | Chain
        if config.demo:
            self._start_demo()
            credentials = _demo_key()
        else:
            credentials = self._chain = Chain(
                self._key_environ(),
                self._home,
                config.profile,
                clock=self._clock,
                ca_bundle=config.ca_bundle,
                on_warning=self._warn,
            )
        return Client(
            credentials,
            clock=self._clock,
            sleep=self._sleep,
            network=Network(self._limits, ca_bundle=config.ca_bundle),
            limits=self._limits,
            concurrency=config.concurrency,
            on_wait=self._waiting,
            on_notice=self._warn,
        )

    def _key_environ(self) -> Mapping[str, str]:
        region_id = next(iter(self._config.regions), self.default_region)
        return for_keys(self._environ, self._where, region_id)

    def _start_demo(self) -> None:
        from ca_tui.emulator.endpoint import Endpoint
        from ca_tui.emulator.serve import EmulatorThread
        from ca_tui.emulator.world import World

        chosen = self._config.emulator
        world = World(chosen.seed, chosen.results, chosen.instances)
        thread = EmulatorThread(
            Endpoint(world, lambda: self._clock().timestamp()), latency=chosen.latency
        )
        self._resources.enter_context(thread)
        self._where = Addresses(thread.url, "--demo")

    def _find_profile(self) -> Profile | None:
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


def _demo_key() -> Credentials:
    from ca_tui.emulator.auth import DEMO_ACCESS_KEY_ID, DEMO_ACCESS_KEY_SECRET

    secret = Secret(DEMO_ACCESS_KEY_SECRET)
    return Credentials(DEMO_ACCESS_KEY_ID, secret, source="demo")
