"""Who sent a request, by its signature: V3 (ACS3-HMAC-SHA256) and V1 (HMAC-SHA1).

Sources: "Request syntax and signature method V3" and "Signature method V1" of the
vendor's API documentation; what the vendor leaves open is as its SDKs do it.
"""

from __future__ import annotations

import base64
import calendar
import hashlib
import hmac
import re
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Final
from urllib.parse import quote

from ca_tui.emulator.refusals import Refusal
from ca_tui.emulator.requests import Request

DEMO_ACCESS_KEY_ID: Final = "demo-access-key-id"

DEMO_ACCESS_KEY_SECRET: Final = "demo-access-key-secret"

DEMO_KEYS: Final[Mapping[str, str]] = {DEMO_ACCESS_KEY_ID: DEMO_ACCESS_KEY_SECRET}

CLOCK_SKEW: Final = 900.0
"""Seconds that a client's clock may be wrong."""

NONCES_KEPT: Final = 100_000

_AUTHORIZATION: Final = re.compile(
    r"ACS3-HMAC-SHA256 Credential=([^,]*),\s*SignedHeaders=([^,]*),\s*Signature=(\w*)"
)

_MUST_SIGN: Final = frozenset(
    {
        "host",
        "x-acs-action",
        "x-acs-content-sha256",
        "x-acs-date",
        "x-acs-signature-nonce",
        "x-acs-version",
    }
)


def _escape(text: str) -> str:
    """Percent-encoding of RFC 3986, as both signatures want it."""
    return quote(text, safe="-_.~")


def _canonical_query(pairs: Iterable[tuple[str, str]]) -> str:
    return "&".join(f"{_escape(key)}={_escape(value)}" for key, value in sorted(pairs))


def v3_signature(request: Request, signed: str, secret: str) -> str:
    """The V3 signature that `request` should have, for a list of signed headers."""
    names = signed.split(";")
    headers = "".join(f"{name}:{request.headers.get(name, '')}\n" for name in names)
    digest = hashlib.sha256(request.body).hexdigest()
    query = _canonical_query(request.query)
    parts = (request.method, request.path, query, headers, signed, digest)
    hashed = hashlib.sha256("\n".join(parts).encode()).hexdigest()
    message = f"ACS3-HMAC-SHA256\n{hashed}".encode()
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


def v1_signature(request: Request, secret: str) -> str:
    """The V1 signature that `request` should have."""
    pairs = [p for p in (*request.query, *request.form) if p[0] != "Signature"]
    message = f"{request.method}&%2F&{_escape(_canonical_query(pairs))}"
    digest = hmac.new(f"{secret}&".encode(), message.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


class Verifier:
    """Checks signatures against a table of keys.

    `tokens` names the security token that belongs to a temporary access key.
    """

    def __init__(
        self,
        clock: Callable[[], float],
        keys: Mapping[str, str] = DEMO_KEYS,
        tokens: Mapping[str, str] | None = None,
    ) -> None:
        self._clock = clock
        self._keys = dict(keys)
        self._tokens = dict(tokens or {})
        self._nonces: dict[tuple[str, str], float] = {}

    def verify(self, request: Request) -> str:
        """The access key id that signed a request; raises Refusal."""
        if request.signed_in_header:
            key_id = self._verify_v3(request)
        else:
            key_id = self._verify_v1(request)
        self._remember(key_id, request.nonce)
        return key_id

    def _verify_v3(self, request: Request) -> str:
        found = _AUTHORIZATION.fullmatch(request.headers["authorization"])
        if found is None:
            raise Refusal("IncompleteSignature")
        key_id, signed, signature = found.groups()
        headers = request.headers
        acs = {name for name in headers if name.startswith("x-acs-")}
        if not (_MUST_SIGN | acs) <= set(signed.split(";")):
            raise Refusal("IncompleteSignature")
        secret = self._secret(key_id, headers.get("x-acs-security-token"))
        self._check_time(headers.get("x-acs-date", ""))
        self._check_nonce(key_id, request.nonce)
        digest = hashlib.sha256(request.body).hexdigest()
        _compare(headers.get("x-acs-content-sha256", ""), digest)
        _compare(signature, v3_signature(request, signed, secret))
        return key_id

    def _verify_v1(self, request: Request) -> str:
        params = request.params
        key_id = params.get("AccessKeyId", "")
        if not key_id:
            raise Refusal("MissingAccessKeyId")
        if params.get("SignatureMethod") != "HMAC-SHA1" or "Signature" not in params:
            raise Refusal("IncompleteSignature")
        secret = self._secret(key_id, params.get("SecurityToken"))
        self._check_time(params.get("Timestamp", ""))
        self._check_nonce(key_id, request.nonce)
        _compare(params["Signature"], v1_signature(request, secret))
        return key_id

    def _secret(self, key_id: str, token: str | None) -> str:
        if key_id not in self._keys:
            raise Refusal("InvalidAccessKeyId.NotFound")
        if key_id in self._tokens and not token:
            raise Refusal("MissingSecurityToken")
        if token and token != self._tokens.get(key_id):
            raise Refusal("InvalidSecurityToken.MismatchWithAccessKey")
        return self._keys[key_id]

    def _check_time(self, text: str) -> None:
        try:
            sent = calendar.timegm(time.strptime(text, "%Y-%m-%dT%H:%M:%SZ"))
        except ValueError:
            raise Refusal("InvalidTimeStamp.Format") from None
        if abs(sent - self._clock()) > CLOCK_SKEW:
            raise Refusal("InvalidTimeStamp.Expired")

    def _check_nonce(self, key_id: str, nonce: str) -> None:
        if not nonce:
            raise Refusal("IncompleteSignature")
        if (key_id, nonce) in self._nonces:
            raise Refusal("SignatureNonceUsed")

    def _remember(self, key_id: str, nonce: str) -> None:
        """Keep a nonce for as long as its time stamp would be taken."""
        now = self._clock()
        self._nonces[key_id, nonce] = now
        while self._nonces:
            oldest = next(iter(self._nonces))
            young = now - self._nonces[oldest] <= 2 * CLOCK_SKEW
            if young and len(self._nonces) <= NONCES_KEPT:
                return
            del self._nonces[oldest]


def _compare(given: str, wanted: str) -> None:
    if not hmac.compare_digest(given.encode(), wanted.encode()):
        raise Refusal("SignatureDoesNotMatch")
