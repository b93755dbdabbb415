"""Services that mean harm, and what may reach a terminal whatever they say."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final

from ca_tui.emulator.auth import DEMO_ACCESS_KEY_ID, DEMO_ACCESS_KEY_SECRET
from ca_tui.emulator.faults import Rule
from ca_tui.emulator.hostile import POISON
from tests.pty_session import PtySession
from tests.terminal import tokens

KEY: Final = {
    "ALIBABA_CLOUD_ACCESS_KEY_ID": DEMO_ACCESS_KEY_ID,
    "ALIBABA_CLOUD_ACCESS_KEY_SECRET": DEMO_ACCESS_KEY_SECRET,
}

REGIONS: Final = ("DescribeRegions", "ListRegions")

TOUCHED_MODES: Final = (7, 25, 1000, 1003, 1004, 1006, 1015, 1049, 2004)

ALLOWED: Final = frozenset(
    {
        *(f"\x1b[?{mode}{end}" for mode in TOUCHED_MODES for end in "hl"),
        "\x1b[?1016l",
        "\x1b[?2026$p",
        "\x1b[?2048$p",
        "\x1b[6n",
        "push keys",
        "\x1b[<u",
        "\x1b]22;default\x07",
        "place",
        "step",
        "repetition",
        "\x1b[K",
        "SGR",
        "\r",
        "\n",
    }
)
"""What Textual itself sends beside text: modes, two questions about the terminal, the
keyboard, the shape of the pointer, places, colours and line ends; and what only the
frame diff sends, steps, repetitions of a character, and ends of lines erased."""

COLOUR: Final = re.compile(r"[0-4]|7|9|2[247]|[34][0-79]|9[0-7]|10[0-7]|[34]8;5;\d+")
"""SGR parameters that change nothing but how text looks; none blinks or hides."""

PAYLOADS: Final = ("pwned", "cHduZWQ=", "[@click=app.quit]x[/] [/red][bold", "gnp")
"""What has to stay readable of `POISON`."""

HONEST: Final[tuple[Rule, ...]] = ()

ONLY_TEXTS: Final = (Rule("hostile"),)

EVERYTHING: Final = (
    # a region that has another name cannot be asked
    *(Rule("hostile", action=action) for action in REGIONS),
    Rule("hostile-all"),
)


def assert_harmless(session: PtySession) -> None:
    """Nothing but text, and what the screen itself needs, has left the program."""
    assert tokens.forms(session.raw) - ALLOWED == set()
    assert {p for p in tokens.sgr(session.raw) if not COLOUR.fullmatch(p)} == set()
    rows, columns = zip(*tokens.places(session.raw), strict=True)
    assert max(rows) <= session.screen.lines
    assert max(columns) <= session.screen.columns


def assert_readable(shown: str) -> None:
    """What was meant to do harm can be read."""
    for payload in PAYLOADS:
        assert payload in shown, payload


class _Refuser(BaseHTTPRequestHandler):
    """Refuses every call, in hostile words."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """One refusal."""
        told = {"Code": f"Forbidden{POISON}", "Message": POISON, "RequestId": "1"}
        body = json.dumps(told, ensure_ascii=False).encode()
        self.send_response(403)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST

    def log_message(self, format: str, *args: object) -> None:
        """Nobody reads it."""


@contextmanager
def refusing_service() -> Iterator[str]:
    """A service whose every error is hostile; its URL."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Refuser)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
