"""STS, the metadata service and a credentials URI on 127.0.0.1, and a home to read.

The STS checks signatures with the emulator's own code.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ca_tui.credentials.chain import Chain
from ca_tui.emulator.auth import Verifier
from ca_tui.emulator.refusals import Refusal
from ca_tui.emulator.requests import Request, read_request

START = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
BASE_ID = "LTAI5tBaseKey0001"
BASE_SECRET = "base-secret-0123456789"
OIDC_TOKEN = "oidc.token-0123456789.abcdef"
METADATA_TOKEN = "metadata-token-0123456789"
URI_TOKEN = "uri-token-0123456789"
EXTERNAL_ID = "external-id-0123456789"
ROLE_ARN = "acs:ram::1234567890123456:role/reader"
PROVIDER_ARN = "acs:ram::1234567890123456:oidc-provider/k8s"
ROLES = "/latest/meta-data/ram/security-credentials/"

Answer = tuple[int, dict[str, object] | bytes]


@dataclass(repr=False)
class Vendor:
    """The services that hand out keys, and what they were asked.

    The repr says nothing, because bound methods of it stand in crash reports.
    """

    now: datetime = START
    url: str = ""
    lifetime: timedelta = timedelta(hours=1)
    role_name: str = "instance-role"
    token_service: bool = True
    """Whether the metadata service knows tokens."""
    tokens_accepted: bool = True
    fault: Answer | None = None
    """What everybody gets instead of an answer; `{told}` is all that they said."""
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    """Answers wait for it."""
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    """Somebody asked."""
    requests: list[Request] = field(default_factory=list)
    keys: dict[str, str] = field(default_factory=lambda: {BASE_ID: BASE_SECRET})
    tokens: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.gate.set()

    def clock(self) -> datetime:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    @property
    def actions(self) -> list[str]:
        """What was asked: operations, else method and path."""
        return [r.action or f"{r.method} {r.path}" for r in self.requests]

    @property
    def secrets(self) -> set[str]:
        """Everything that nobody may see."""
        fixed = {OIDC_TOKEN, METADATA_TOKEN, URI_TOKEN, EXTERNAL_ID}
        return {*self.keys.values(), *self.tokens.values(), *fixed}

    def chain(
        self, environ: Mapping[str, str], home: Path, profile_name: str = ""
    ) -> Chain:
        return Chain(
            environ,
            home,
            profile_name,
            clock=self.clock,
            sleep=self.sleep,
            metadata=self.url,
        )

    async def answer(self, request: Request) -> Answer:
        self.requests.append(request)
        self.asked.set()
        await self.gate.wait()
        if self.fault:
            status, content = self.fault
            body = (
                content if isinstance(content, bytes) else json.dumps(content).encode()
            )
            return status, body.replace(b"{told}", _told(request))
        if request.action:
            return self._sts(request)
        if request.path.startswith("/latest/"):
            return self._metadata(request)
        if request.path == "/uri" and request.params.get("token") == URI_TOKEN:
            return 200, {"Code": "Success", **self._issue()}
        return 404, b"nothing here"

    def _sts(self, request: Request) -> Answer:
        assert request.version == "2015-04-01"
        if request.action == "AssumeRoleWithOIDC":
            if "authorization" in request.headers:
                return _error(400, "Signed", "This operation is not signed.")
            assert "OIDCToken" not in dict(request.query)
            if request.params.get("OIDCToken") != OIDC_TOKEN:
                said = f"Token {request.params.get('OIDCToken')} is not good."
                return _error(400, "AuthenticationFail.OIDCToken.Expired", said)
            assert request.params["OIDCProviderArn"] == PROVIDER_ARN
        else:
            try:
                Verifier(self.now.timestamp, self.keys, self.tokens).verify(request)
            except Refusal as refusal:
                return _error(400, refusal.code, "No.")
        assert request.params["RoleArn"] == ROLE_ARN
        self.lifetime = timedelta(seconds=int(request.params["DurationSeconds"]))
        return 200, {"RequestId": "R-1", "Credentials": self._issue()}

    def _metadata(self, request: Request) -> Answer:
        if request.path == "/latest/api/token":
            assert request.method == "PUT"
            assert request.headers["x-aliyun-ecs-metadata-token-ttl-seconds"] == "21600"
            token = METADATA_TOKEN.encode() if self.token_service else b""
            return (200, token) if token else (404, b"no such page")
        given = request.headers.get("x-aliyun-ecs-metadata-token")
        if given and not self.tokens_accepted:
            return 403, b"no"
        assert given in (None, METADATA_TOKEN)
        name = request.path.removeprefix(ROLES)
        if not name and self.role_name:
            return 200, self.role_name.encode()
        if not self.role_name or name != self.role_name:
            return 404, b"<html>no such role</html>"
        return 200, {"Code": "Success", **self._issue()}

    def _issue(self) -> dict[str, object]:
        number = len(self.tokens) + 1
        key = f"STS.issued{number:04}"
        self.keys[key] = f"issued-secret-{number:04}-0123456789"
        self.tokens[key] = f"issued-token-{number:04}-0123456789"
        return {
            "AccessKeyId": key,
            "AccessKeySecret": self.keys[key],
            "SecurityToken": self.tokens[key],
            "Expiration": (self.now + self.lifetime).strftime("%Y-%m-%dT%H:%M:%SZ"),
        }


def _told(request: Request) -> bytes:
    """Everything that a request says, in one line."""
    said = (*request.params.values(), *request.headers.values())
    return " ".join(said).encode().replace(b'"', b"")


def _error(status: int, code: str, message: str) -> Answer:
    return status, {"RequestId": "R-2", "Code": code, "Message": message}


@asynccontextmanager
async def serving(vendor: Vendor) -> AsyncIterator[Vendor]:
    """The vendor listens on 127.0.0.1 meanwhile."""

    async def connected(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        try:
            request = await _request(reader)
            status, content = await vendor.answer(request)
            body = content if isinstance(content, bytes) else json.dumps(content)
            data = body if isinstance(body, bytes) else body.encode()
            head = f"HTTP/1.1 {status} X\r\nContent-Length: {len(data)}\r\n"
            writer.write(f"{head}Connection: close\r\n\r\n".encode() + data)
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    vendor.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield vendor
    finally:
        server.close()
        vendor.gate.set()


async def _request(reader: asyncio.StreamReader) -> Request:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.rstrip().split("\r\n")
    method, target, _ = first.split(" ")
    headers = {
        name.lower(): value for name, _, value in (x.partition(":") for x in lines)
    }
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return read_request(method, target, headers, body)


@dataclass
class Home:
    """A home directory with the vendor's files."""

    path: Path

    def config(self, *profiles: Mapping[str, object], current: str = "") -> Path:
        """Write config.json; the first profile is current unless told."""
        file = self.path / ".aliyun" / "config.json"
        file.parent.mkdir(exist_ok=True)
        named = current or str(profiles[0]["name"])
        file.write_text(json.dumps({"current": named, "profiles": profiles}))
        file.chmod(0o600)
        return file

    def ini(self, text: str) -> Path:
        """Write credentials.ini."""
        file = self.path / ".alibabacloud" / "credentials.ini"
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)
        file.chmod(0o600)
        return file

    def token_file(self, token: str = OIDC_TOKEN) -> Path:
        """Write an identity provider's token."""
        file = self.path / "token"
        file.write_text(token + "\n")
        return file
