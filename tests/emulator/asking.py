"""Signed requests to an Endpoint without a socket, and ways into its replies.

The signer is written from the vendor's description, not taken from the emulator.
"""

from __future__ import annotations

import hashlib
import hmac
import itertools
import json
import time
from dataclasses import dataclass, field
from typing import TypeAlias
from urllib.parse import quote

from ca_tui.emulator.endpoint import Endpoint, Reply
from ca_tui.emulator.faults import Faults
from ca_tui.emulator.world import World

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
Record: TypeAlias = dict[str, Json]

NOON = 1_790_000_000.25

WORLD = World(results=700)
"""Shared, because a world is a value and computes its rows once."""

VERSIONS = {"ecs": "2014-05-26", "swas": "2020-06-01", "sts": "2015-04-01"}


@dataclass
class Clock:
    """A clock that moves when it is told to."""

    now: float = NOON

    def __call__(self) -> float:
        return self.now


def dig(value: Json, *path: str | int) -> Json:
    """What is at a path of a reply."""
    for step in path:
        if isinstance(step, int):
            assert isinstance(value, list)
            value = value[step]
        else:
            assert isinstance(value, dict), (step, value)
            value = value[step]
    return value


def records(value: Json, *path: str | int) -> list[Record]:
    """A list of records at a path of a reply."""
    found = dig(value, *path)
    assert isinstance(found, list)
    each = []
    for record in found:
        assert isinstance(record, dict)
        each.append(record)
    return each


def text(value: Json, *path: str | int) -> str:
    """A string at a path of a reply."""
    found = dig(value, *path)
    assert isinstance(found, str)
    return found


@dataclass
class Asker:
    """Asks an endpoint like a client that signs with V3."""

    clock: Clock = field(default_factory=Clock)
    world: World = field(default_factory=lambda: WORLD)
    faults: Faults | None = None
    service: str = "ecs"
    key_id: str = "demo-access-key-id"
    secret: str = "demo-access-key-secret"
    method: str = "POST"
    seen: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.endpoint = Endpoint(
            self.world,
            self.clock,
            faults=self.faults,
            observer=lambda action, _params: self.seen.append(action),
        )
        self._nonces = itertools.count()

    def raw(self, action: str, params: dict[str, str], **headers: str) -> Reply:
        """The reply to one call; keyword arguments replace headers (`_` for `-`)."""
        target, sent = self.signed(action, params, **headers)
        return self.endpoint.handle(self.method, target, sent)

    def signed(
        self, action: str, params: dict[str, str], **headers: str
    ) -> tuple[str, dict[str, str]]:
        """Target and headers of a signed call."""
        pairs = sorted(params.items())
        query = "&".join(f"{quote(k, safe='~')}={quote(v, safe='~')}" for k, v in pairs)
        digest = hashlib.sha256(b"").hexdigest()
        form = "%Y-%m-%dT%H:%M:%SZ"
        sent = {
            "host": "127.0.0.1",
            "x-acs-action": action,
            "x-acs-content-sha256": digest,
            "x-acs-date": time.strftime(form, time.gmtime(self.clock.now)),
            "x-acs-signature-nonce": f"nonce-{next(self._nonces)}",
            "x-acs-version": VERSIONS[self.service],
        }
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        names = ";".join(sorted(sent))
        lines = "".join(f"{name}:{sent[name]}\n" for name in sorted(sent))
        whole = f"{self.method}\n/\n{query}\n{lines}\n{names}\n{digest}"
        hashed = hashlib.sha256(whole.encode()).hexdigest()
        message = f"ACS3-HMAC-SHA256\n{hashed}".encode()
        signature = hmac.new(self.secret.encode(), message, "sha256").hexdigest()
        sent["Authorization"] = (
            f"ACS3-HMAC-SHA256 Credential={self.key_id},"
            f"SignedHeaders={names},Signature={signature}"
        )
        return f"/?{query}", sent

    def __call__(self, action: str, **params: str | int) -> Record:
        """The JSON of a reply; `Tag__1__Key` stands for `Tag.1.Key`."""
        named = {k.replace("__", "."): str(v) for k, v in params.items()}
        found = json.loads(self.raw(action, named).body)
        assert isinstance(found, dict)
        return found

    def results(self, region_id: str = "cn-hangzhou", **params: str | int) -> Record:
        """The Invocation of DescribeInvocationResults."""
        reply = self("DescribeInvocationResults", RegionId=region_id, **params)
        found = dig(reply, "Invocation")
        assert isinstance(found, dict)
        return found

    def code(self, action: str, **params: str | int) -> str:
        """The Code of a call that is refused."""
        return text(self(action, **params), "Code")


def rows(invocation: Json) -> list[Record]:
    """The results of an Invocation."""
    return records(invocation, "InvocationResults", "InvocationResult")


def key_of(row: Record) -> tuple[str, str, str]:
    """What tells one result from another."""
    return text(row, "InvokeId"), text(row, "InstanceId"), str(row["Repeats"])


def walk(asker: Asker, region_id: str, **params: str | int) -> list[Record]:
    """All results by token."""
    found: list[Record] = []
    token = ""
    while True:
        more: dict[str, str | int] = {"NextToken": token} if token else {}
        page = asker.results(region_id, MaxResults=50, **params, **more)
        found += rows(page)
        token = text(page, "NextToken")
        if not token:
            return found
