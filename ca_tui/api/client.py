"""Sign, send, wait, bound: the only room that touches httpx.

What a request and a reply look like is decided in `wire`, whether a call is repeated in
`retry`; here they meet the network. Importing httpx costs time before the first paint,
so import this module late.
"""

from __future__ import annotations

import asyncio
import logging
import random as chance
import ssl
import uuid
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final, TypeAlias

import httpx

from ca_tui.api.errors import (
    BadReply,
    CallError,
    ConnectionFailed,
    UsageError,
)
from ca_tui.api.failures import TooLarge, one_line
from ca_tui.api.models import Json
from ca_tui.api.retry import CallLog, Wait, delay
from ca_tui.api.signing import Credentials, date
from ca_tui.api.wire import (
    Call,
    Request,
    build,
    check_endpoint,
    is_loopback,
    read,
    summary,
)

Provider: TypeAlias = Callable[[], Awaitable[Credentials]]
"""Asked before every attempt, so that temporary credentials can be renewed."""

CONNECT: Final = 5.0
"""Seconds to get a connection."""

SILENCE: Final = 20.0
"""Seconds without a byte. Source: the read timeouts of the vendor's SDK, 10 to 19 s."""

TOTAL: Final = 60.0
"""Seconds for one attempt, however busily the bytes trickle."""

LARGEST: Final = 32 * 1024 * 1024
"""Bytes of a reply, decompressed; 50 results of 24 KB are 2 MB."""

LARGE: Final = 256 * 1024
"""Bytes from which a reply is decoded in a thread, to keep the keyboard alive."""

LIMITS: Final = httpx.Limits(
    max_connections=32, max_keepalive_connections=16, keepalive_expiry=30
)
"""Measured: more than 32 connections bring nothing."""

_NOBODY: Final = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Trusts no certificate and costs nothing: for clients that never speak TLS."""

LOGGER: Final = logging.getLogger("ca_tui.api")


def new_nonce() -> str:
    """A number used once."""
    return uuid.uuid4().hex


@dataclass(frozen=True, slots=True)
class _Reply:
    """What came back, whole and decompressed; status 0 where nothing did."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    """Names in lower case."""
    body: bytes = b""


class Client:
    """Calls of the API, made one by one or many at a time.

    `credentials` is a value or asked for before every attempt. `endpoint`, a URL, takes
    every call whatever its host. `on_wait` hears of every wait before it begins.
    `clock` gives aware times; `transport` replaces the network.
    """

    def __init__(
        self,
        credentials: Credentials | Provider,
        *,
        clock: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        random: Callable[[], float] = chance.random,
        nonce: Callable[[], str] = new_nonce,
        transport: httpx.AsyncBaseTransport | None = None,
        endpoint: str | None = None,
        on_wait: Callable[[Wait], None] | None = None,
        log: logging.Logger = LOGGER,
    ) -> None:
        self._credentials = credentials
        self._clock = clock
        self._sleep = sleep
        self._random = random
        self._nonce = nonce
        self._transport = transport
        self._endpoint = check_endpoint(endpoint) if endpoint else None
        self._on_wait = on_wait
        self._log = log
        self._calls = CallLog()
        self._http: httpx.AsyncClient | None = None
        self._opening = asyncio.Lock()

    async def call(self, call: Call) -> tuple[dict[str, Json], int]:
        """The decoded reply and the bytes of its body.

        A failed call is repeated as `retry.delay` says, each time with a new nonce and
        date; the last error is raised when it gives up.
        """
        if self._endpoint:
            scheme, host = self._endpoint
            call = replace(call, host=host, secure=scheme == "https")
        attempt = 0
        while True:
            attempt += 1
            try:
                return await self._attempt(call)
            except CallError as error:
                seconds = delay(error, attempt, self._random)
                if seconds is None:
                    raise
                wait = Wait(call.action, call.region_id, attempt, seconds, error)
            if self._on_wait:
                self._on_wait(wait)
            await self._sleep(wait.seconds)

    def calls_per_minute(self) -> int:
        """Attempts of the last minute; the service counts each."""
        return self._calls.per_minute(self._clock())

    async def aclose(self) -> None:
        """Close the connections; a later call opens new ones."""
        http, self._http = self._http, None
        if http is not None:
            await http.aclose()

    async def _attempt(self, call: Call) -> tuple[dict[str, Json], int]:
        credentials = self._credentials
        if not isinstance(credentials, Credentials):
            credentials = await credentials()
        http = await self._opened()
        begun = self._clock()
        request = build(call, credentials, date(begun), self._nonce())
        self._calls.add(begun)
        reply = _Reply()
        try:
            reply = await self._send(http, request, call)
            tree = await self._read(reply, call, credentials)
        except CallError as error:
            self._note(call, begun, reply, None, error)
            raise
        self._note(call, begun, reply, tree, None)
        return tree, len(reply.body)

    async def _read(
        self, reply: _Reply, call: Call, credentials: Credentials
    ) -> dict[str, Json]:
        body = reply.body
        if reply.status >= 400:
            body = credentials.scrub(body)
        if len(body) < LARGE:
            return read(reply.status, reply.headers, body, call)
        return await asyncio.to_thread(read, reply.status, reply.headers, body, call)

    async def _send(
        self, http: httpx.AsyncClient, request: Request, call: Call
    ) -> _Reply:
        place = {"action": call.action, "region_id": call.region_id}
        try:
            async with asyncio.timeout(TOTAL):
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
                    body = await _body(response, place)
                    headers = dict(response.headers)
                    return _Reply(response.status_code, headers, body)
        except httpx.InvalidURL:
            raise UsageError(f"{call.host!r} is no host name.") from None
        except httpx.DecodingError:
            raise BadReply("The reply is compressed and broken.", **place) from None
        except (httpx.HTTPError, TimeoutError) as error:
            raise ConnectionFailed(_reason(error, call.host), **place) from None

    async def _opened(self) -> httpx.AsyncClient:
        """The one HTTP client, made when it is first needed."""
        async with self._opening:
            if self._http is None:
                self._http = await self._open()
            return self._http

    async def _open(self) -> httpx.AsyncClient:
        scheme, host = self._endpoint or ("https", "")
        spoken = scheme == "https" and self._transport is None
        tls = await asyncio.to_thread(_tls) if spoken else _NOBODY
        try:
            return httpx.AsyncClient(
                verify=tls,
                transport=self._transport,
                trust_env=not is_loopback(host),
                timeout=httpx.Timeout(SILENCE, connect=CONNECT, pool=TOTAL),
                limits=LIMITS,
            )
        except (ImportError, ValueError, httpx.InvalidURL):
            raise UsageError(
                "The proxy that HTTPS_PROXY, HTTP_PROXY or ALL_PROXY names cannot be"
                " used: it takes an http:// or https:// URL."
            ) from None

    def _note(
        self,
        call: Call,
        begun: datetime,
        reply: _Reply,
        tree: dict[str, Json] | None,
        error: CallError | None,
    ) -> None:
        size = len(reply.body)
        line = summary(call, reply.status, reply.headers, size, tree, error)
        ms = (self._clock() - begun).total_seconds() * 1000
        level = logging.INFO if error is None else logging.WARNING
        self._log.log(level, "%s %.0f ms", line, ms)


def _tls() -> ssl.SSLContext:
    """Certificates of the environment, else those that httpx brings; some 40 ms."""
    try:
        return httpx.create_ssl_context()
    except OSError:
        raise UsageError(
            "The certificates that SSL_CERT_FILE or SSL_CERT_DIR name cannot be read."
        ) from None


async def _body(response: httpx.Response, place: dict[str, str]) -> bytes:
    """The body, up to LARGEST; encodings that were not asked for are refused, because
    a few of their bytes can unpack to gigabytes."""
    encoding = response.headers.get("content-encoding", "").strip().lower()
    if encoding not in ("", "identity", "gzip"):
        raise BadReply(
            f"The reply is compressed with {one_line(encoding, 40)}, which nobody asked"
            " for.",
            **place,
        )
    body = bytearray()
    async for part in response.aiter_bytes():
        body += part
        if len(body) > LARGEST:
            raise TooLarge(
                f"The reply is larger than {LARGEST >> 20} MB and was not read.",
                **place,
            )
    return bytes(body)


def _reason(error: httpx.HTTPError | TimeoutError, host: str) -> str:
    """Why no reply came, in one sentence.

    Only texts of the operating system, of TLS and of a proxy are repeated: those on
    protocol faults quote headers, and ours hold the token.
    """
    if isinstance(error, httpx.ConnectTimeout):
        return f"No connection to {host} within {CONNECT:.0f} s."
    if isinstance(error, httpx.ReadTimeout | httpx.WriteTimeout):
        return f"{host} was silent for {SILENCE:.0f} s."
    if isinstance(error, httpx.TimeoutException | TimeoutError):
        return f"No whole reply of {host} within {TOTAL:.0f} s."
    if isinstance(error, httpx.ConnectError | httpx.ProxyError):
        through = " through the proxy" if isinstance(error, httpx.ProxyError) else ""
        why = one_line(str(error), 200)
        return f"Cannot connect to {host}{through}" + (f": {why}." if why else ".")
    if isinstance(error, httpx.LocalProtocolError):
        return f"The request to {host} could not be sent."
    return f"The connection to {host} was lost before the reply was there."
