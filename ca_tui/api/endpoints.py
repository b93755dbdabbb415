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


class Endpoints:
    """Hosts by service and region.

    `override` is a URL, or a host name for https, that every call goes to. Raises
    UsageError where it is neither, or plain http to another machine.
    """

    def __init__(self, override: str | None = None) -> None:
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
        if self._override:
            return self._override
        learned = self._learned.get((service, region_id))
        if learned:
            return learned, True
        if not _REGION_ID.fullmatch(region_id):
            raise UsageError(f"{region_id!a} is not a region id.")
        return f"{service}.{region_id.lower()}.aliyuncs.com", True

    def learn(self, regions: Iterable[Region]) -> None:
        """Remember the RegionEndpoint of each region; odd ones are not believed."""
        for region in regions:
            endpoint = region.region_endpoint.strip().lower()
            if re.fullmatch(region.service + _REGION_ENDPOINT, endpoint):
                self._learned[region.service, region.region_id] = endpoint
