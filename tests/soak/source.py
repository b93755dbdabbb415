"""The real services, behind wrappers that note what is asked of them."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping, Sequence
from contextlib import aclosing
from pathlib import Path
from random import Random

from ca_tui.api.client import Client
from ca_tui.api.ecs import Ecs
from ca_tui.api.endpoints import Endpoints
from ca_tui.api.limiter import Priority, priority
from ca_tui.api.models import Page, ResultKey, Scope, ServiceName
from ca_tui.api.network import Network, Reply
from ca_tui.api.retry import Wait
from ca_tui.api.service import AT_A_TIME, Service
from ca_tui.api.signing import Credentials
from ca_tui.api.swas import Swas
from ca_tui.api.wire import Request
from ca_tui.credentials.chain import Chain
from tests.soak.clockwork import Clockwork
from tests.soak.cloud import KEYS
from tests.soak.ledger import Ledger


class Sockets(Network):
    """For whom the clock stands still while bytes are on their way."""

    def __init__(self, clockwork: Clockwork) -> None:
        super().__init__()
        self._clockwork = clockwork

    async def send(self, request: Request, host: str) -> Reply:
        """As ever."""
        with self._clockwork.standing():
            return await super().send(request, host)


class Keys:
    """The same for the key."""

    def __init__(self, chain: Chain, clockwork: Clockwork) -> None:
        self._chain = chain
        self._clockwork = clockwork

    async def __call__(self) -> Credentials:
        """The key to sign with."""
        with self._clockwork.standing():
            return await self._chain()

    async def renew(self, refused: Credentials) -> Credentials:
        """Another one."""
        with self._clockwork.standing():
            return await self._chain.renew(refused)


class Noted:
    """A service that notes what it is asked."""

    def __init__(self, service: Service, ledger: Ledger) -> None:
        self._service = service
        self._ledger = ledger

    @property
    def name(self) -> ServiceName:
        """The service's."""
        return self._service.name

    async def regions(self) -> Page:
        """As the service."""
        return await self._service.regions()

    def instances(
        self, region_id: str, instance_ids: Sequence[str] = ()
    ) -> AsyncGenerator[Page, None]:
        """As the service."""
        return self._pages(self._service.instances(region_id, instance_ids), region_id)

    async def agents(self, region_id: str, instance_ids: Sequence[str]) -> Page:
        """As the service."""
        self._ledger.call((self.name, region_id))
        return await self._service.agents(region_id, instance_ids)

    def results(
        self, scope: Scope, size: int | None = None
    ) -> AsyncGenerator[Page, None]:
        """As the service; who says how many wants to know what is new."""
        if size is not None:
            self._ledger.ask(scope, size)
        pages = self._service.results(scope, size or AT_A_TIME)
        return self._pages(pages, scope.region_id)

    def invocations(
        self, scope: Scope, size: int = AT_A_TIME
    ) -> AsyncGenerator[Page, None]:
        """As the service."""
        return self._pages(self._service.invocations(scope, size), scope.region_id)

    async def glance(self, scope: Scope, size: int) -> Page | None:
        """As the service."""
        self._ledger.ask(scope, 0)
        self._ledger.call((self.name, scope.region_id))
        return await self._service.glance(scope, size)

    async def result(self, key: ResultKey) -> Page:
        """As the service."""
        return await self._service.result(key)

    async def _pages(
        self, pages: AsyncIterator[Page], region_id: str
    ) -> AsyncGenerator[Page, None]:
        assert isinstance(pages, AsyncGenerator)
        async with aclosing(pages):
            while True:
                if priority() is Priority.BY_ITSELF:
                    self._ledger.call((self.name, region_id))
                page = await anext(pages, None)
                if page is None:
                    return
                yield page


class Cloud:
    """The source: both services of the pretended cloud."""

    title = "soak"
    default_region = "cn-hangzhou"

    def __init__(self, url: str, clockwork: Clockwork, ledger: Ledger) -> None:
        environ = {
            "ALIBABA_CLOUD_CREDENTIALS_URI": f"{url}{KEYS}",
            "ALIBABA_CLOUD_ECS_METADATA_DISABLED": "true",
        }
        chain = Chain(
            environ, Path("/nonexistent"), clock=clockwork.now, sleep=clockwork.sleep
        )
        self.on_wait: Callable[[Wait], None] | None = None
        self._client = Client(
            Keys(chain, clockwork),
            clock=clockwork.now,
            sleep=clockwork.sleep,
            random=Random(1).random,
            network=Sockets(clockwork),
            endpoint=url,
            on_wait=self._waiting,
        )
        ecs, swas = (
            Ecs(self._client, endpoints=Endpoints()),
            Swas(self._client, endpoints=Endpoints()),
        )
        self._services = {"ecs": Noted(ecs, ledger), "swas": Noted(swas, ledger)}
        self._ledger = ledger

    async def services(self) -> Mapping[ServiceName, Service]:
        """Always the same."""
        return {"ecs": self._services["ecs"], "swas": self._services["swas"]}

    def scopes(self, regions: Mapping[ServiceName, list[str]]) -> tuple[Scope, ...]:
        """Where to begin."""
        return (Scope("ecs", self.default_region),)

    def calls_per_minute(self) -> int:
        """The client's."""
        return self._client.calls_per_minute()

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    def _waiting(self, wait: Wait) -> None:
        self._ledger.wait(wait.seconds)
        if self.on_wait is not None:
            self.on_wait(wait)
