"""One plain request, unsigned and never repeated: for services that hand out keys.

Their replies are secrets, so nothing of them is logged or quoted, and plain http goes
only where no cable carries it far.
"""

from __future__ import annotations

import ipaddress
from dataclasses import replace
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from ca_tui.api.errors import UsageError
from ca_tui.api.limits import Limits
from ca_tui.api.network import Network, Reply
from ca_tui.api.wire import Request, is_host, is_loopback

METADATA_ADDRESS: Final = "100.100.100.200"
"""The metadata service of every ECS instance, reachable from that instance only."""

LARGEST: Final = 256 * 1024
"""Bytes of a reply; a key with its token is 2 KB."""


async def fetch(
    request: Request, seconds: float, ca_bundle: Path | None = None
) -> Reply:
    """The reply, whatever it says; `seconds` bounds the whole exchange.

    Redirects are not followed: they would carry the request's secrets to another host.
    Raises UsageError for a URL that is refused, ConnectionFailed and BadReply.
    """
    host, secure = _place(request.url)
    limits = Limits(connect=seconds, silence=seconds, total=seconds, largest=LARGEST)
    # a proxy is for the outside; asked for what is near, it would give its own
    network = Network(limits, ca_bundle=ca_bundle, direct=not secure)
    headers = {"accept-encoding": "identity", **request.headers}
    try:
        return await network.send(replace(request, headers=headers), host)
    finally:
        await network.aclose()


def _place(url: str) -> tuple[str, bool]:
    """Host (with its port) of a URL and whether it is https; UsageError else.

    Plain http reaches this machine, the metadata service, and addresses of the local
    link, which no router forwards; any other host has to prove its name.
    """
    try:
        parts = urlsplit(url)
        name, port = parts.hostname or "", parts.port
    except ValueError:
        name, port, parts = "", None, urlsplit("")
    host = f"[{name}]" if ":" in name else name
    place = host if port is None else f"{host}:{port}"
    if parts.scheme not in ("http", "https") or not is_host(place):
        raise UsageError("The address is no http:// or https:// URL.")
    if parts.scheme == "http" and not _is_near(name):
        raise UsageError(
            f"Plain http to {place} would hand the key to everybody on the way: use"
            " https; http is for this machine (127.0.0.1, localhost), for the metadata"
            " service and for link-local addresses."
        )
    return place, parts.scheme == "https"


def _is_near(name: str) -> bool:
    if is_loopback(f"[{name}]" if ":" in name else name) or name == METADATA_ADDRESS:
        return True
    try:
        return ipaddress.ip_address(name).is_link_local
    except ValueError:
        return False
