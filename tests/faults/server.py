"""The emulator behind a server that fails below HTTP too: resets, silence, no end."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from ca_tui.emulator.auth import Verifier
from ca_tui.emulator.endpoint import Endpoint, Reply
from ca_tui.emulator.refusals import Refusal
from ca_tui.emulator.requests import read_request
from ca_tui.emulator.world import World

Kind: TypeAlias = Literal[
    "throttle",
    "error 500",
    "unavailable 503",
    "reset in the body",
    "cut JSON",
    "HTML 502",
    "empty body",
    "endless body",
    "silence",
    "silence in the body",
    "drip",
    "hang up",
    "expired token",
    "odd charset",
]

ENDLESS: Final = 1 << 20
"""Bytes of each piece of a body that never ends."""


@dataclass
class Fault:
    """What happens to some calls."""

    kind: Kind
    action: str = "DescribeInvocationResults"
    skip: int = 2
    """Calls of the action that pass first."""
    times: int | None = 1
    """Calls that it hits; None: all."""
    _met: int = 0

    def hits(self, action: str) -> bool:
        """Whether a call is hit; it is counted."""
        if action != self.action:
            return False
        self._met += 1
        hit = self._met - self.skip
        return hit > 0 and (self.times is None or hit <= self.times)


Handle: TypeAlias = Callable[[str, str, Mapping[str, str]], Reply]
"""A request in, a reply out: Endpoint.handle."""

Cache: TypeAlias = dict[tuple[str, tuple[tuple[str, str], ...]], Reply]


class StandingEndpoint:
    """An endpoint in whose world no time passes, so that it makes every reply once.

    Signatures are verified all the same.
    """

    def __init__(
        self,
        world: World,
        now: float,
        cache: Cache,
        *,
        keys: Mapping[str, str],
        tokens: Mapping[str, str] | None = None,
    ) -> None:
        self._verifier = Verifier(lambda: now, keys, tokens)
        self._endpoint = Endpoint(world, lambda: now, keys=keys, tokens=tokens)
        self._cache = cache

    def handle(self, method: str, target: str, headers: Mapping[str, str]) -> Reply:
        """Answer one request."""
        request = read_request(method, target, headers, b"")
        place = request.action, tuple(sorted(request.params.items()))
        if place in self._cache:
            try:
                self._verifier.verify(request)
            except Refusal:
                return self._endpoint.handle(method, target, headers)
            return self._cache[place]
        reply = self._endpoint.handle(method, target, headers)
        if reply.status == 200:
            self._cache[place] = reply
        return reply


class FaultyServer:
    """Serves an endpoint on 127.0.0.1 and breaks what the faults say.

    `on_fault` is told of every fault, before it happens.
    """

    def __init__(
        self,
        handle: Handle,
        faults: Sequence[Fault] = (),
        *,
        on_fault: Callable[[], None] = lambda: None,
    ) -> None:
        self._handle = handle
        self._faults = faults
        self._on_fault = on_fault
        self._tasks: set[asyncio.Task[None]] = set()
        self.calls = 0
        self.open = 0
        """Connections."""
        self.met = asyncio.Event()
        """Somebody connected."""
        self.alone = asyncio.Event()
        """Nobody is connected any more."""
        self.url = ""

    async def start(self) -> asyncio.Server:
        """Listen."""
        server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        return server

    async def end(self, server: asyncio.Server) -> None:
        """Stop listening and drop every connection."""
        server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _connected(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        task = asyncio.create_task(self._converse(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _converse(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.open += 1
        self.alone.clear()
        self.met.set()
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError):
                while await self._exchange(reader, writer):
                    pass
        finally:
            self.open -= 1
            writer.close()
            if not self.open:
                self.alone.set()

    async def _exchange(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *lines = head.split("\r\n")
        method, target, _ = first.split(" ")
        pairs = (line.partition(":") for line in lines if line)
        headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
        self.calls += 1
        action = headers.get("x-acs-action", "")
        fault = next((each for each in self._faults if each.hits(action)), None)
        reply = self._handle(method, target, headers)
        if fault is not None:
            self._on_fault()
            return await self._break(fault.kind, reply, reader, writer)
        writer.write(written(reply))
        await writer.drain()
        return True

    async def _break(
        self,
        kind: Kind,
        reply: Reply,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> bool:
        whole = written(reply)
        half = len(whole) - len(reply.body) // 2
        if kind in ("silence", "silence in the body"):
            writer.write(b"" if kind == "silence" else whole[:half])
            await writer.drain()
            # until the other side has enough of it
            await reader.read()
            return False
        if kind == "drip":
            for place in range(len(whole)):
                writer.write(whole[place : place + 1])
                await writer.drain()
                await asyncio.sleep(0.02)
        if kind == "endless body":
            writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            while True:
                writer.write(b"%x\r\n%s\r\n" % (ENDLESS, b"[" * ENDLESS))
                await writer.drain()
        if kind in ("reset in the body", "hang up"):
            writer.write(whole[:half] if kind == "reset in the body" else b"")
            await writer.drain()
            _reset(writer)
            return False
        writer.write(written(self._instead(kind, reply)))
        await writer.drain()
        return True

    def _instead(self, kind: Kind, reply: Reply) -> Reply:
        date = {"Date": reply.headers["Date"]}
        if kind == "throttle":
            hint = {**date, "x-acs-retry-after": "20"}
            return refusal(400, "Throttling.User", hint)
        if kind == "error 500":
            return refusal(500, "InternalError", date)
        if kind == "unavailable 503":
            return refusal(503, "ServiceUnavailable", date)
        if kind == "expired token":
            return refusal(400, "InvalidSecurityToken.Expired", date)
        if kind == "HTML 502":
            page = b"<html><body><h1>502 Bad Gateway</h1></body></html>"
            return Reply(502, {"Content-Type": "text/html"}, page)
        if kind == "empty body":
            return Reply(200, reply.headers)
        if kind == "odd charset":
            body = json.dumps(json.loads(reply.body), ensure_ascii=False).encode("gbk")
            return Reply(200, {"Content-Type": "application/json;charset=gbk"}, body)
        # cut JSON
        return Reply(200, reply.headers, reply.body[: len(reply.body) // 2])


def refusal(status: int, code: str, headers: dict[str, str]) -> Reply:
    """An error envelope of the service."""
    envelope = {"RequestId": "R-0", "Code": code, "Message": f"{code} for a test."}
    return Reply(status, headers, json.dumps(envelope).encode())


def written(reply: Reply) -> bytes:
    """A reply as bytes."""
    lines = [f"HTTP/1.1 {reply.status} Whatever"]
    lines += [f"{name}: {value}" for name, value in reply.headers.items()]
    lines.append(f"Content-Length: {len(reply.body)}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + reply.body


def _reset(writer: asyncio.StreamWriter) -> None:
    """End a connection with RST instead of FIN."""
    plain = writer.get_extra_info("socket")
    plain.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


@contextmanager
def faulty(server: FaultyServer) -> Iterator[FaultyServer]:
    """The server in a thread of its own."""
    ready = threading.Event()
    loop = asyncio.new_event_loop()
    stop = asyncio.Event()

    async def serve() -> None:
        listener = await server.start()
        ready.set()
        await stop.wait()
        await server.end(listener)

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    ready.wait()
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
        loop.close()
