"""Request in, reply out: verify, dispatch, page, fail. Does no I/O and never raises."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Final

from ca_tui.emulator import ecs, sts, swas
from ca_tui.emulator.auth import DEMO_KEYS, Verifier
from ca_tui.emulator.calls import Call, Handler
from ca_tui.emulator.faults import Faults, Rule
from ca_tui.emulator.hostile import poison
from ca_tui.emulator.markup import to_json, to_xml
from ca_tui.emulator.paging import Tokens
from ca_tui.emulator.refusals import Json, Refusal
from ca_tui.emulator.regions import ServiceName
from ca_tui.emulator.requests import Request, read_request
from ca_tui.emulator.world import World

SERVICES: Final[dict[str, tuple[ServiceName, dict[str, Handler]]]] = {
    ecs.VERSION: ("ecs", ecs.ACTIONS),
    swas.VERSION: ("swas", swas.ACTIONS),
    # it has no regions of its own
    sts.VERSION: ("ecs", sts.ACTIONS),
}

RAM_NAMES: Final = {ecs.VERSION: "ecs", swas.VERSION: "swas-open", sts.VERSION: "sts"}
"""What the services are called in RAM actions."""

DROPPED: Final = 0
"""Status of a Reply that is none: the connection is to be closed."""

_HTML: Final = b"<html><head><title>502 Bad Gateway</title></head><body></body></html>"


@dataclass(frozen=True, slots=True)
class Reply:
    """An HTTP response."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


Observer = Callable[[str, Mapping[str, str]], None]
"""Told of every call that was let in: its action and parameters."""


class Endpoint:
    """The pretended service.

    `clock` gives epoch seconds. `keys` are access key ids with their secrets, `tokens`
    the security tokens of those that are temporary. `faults` says what goes wrong.
    """

    def __init__(
        self,
        world: World,
        clock: Callable[[], float],
        *,
        faults: Faults | None = None,
        keys: Mapping[str, str] = DEMO_KEYS,
        tokens: Mapping[str, str] | None = None,
        observer: Observer | None = None,
    ) -> None:
        self._world = world
        self._clock = clock
        self._faults = faults or Faults()
        self._verifier = Verifier(clock, keys, tokens)
        self._tokens = Tokens(world.seed)
        self._observer = observer

    def handle(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes = b""
    ) -> Reply:
        """Answer one request; `target` is path and query as on the wire."""
        try:
            request = read_request(method, target, headers, body)
        except Refusal as refusal:
            return self._refuse(Request("", "", (), (), {}, b""), refusal)
        try:
            return self._answer(request)
        except Refusal as refusal:
            return self._refuse(request, refusal)

    def _answer(self, request: Request) -> Reply:
        if request.method not in ("GET", "POST"):
            raise Refusal("UnsupportedHTTPMethod")
        service, actions = SERVICES.get(request.version, ("ecs", {}))
        handler = actions.get(request.action)
        if handler is None or request.path not in ("/", ""):
            raise Refusal("InvalidApi.NotFound")
        self._verifier.verify(request)
        params = request.params
        if self._observer is not None:
            self._observer(request.action, params)
        rule = self._faults.take(request.action, params.get("RegionId", ""))
        if rule is not None:
            broken = _broken(rule, f"{RAM_NAMES[request.version]}:{request.action}")
            if broken is not None:
                return broken
        if rule is not None and rule.kind == "blind":
            params = {**params, "InstanceIds": '["i-none"]'}
        now = self._clock()
        call = Call(self._world, service, request.action, params, now, self._tokens)
        payload: Json = {"RequestId": request_id(request), **handler(call)}
        return self._reply(request, 200, f"{request.action}Response", payload, rule)

    def _refuse(self, request: Request, refusal: Refusal) -> Reply:
        number = request_id(request)
        payload: Json = {
            "RequestId": number,
            "HostId": request.headers.get("host", ""),
            "Code": refusal.code,
            "Message": refusal.message,
            "Recommend": "https://api.aliyun.com/troubleshoot?q="
            f"{refusal.code}&product=Ecs&requestId={number}",
            **refusal.detail,
        }
        reply = self._reply(request, refusal.status, "Error", payload, None)
        return Reply(reply.status, {**reply.headers, **refusal.headers}, reply.body)

    def _reply(
        self, request: Request, status: int, root: str, payload: Json, rule: Rule | None
    ) -> Reply:
        if rule is not None and rule.kind in ("hostile", "hostile-all"):
            payload = poison(payload, everything=rule.kind == "hostile-all")
        xml = request.wants_xml
        body = to_xml(root, payload) if xml else to_json(payload)
        if rule is not None and rule.kind == "cut":
            body = body[: len(body) // 2]
        kind = "text/xml" if xml else "application/json"
        headers = {
            "Date": formatdate(self._clock(), usegmt=True),
            "Content-Type": f"{kind};charset=utf-8",
            "x-acs-request-id": request_id(request),
        }
        return Reply(status, headers, body)


def request_id(request: Request) -> str:
    """RequestId: the same for the same action and nonce."""
    seed = f"{request.action}\n{request.nonce}".encode("utf-8", "replace")
    text = hashlib.blake2b(seed, digest_size=16).hexdigest().upper()
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


def _broken(rule: Rule, ram_action: str) -> Reply | None:
    """The reply of a rule that leaves nothing of the call; raises Refusal."""
    if rule.kind == "throttle":
        wait = rule.retry_after_ms
        headers = {} if wait is None else {"x-acs-retry-after": str(wait)}
        raise Refusal("Throttling.User", headers=headers)
    if rule.kind == "error":
        raise Refusal("InternalError")
    if rule.kind == "unavailable":
        raise Refusal("ServiceUnavailable")
    if rule.kind == "denied":
        raise Refusal("Forbidden.RAM", detail=_denial(ram_action))
    if rule.kind == "html":
        return Reply(502, {"Content-Type": "text/html"}, _HTML)
    if rule.kind == "empty":
        return Reply(200, {"Content-Type": "application/json;charset=utf-8"})
    if rule.kind == "drop":
        return Reply(DROPPED)
    return None


def _denial(ram_action: str) -> dict[str, Json]:
    return {
        "AccessDeniedDetail": {
            "AuthAction": ram_action,
            "AuthPrincipalType": "SubUser",
            "AuthPrincipalDisplayName": "222xxxxxxxxxxxxx",
            "AuthPrincipalOwnerId": "111xxxxxxxxxxxxx",
            "NoPermissionType": "ImplicitDeny",
            "PolicyType": "AccountLevelIdentityBasedPolicy",
            "EncodedDiagnosticMessage": "AQEAAAAAYq2kb2=",
        }
    }
