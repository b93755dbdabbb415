"""Sign, send, wait, repeat: one call of the API, from its parameters to its reply.

What a request and a reply look like is decided in `wire`, whether and how a call is
repeated in `retry`, who may call in `limiter`, and `network` moves the bytes. It
imports httpx, which costs time before the first paint, so import this module late.
"""

from __future__ import annotations

import asyncio
import logging
import random as chance
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, Protocol, TypeAlias, runtime_checkable

from ca_tui.api.errors import CallError, CredentialsError, Throttled
from ca_tui.api.limiter import CONCURRENCY, Limiter
from ca_tui.api.limits import Limits
from ca_tui.api.models import Json
from ca_tui.api.network import Network, Reply
from ca_tui.api.retry import PROBE, CallLog, Remedy, Repeats, Step, Wait
from ca_tui.api.signing import Credentials, date
from ca_tui.api.skew import ServiceClock
from ca_tui.api.wire import Call, build, check_endpoint, read, summary

Provider: TypeAlias = Callable[[], Awaitable[Credentials]]
"""Asked before every attempt, so that temporary credentials can be renewed."""


@runtime_checkable
class Renewing(Protocol):
    """A Provider that can look again."""

    async def renew(self, refused: Credentials) -> Credentials:
        """Credentials after the service refused these; the same where there are no
        others. Raises CredentialsError."""


LARGE: Final = 256 * 1024
"""Bytes from which a reply is decoded in a thread, to keep the keyboard alive."""

LOGGER: Final = logging.getLogger("ca_tui.api")


def new_nonce() -> str:
    """A number used once."""
    return uuid.uuid4().hex


class Client:
    """Calls of the API, made one by one or many at a time.

    `credentials` is a value or asked for before every attempt. `network` moves the
    bytes, by default within `limits`. `endpoint`, a URL, takes every call whatever its
    host. `concurrency` bounds the calls in flight per region and API. `on_wait` hears
    of every wait before it begins, `on_notice` a sentence for the operator now and
    then. `clock` gives aware times.
    """

    def __init__(
        self,
        credentials: Credentials | Provider,
        *,
        clock: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        random: Callable[[], float] = chance.random,
        nonce: Callable[[], str] = new_nonce,
        network: Network | None = None,
        limits: Limits = Limits(),  # noqa: B008 a frozen value
        endpoint: str | None = None,
        concurrency: int = CONCURRENCY,
        on_wait: Callable[[Wait], None] | None = None,
        on_notice: Callable[[str], None] | None = None,
        log: logging.Logger = LOGGER,
    ) -> None:
        self._credentials = credentials
        self._clock = clock
        self._service_clock = ServiceClock(clock)
        self._sleep = sleep
        self._random = random
        self._nonce = nonce
        self._network = network or Network(limits)
        self._first_delay = limits.first_delay
        self._limiter = Limiter(concurrency, clock=clock, sleep=sleep)
        self._endpoint = check_endpoint(endpoint) if endpoint else None
        self._on_wait = on_wait
        self._on_notice = on_notice
        self._log = log
        self._calls = CallLog()

    async def call(self, call: Call) -> tuple[dict[str, Json], int]:
        """The decoded reply and the bytes of its body.

        A failed call is repeated as `retry` says, each time with a new nonce and date;
        the last error is raised when it gives up.
        """
        if self._endpoint:
            scheme, host = self._endpoint
            call = replace(call, host=host, secure=scheme == "https")
        repeats = Repeats(self._random, self._first_delay)
        credentials = await self._asked()
        while True:
            changes = self._service_clock.changes
            done, step = await self._turn(call, credentials, repeats)
            if not isinstance(done, CallError):
                return done
            if step is None:
                raise done
            if step.remedy is Remedy.SET_CLOCK and not self._set_clock(changes):
                raise done
            credentials = await self._mended(done, step.remedy, credentials)
            if step.seconds and self._on_wait:
                place = call.action, call.region_id, repeats.attempts
                self._on_wait(Wait(*place, step.seconds, done))
            # a pause is waited for in the queue, by everybody
            if step.seconds and step.remedy is not Remedy.PAUSE:
                await self._sleep(step.seconds)

    def calls_per_minute(self) -> int:
        """Attempts of the last minute; the service counts each."""
        return self._calls.per_minute(self._clock())

    @property
    def skew(self) -> timedelta | None:
        """How far the service's clock was ahead of ours in the last reply; None: none
        came."""
        return self._service_clock.skew

    async def aclose(self) -> None:
        """Close the connections; a later call opens new ones."""
        await self._network.aclose()

    async def _asked(self) -> Credentials:
        if isinstance(self._credentials, Credentials):
            return self._credentials
        return await self._credentials()

    async def _turn(
        self, call: Call, credentials: Credentials, repeats: Repeats
    ) -> tuple[tuple[dict[str, Json], int] | CallError, Step | None]:
        """One attempt when its turn comes: what came of it, and how to go on."""
        async with self._limiter.turn(
            (call.version, call.action, call.region_id)
        ) as go:
            try:
                done = await self._attempt(call, credentials)
            except CallError as error:
                step = repeats.after(error)
                if isinstance(error, Throttled):
                    go.throttled(step.seconds if step else PROBE)
                return error, step
            go.succeeded()
            return done, None

    async def _mended(
        self, error: CallError, remedy: Remedy, credentials: Credentials
    ) -> Credentials:
        """Who signs the next attempt; raises `error` where it would fail again."""
        if remedy is not Remedy.RENEW:
            return await self._asked()
        renewed = await self._renewed(credentials)
        if renewed == credentials:
            raise error
        return renewed

    def _set_clock(self, changes: int) -> bool:
        """Whether another time will be signed with than before so many changes."""
        notice = self._service_clock.correct()
        if notice:
            self._tell(notice)
        return self._service_clock.changes > changes

    async def _renewed(self, refused: Credentials) -> Credentials:
        """Other credentials; the same where there are none."""
        if not isinstance(self._credentials, Renewing):
            return refused
        try:
            return await self._credentials.renew(refused)
        except CredentialsError as error:
            # why the service refused them says more than that others are lacking
            self._tell(str(error))
            return refused

    def _tell(self, notice: str) -> None:
        if self._on_notice:
            self._on_notice(notice)

    async def _attempt(
        self, call: Call, credentials: Credentials
    ) -> tuple[dict[str, Json], int]:
        begun = self._clock()
        stamp = date(self._service_clock.now())
        request = build(call, credentials, stamp, self._nonce())
        self._calls.add(begun)
        reply = Reply()
        try:
            reply = await self._network.send(request, call.host)
            self._service_clock.heard(reply.headers.get("date", ""))
            tree = await self._read(reply, call, credentials)
        except CallError as error:
            error.action, error.region_id = call.action, call.region_id
            self._note(call, begun, reply, None, error)
            raise
        self._note(call, begun, reply, tree, None)
        return tree, len(reply.body)

    async def _read(
        self, reply: Reply, call: Call, credentials: Credentials
    ) -> dict[str, Json]:
        body = reply.body
        if reply.status >= 400:
            body = credentials.scrub(body)
        if len(body) < LARGE:
            return read(reply.status, reply.headers, body, call)
        return await asyncio.to_thread(read, reply.status, reply.headers, body, call)

    def _note(
        self,
        call: Call,
        begun: datetime,
        reply: Reply,
        tree: dict[str, Json] | None,
        error: CallError | None,
    ) -> None:
        size = len(reply.body)
        line = summary(call, reply.status, reply.headers, size, tree, error)
        ms = (self._clock() - begun).total_seconds() * 1000
        level = logging.INFO if error is None else logging.WARNING
        self._log.log(level, "%s %.0f ms", line, ms)
