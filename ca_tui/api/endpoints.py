"""Which host serves a service in a region: pure, it resolves and sends nothing.

What the operator says wins; then what the service said about its regions; then the
vendor's rule `<service>.<region>.aliyuncs.com` (ECS and SWAS "Endpoints" pages).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from ca_tui.api.errors import UsageError
from ca_tui.api.models import Region, ServiceName
from ca_tui.api.wire import check_endpoint

DEFAULT_REGION: Final = "cn-hangzhou"
"""Whose endpoint is asked for the list of regions."""

_REGION_ID: Final = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?")

_REGION_ENDPOINT: Final = (
    r"(-[a-z0-9-]{0,50}[a-z0-9])?"
    r"(\.(?!oss)[a-z0-9]([a-z0-9-]{0,50}[a-z0-9])?)?"
    r"\.aliyuncs\.com"
)
"""What follows the service's name. Names of OSS buckets end in .aliyuncs.com too, and
anybody may own one: a signed request must not go there."""


CENTRAL: Final[dict[ServiceName, str]] = {"ecs": "ecs.aliyuncs.com"}
"""Hosts that serve the list of regions where no regional one can be reached. Source:
the requests in the vendor's DescribeRegions page."""


class Endpoints:
    """Hosts by service and region.

    `override` is a URL, or a host name for https, that every call goes to; one of the
    vendor's own takes the calls of its service only. `vpc` asks for the hosts that
    are reached from within a virtual private cloud. `home` is the region whose host
    is asked for the list of regions. Raises UsageError where `override` is no address,
    or plain http to another machine.
    """

    def __init__(
        self,
        override: str | None = None,
        *,
        vpc: bool = False,
        home: str = DEFAULT_REGION,
    ) -> None:
        self.home = home or DEFAULT_REGION
        self._vpc = vpc
        self._override: tuple[str, bool] | None = None
        if override:
            url = override if "://" in override else f"https://{override}"
            scheme, host = check_endpoint(url)
            self._override = host, scheme == "https"
        self._learned: dict[tuple[ServiceName, str], str] = {}

    def host(self, service: ServiceName, region_id: str) -> tuple[str, bool]:
        """Host name, with a port where one was given, and whether to speak TLS.

        Raises UsageError for a region id that could not be part of a host name.
        """
        if self._override and _serves(self._override[0], service):
            return self._override
        learned = self._learned.get((service, region_id))
        if learned:
            return learned, True
        if not _REGION_ID.fullmatch(region_id):
            raise UsageError(f"{region_id!a} is not a region id.")
        net = "-vpc" if self._vpc else ""
        return f"{service}{net}.{region_id.lower()}.aliyuncs.com", True

    def learn(self, regions: Iterable[Region]) -> None:
        """Remember the RegionEndpoint of each region; odd ones are not believed."""
        for region in regions:
            endpoint = region.region_endpoint.strip().lower()
            if not re.fullmatch(region.service + _REGION_ENDPOINT, endpoint):
                continue
            place = region.service, region.region_id
            if not self._vpc:
                self._learned[place] = endpoint
            elif inner := _inner(region.service, endpoint):
                self._learned[place] = inner

    def central(self, service: ServiceName) -> str:
        """The host to ask for regions where `home` cannot be reached; empty: none."""
        own = self._override and _serves(self._override[0], service)
        return "" if own or self._vpc else CENTRAL.get(service, "")


def _serves(host: str, service: ServiceName) -> bool:
    """Whether a host that the operator named may serve a service.

    One of the vendor's names its service first: ecs.cn-beijing.aliyuncs.com.
    """
    name = host.partition(":")[0].lower()
    named = re.match(r"(ecs|swas)[-.]", name)
    if not name.endswith(".aliyuncs.com") or not named:
        return True
    return named[1] == service


def _inner(service: ServiceName, endpoint: str) -> str:
    """The host within a virtual private cloud for a public one; empty: it does not
    say."""
    if endpoint.startswith(f"{service}-vpc."):
        return endpoint
    public = re.fullmatch(rf"{service}\.([a-z0-9-]+\.aliyuncs\.com)", endpoint)
    return f"{service}-vpc.{public[1]}" if public else ""
