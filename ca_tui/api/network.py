"""Bytes out, bytes in, bounded: the HTTP client behind `client`.

Nothing here knows what a call is or whether it is repeated. Importing httpx costs time
before the first paint, so import this module late.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
import sys
from contextlib import aclosing, suppress
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Final, cast

import httpx

from ca_tui.api.errors import BadReply, ConnectionFailed, TooLarge, UsageError
from ca_tui.api.failures import one_line
from ca_tui.api.limits import Limits
from ca_tui.api.trust import tls_context
from ca_tui.api.wire import Request, is_loopback

CONNECTIONS: Final = httpx.Limits(
    max_connections=32, max_keepalive_connections=16, keepalive_expiry=30
)
"""Measured: more than 32 connections bring nothing."""

_NOBODY: Final = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Trusts no certificate and costs nothing: for clients that never speak TLS."""

if "sniffio" not in sys.modules and find_spec("sniffio") is None:
    # httpcore tries to import it ten times in each request, and what is not there is
    # looked for in every folder of the path: 0.4 ms of CPU, a fifth of a request's
    sys.modules["sniffio"] = cast("ModuleType", None)

for _late in ("httpcore", "anyio._backends._asyncio"):
    # the first request would, and hold the event loop for 30 ms
    with suppress(ImportError):
        import_module(_late)

# httpx logs whole URLs, where ExternalIds and tokens of credentials services stand
logging.getLogger("httpx").setLevel(logging.WARNING)


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back, whole and decompressed; status 0 where nothing did."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    """Names in lower case."""
    body: bytes = b""


class Network:
    """Sends requests over connections that are kept and shared.

    HTTPS_PROXY and NO_PROXY are obeyed, except towards this machine and where `direct`.
    `ca_bundle`, a PEM file, is trusted besides the system's certificates. `transport`
    replaces it all.
    """

    def __init__(
        self,
        limits: Limits = Limits(),  # noqa: B008 a frozen value
        *,
        ca_bundle: Path | None = None,
        direct: bool = False,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._limits = limits
        self._ca_bundle = ca_bundle
        self._direct = direct
        self._transport = transport
        self._tls: ssl.SSLContext | None = None
        self._https: dict[tuple[bool, bool], httpx.AsyncClient] = {}
        self._opening = asyncio.Lock()

    async def send(self, request: Request, host: str) -> Reply:
        """The reply of `host` to a request, whatever it says.

        Raises ConnectionFailed, BadReply, TooLarge, and UsageError where certificates,
        proxy or host cannot be used.
        """
        http = await self._opened(host, secure=request.url.startswith("https:"))
        try:
            async with asyncio.timeout(self._limits.total):
                response = await http.send(
                    http.build_request(
                        request.method,
                        request.url,
                        headers=dict(request.headers),
                        content=request.body,
                    ),
                    stream=True,
                )
                async with aclosing(response):
                    body = await self._body(response)
                    headers = dict(response.headers)
                    return Reply(response.status_code, headers, body)
        except httpx.InvalidURL:
            raise UsageError(f"{host!r} is no host name.") from None
        except httpx.DecodingError:
            raise BadReply("The reply is compressed and broken.") from None
        except (httpx.HTTPError, TimeoutError) as error:
            raise ConnectionFailed(self._reason(error, host)) from None

    async def aclose(self) -> None:
        """Close the connections; a later request opens new ones."""
        opened, self._https = self._https, {}
        for http in opened.values():
            await http.aclose()

    async def _opened(self, host: str, *, secure: bool) -> httpx.AsyncClient:
        """The HTTP client for a kind of host, made when it is first needed."""
        key = is_loopback(host), secure
        async with self._opening:
            if key not in self._https:
                self._https[key] = await self._open(*key)
            return self._https[key]

    async def _open(self, near: bool, secure: bool) -> httpx.AsyncClient:
        if secure and self._tls is None and self._transport is None:
            self._tls = await asyncio.to_thread(tls_context, self._ca_bundle)
        limits = self._limits
        try:
            return httpx.AsyncClient(
                verify=self._tls or _NOBODY,
                transport=self._transport,
                trust_env=not (near or self._direct),
                timeout=httpx.Timeout(
                    limits.silence, connect=limits.connect, pool=limits.total
                ),
                limits=CONNECTIONS,
            )
        except (ImportError, ValueError, httpx.InvalidURL):
            raise UsageError(
                "The proxy that HTTPS_PROXY, HTTP_PROXY or ALL_PROXY names cannot be"
                " used: it takes an http:// or https:// URL."
            ) from None

    async def _body(self, response: httpx.Response) -> bytes:
        """The body, up to the limit; encodings that were not asked for are refused,
        because a few of their bytes can unpack to gigabytes."""
        encoding = response.headers.get("content-encoding", "").strip().lower()
        if encoding not in ("", "identity", "gzip"):
            raise BadReply(
                f"The reply is compressed with {one_line(encoding, 40)}, which nobody"
                " asked for."
            )
        body, largest = bytearray(), self._limits.largest
        async for part in response.aiter_bytes():
            body += part
            if len(body) > largest:
                size = f"{largest >> 20} MB" if largest >> 20 else f"{largest:,} bytes"
                raise TooLarge(f"The reply is larger than {size} and was not read.")
        return bytes(body)

    def _reason(self, error: httpx.HTTPError | TimeoutError, host: str) -> str:
        """Why no reply came, in one sentence.

        Only texts of the operating system, of TLS and of a proxy are repeated: those on
        protocol faults quote headers, and ours hold the token.
        """
        if isinstance(error, httpx.ConnectTimeout):
            return f"No connection to {host} within {self._limits.connect:g} s."
        if isinstance(error, httpx.ReadTimeout | httpx.WriteTimeout):
            return f"{host} was silent for {self._limits.silence:g} s."
        if isinstance(error, httpx.TimeoutException | TimeoutError):
            return f"No whole reply of {host} within {self._limits.total:g} s."
        if isinstance(error, httpx.ConnectError | httpx.ProxyError):
            through = " through the proxy" * isinstance(error, httpx.ProxyError)
            why = one_line(str(error), 200)
            return f"Cannot connect to {host}{through}" + (f": {why}." if why else ".")
        if isinstance(error, httpx.LocalProtocolError):
            return f"The request to {host} could not be sent."
        return f"The connection to {host} was lost before the reply was there."
