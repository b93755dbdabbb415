"""One plain request, unsigned and never repeated: for services that hand out keys.

Their replies are secrets, so nothing of them is logged or quoted, and plain http goes
only where no cable carries it far.
"""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import ssl
from typing import Final
from urllib.parse import urlsplit

import httpx

from ca_tui.api.errors import BadReply, ConnectionFailed, UsageError
from ca_tui.api.failures import one_line
from ca_tui.api.wire import Request, is_host, is_loopback

METADATA_ADDRESS: Final = "100.100.100.200"
"""The metadata service of every ECS instance, reachable from that instance only."""

LARGEST: Final = 256 * 1024
"""Bytes of a reply; a key with its token is 2 KB."""

_NOBODY: Final = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Trusts no certificate and costs nothing: for what never speaks TLS."""

# httpx logs whole URLs, and those of credentials services hold tokens
logging.getLogger("httpx").setLevel(logging.WARNING)


async def fetch(request: Request, seconds: float) -> tuple[int, dict[str, str], bytes]:
    """Status, headers (names in lower case) and body of the reply, whatever they say.

    `seconds` bounds the whole exchange. Redirects are not followed: they would carry
    the request's secrets to another host. Raises UsageError for a URL that is refused,
    ConnectionFailed and BadReply.
    """
    host, secure = _place(request.url)
    tls = await asyncio.to_thread(_tls) if secure else _NOBODY
    try:
        async with (
            asyncio.timeout(seconds),
            # a proxy is for the outside; it would be asked for its own metadata
            httpx.AsyncClient(verify=tls, trust_env=secure, timeout=seconds) as http,
            http.stream(
                request.method,
                request.url,
                headers={"accept-encoding": "identity", **request.headers},
                content=request.body,
            ) as response,
        ):
            return response.status_code, dict(response.headers), await _body(response)
    except (httpx.TimeoutException, TimeoutError):
        raise ConnectionFailed(f"{host} gave no reply within {seconds:g} s.") from None
    except httpx.ConnectError as error:
        why = one_line(str(error), 120)
        raise ConnectionFailed(f"Cannot connect to {host}: {why}.") from None
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, ImportError):
        # such texts quote headers and URLs, which hold tokens
        raise ConnectionFailed(f"The exchange with {host} failed.") from None


def _tls() -> ssl.SSLContext:
    try:
        return httpx.create_ssl_context()
    except OSError:
        raise UsageError(
            "The certificates that SSL_CERT_FILE or SSL_CERT_DIR name cannot be read."
        ) from None


async def _body(response: httpx.Response) -> bytes:
    body = bytearray()
    async for part in response.aiter_raw():
        body += part
        if len(body) > LARGEST:
            raise BadReply("The reply is far too large for a key.")
    return bytes(body)


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
