"""The endpoint on a socket of this machine: HTTP/1.1 on asyncio, nothing else."""

from __future__ import annotations

import asyncio
import signal
import sys
import threading
import time
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from types import TracebackType
from typing import Final

from ca_tui.emulator.endpoint import DROPPED, Endpoint, Reply
from ca_tui.emulator.world import World

LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")

MOST_HEAD: Final = 64 * 1024
"""Bytes of a request's head, at most."""

MOST_BODY: Final = 1024 * 1024

IDLE: Final = 60.0
"""Seconds that a connection may wait for its next request."""


class _Bad(Exception):
    """A request that is none; carries the HTTP status to answer with."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status.phrase)
        self.status = status


async def _read(
    reader: asyncio.StreamReader,
) -> tuple[str, str, dict[str, str], bytes] | None:
    """Method, target, headers and body; None where the client is gone."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    except asyncio.LimitOverrunError:
        raise _Bad(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE) from None
    first, *rest = head.decode("latin-1").split("\r\n")
    words = first.split(" ")
    if len(words) != 3 or not words[2].startswith("HTTP/1."):
        raise _Bad(HTTPStatus.BAD_REQUEST)
    headers = {}
    for line in rest[:-2]:
        name, colon, value = line.partition(":")
        if not colon:
            raise _Bad(HTTPStatus.BAD_REQUEST)
        headers[name.strip().lower()] = value.strip()
    if "transfer-encoding" in headers:
        raise _Bad(HTTPStatus.LENGTH_REQUIRED)
    length = headers.get("content-length", "0")
    if not (length.isascii() and length.isdigit()):
        raise _Bad(HTTPStatus.BAD_REQUEST)
    if len(length) > 9 or int(length) > MOST_BODY:
        raise _Bad(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    try:
        body = await reader.readexactly(int(length))
    except asyncio.IncompleteReadError:
        return None
    return words[0], words[1], headers, body


def _written(reply: Reply, *, keep: bool) -> bytes:
    """A reply as bytes; head and body are one piece, so that one packet carries them.

    Two packets cost 40 ms each time: Nagle's algorithm waits for the delayed ACK.
    """
    reason = HTTPStatus(reply.status).phrase
    lines = [f"HTTP/1.1 {reply.status} {reason}"]
    lines += [f"{name}: {value}" for name, value in reply.headers.items()]
    lines.append(f"Content-Length: {len(reply.body)}")
    lines.append(f"Connection: {'keep-alive' if keep else 'close'}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace") + reply.body


class Server:
    """A running emulator."""

    def __init__(
        self,
        endpoint: Endpoint,
        latency: float,
        sleep: Callable[[float], Awaitable[None]],
        clock: Callable[[], float],
    ) -> None:
        self._endpoint = endpoint
        self._latency = latency
        self._sleep = sleep
        self._clock = clock
        self._listener: asyncio.Server | None = None
        self._connections: set[asyncio.Task[None]] = set()
        self.url = ""

    async def start(self, host: str, port: int) -> None:
        """Listen; raises OSError where the port is taken."""
        self._listener = await asyncio.start_server(
            self._connected, host, port, limit=MOST_HEAD
        )
        number = self._listener.sockets[0].getsockname()[1]
        self.url = f"http://{f'[{host}]' if ':' in host else host}:{number}"

    def _connected(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        task = asyncio.create_task(self._converse(reader, writer))
        self._connections.add(task)
        task.add_done_callback(self._connections.discard)

    async def _converse(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Serve one connection until either side has enough."""
        try:
            while await self._exchange(reader, writer):
                pass
        except _Bad as bad:
            writer.write(_written(Reply(bad.status), keep=False))
        except (ConnectionError, TimeoutError):
            pass
        finally:
            writer.close()

    async def _exchange(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        """One request and its reply; whether another may follow."""
        request = await asyncio.wait_for(_read(reader), IDLE)
        if request is None:
            return False
        came = self._clock()
        method, target, headers, body = request
        reply = self._endpoint.handle(method, target, headers, body)
        # what it took to make the reply is a part of the latency, not more of it
        left = self._latency - (self._clock() - came)
        if left > 0:
            await self._sleep(left)
        if reply.status == DROPPED:
            return False
        keep = headers.get("connection", "").lower() != "close"
        writer.write(_written(reply, keep=keep))
        await writer.drain()
        return keep

    async def close(self) -> None:
        """Stop listening and end every connection."""
        if self._listener is not None:
            self._listener.close()
        for task in self._connections:
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)
        if self._listener is not None:
            await self._listener.wait_closed()


async def serve(
    endpoint: Endpoint,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    latency: float = 0.0,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> Server:
    """Serve an endpoint on this machine; port 0 takes a free one.

    `latency` is seconds from a request to its reply, `clock` gives seconds. Raises
    ValueError for a host that others could reach, and OSError where the port is taken.
    """
    if host not in LOOPBACK:
        raise ValueError(f"the emulator listens on this machine only, not on {host}")
    server = Server(endpoint, latency, sleep, clock)
    await server.start(host, port)
    return server


class EmulatorThread:
    """An emulator in a thread of its own, as a context manager."""

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        latency: float = 0.0,
    ) -> None:
        self._endpoint = endpoint
        self._host = host
        self._port = port
        self._latency = latency
        self._ready = threading.Event()
        self._failure: OSError | ValueError | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self._thread = threading.Thread(
            target=self._run, name="ca-tui-emulator", daemon=True
        )
        self.url = ""

    def _run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        try:
            server = await serve(
                self._endpoint, host=self._host, port=self._port, latency=self._latency
            )
        except (OSError, ValueError) as error:
            self._failure = error
            self._ready.set()
            return
        self.url = server.url
        self._ready.set()
        await self._stop.wait()
        await server.close()

    def __enter__(self) -> EmulatorThread:
        """Start it; `url` is known then. Raises what `serve` raises."""
        self._thread.start()
        self._ready.wait()
        if self._failure is not None:
            self._thread.join()
            raise self._failure
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop it and wait until its thread is gone."""
        if self._loop is not None and self._stop is not None:
            self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()


async def _until_told(endpoint: Endpoint, port: int, latency: float) -> None:
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, told.set)
    server = await serve(endpoint, port=port, latency=latency)
    print(server.url, flush=True)
    await told.wait()
    await server.close()


def run_forever(
    *,
    port: int,
    seed: int,
    results: int,
    instances: int,
    latency: float,
    output_size: int | None = None,
) -> int:
    """Serve until SIGINT or SIGTERM: the command `ca-tui emulator`.

    The first line on standard output is the URL. Returns the exit code: 1 where the
    port cannot be had, 2 for a world that cannot be.
    """
    try:
        world = World(seed, results, instances, output_size)
        asyncio.run(_until_told(Endpoint(world, time.time), port, latency))
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    except (OSError, OverflowError) as error:
        print(f"cannot listen on port {port}: {error}", file=sys.stderr)
        return 1
    return 0
