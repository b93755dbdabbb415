"""A server on a real socket of this machine that answers with bytes from a script."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

HEAD = b"HTTP/1.1 200 OK\r\nx-acs-request-id: R-9\r\nContent-Length: %d\r\n\r\n"


class Server:
    """Answers each request with the next bytes of a script, and closes."""

    def __init__(self, *script: bytes) -> None:
        self.script = list(script)
        self.heads: list[str] = []
        self.url = ""
        self.port = 0

    async def _serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        self.heads.append(head.decode())
        writer.write(self.script.pop(0))
        await writer.drain()
        writer.close()

    @asynccontextmanager
    async def running(
        self, tls: ssl.SSLContext | None = None, host: str = "127.0.0.1"
    ) -> AsyncIterator[Server]:
        """Listen; `url` is known within."""
        server = await asyncio.start_server(self._serve, host, 0, ssl=tls)
        async with server:
            self.port = int(server.sockets[0].getsockname()[1])
            name = f"[{host}]" if ":" in host else host
            self.url = f"{'https' if tls else 'http'}://{name}:{self.port}"
            yield self
