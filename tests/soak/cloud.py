"""The pretended cloud in a process of its own: `python -m tests.soak.cloud BOARD`.

Its time is the one on the board, things go wrong as `weather` says, and now and then
it wants another security token, which the second URL that it prints gives.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from ca_tui.emulator.auth import DEMO_ACCESS_KEY_ID, DEMO_ACCESS_KEY_SECRET
from ca_tui.emulator.endpoint import Endpoint, Reply
from ca_tui.emulator.serve import serve
from ca_tui.emulator.world import World
from tests.soak.clockwork import MICRO, START, Board
from tests.soak.weather import TOKEN, Weather

RESULTS: Final = 600
"""Results that the busiest region keeps."""

KEYS: Final = "/keys"
"""Where the token is."""


def world() -> World:
    """What there is in it."""
    return World(results=RESULTS)


class Moody(Endpoint):
    """An endpoint that wants another token from time to time, and gives it."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._world = world()
        self._weather = Weather(self._since)
        self._token = ""
        self._inner = self._made()

    def handle(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes = b""
    ) -> Reply:
        """Answer one request."""
        if self._wanted() != self._token:
            self._inner = self._made()
        if target == KEYS:
            return Reply(200, {"Content-Type": "application/json"}, self._key())
        return self._inner.handle(method, target, headers, body)

    def _now(self) -> float:
        return self._board.micros / MICRO

    def _since(self) -> float:
        return self._now() - START.timestamp()

    def _wanted(self) -> str:
        return f"token-{int(self._since() // TOKEN)}"

    def _made(self) -> Endpoint:
        self._token = self._wanted()
        tokens = {DEMO_ACCESS_KEY_ID: self._token}
        return Endpoint(self._world, self._now, faults=self._weather, tokens=tokens)

    def _key(self) -> bytes:
        expires = datetime.fromtimestamp(self._now() + 3600, UTC)
        key = {
            "Code": "Success",
            "AccessKeyId": DEMO_ACCESS_KEY_ID,
            "AccessKeySecret": DEMO_ACCESS_KEY_SECRET,
            "SecurityToken": self._token,
            "Expiration": expires.strftime("%Y-%m-%dT%H:%M:%SZ"),
        }
        return json.dumps(key).encode()


async def main(board: Path) -> None:
    """Serve until standard input ends."""
    server = await serve(Moody(Board(board)))
    print(server.url, flush=True)
    await asyncio.to_thread(sys.stdin.read)
    await server.close()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
