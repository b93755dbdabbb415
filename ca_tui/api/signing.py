"""The request signature ACS3-HMAC-SHA256 (V3): pure functions, and who signs.

No clock, no nonce, no HTTP: all of it comes in with the headers. Source: the vendor's
"V3 request body and signature mechanism".
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, NoReturn
from urllib.parse import quote

from ca_tui.api.errors import CredentialsError

ALGORITHM: Final = "ACS3-HMAC-SHA256"
"""The name that the Authorization header starts with."""

SHOWN: Final = 4
"""How many characters of an AccessKey ID may be seen."""

SCRUBBED: Final = 8
"""Shorter secrets stay in a reply: they are no real ones and stand in any word."""


class Secret:
    """A string that nobody sees by accident: printing, formatting and repr give ***."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The string itself; keep it out of variables that outlive the line."""
        return self._value

    def __repr__(self) -> str:
        return "***"

    def __format__(self, spec: str) -> str:
        return format("***", spec)

    def __bool__(self) -> bool:
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(_octets(self._value), _octets(other._value))

    def __hash__(self) -> int:
        return hash(self._value)

    def __copy__(self) -> Secret:
        return self

    def __deepcopy__(self, memo: object) -> Secret:
        return self

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a Secret is never written down")


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who signs; CredentialsError where a part could not travel in a header."""

    access_key_id: str
    access_key_secret: Secret
    security_token: Secret | None = None
    """Only with temporary credentials (STS)."""
    source: str = ""
    """Where it was found, in words for the operator."""

    def __post_init__(self) -> None:
        parts = {
            "AccessKey ID": self.access_key_id,
            "AccessKey secret": self.access_key_secret.reveal(),
        }
        if self.security_token is not None:
            parts["security token"] = self.security_token.reveal()
        for name, value in parts.items():
            if not value or not all("!" <= letter <= "~" for letter in value):
                fault = "has a blank or odd character in it" if value else "is empty"
                place = f" ({self.source})" if self.source else ""
                raise CredentialsError(f"The {name}{place} {fault}.")

    def __repr__(self) -> str:
        token = "" if self.security_token is None else ", security_token=***"
        return f"Credentials({self.masked_id}{token}, source={self.source!r})"

    @property
    def masked_id(self) -> str:
        """The AccessKey ID as it may be shown: its last characters."""
        hidden = len(self.access_key_id) <= 2 * SHOWN
        return "***" if hidden else f"***{self.access_key_id[-SHOWN:]}"

    def scrub(self, data: bytes) -> bytes:
        """The same bytes without the secret and the token, however they got there."""
        for secret in (self.access_key_secret, self.security_token):
            if secret is not None and len(secret.reveal()) >= SCRUBBED:
                for spelling in (secret.reveal(), encode(secret.reveal())):
                    data = data.replace(spelling.encode("ascii"), b"***")
        return data


def _octets(text: str) -> bytes:
    """UTF-8; half a surrogate pair, which it cannot carry, becomes a question mark."""
    return text.encode("utf-8", "replace")


def encode(text: str) -> str:
    """Percent-encoded as RFC 3986 has it: only letters, digits and `-_.~` stay."""
    return quote(_octets(text), safe="~")


def canonical_query(params: Mapping[str, str]) -> str:
    """The query that is signed, sorted by name; put this very string into the URL."""
    return "&".join(f"{encode(key)}={encode(params[key])}" for key in sorted(params))


def signed_names(headers: Collection[str]) -> list[str]:
    """The headers that must be signed: host, content-type and every x-acs-*."""
    return sorted(
        name
        for name in headers
        if name in ("host", "content-type") or name.startswith("x-acs-")
    )


def canonical_request(
    method: str, query: str, headers: Mapping[str, str], names: Collection[str]
) -> str:
    """The text whose hash is signed; `headers` holds lower-case names, `names` sorted.

    `headers["x-acs-content-sha256"]` is the hash of the body.
    """
    lines = "".join(f"{name}:{headers[name].strip()}\n" for name in names)
    signed = ";".join(names)
    return f"{method}\n/\n{query}\n{lines}\n{signed}\n{headers['x-acs-content-sha256']}"


def string_to_sign(request: str) -> str:
    """What goes into the HMAC: the algorithm and the hash of the canonical request."""
    return f"{ALGORITHM}\n{hashlib.sha256(request.encode('utf-8')).hexdigest()}"


def date(now: datetime) -> str:
    """An aware time as `x-acs-date` has it: UTC, whole seconds."""
    return now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def sign(
    method: str,
    query: str,
    headers: Mapping[str, str],
    credentials: Credentials,
    *,
    body: bytes = b"",
    also: Collection[str] = (),
) -> dict[str, str]:
    """The headers to send: those given (lower-case names), what signing adds, and
    `authorization`.

    `headers` holds host, x-acs-action, x-acs-version, x-acs-date and
    x-acs-signature-nonce, and content-type with a body. `query` is canonical. `also`
    names further headers to sign; an HTTP client rewrites such as user-agent, so the
    vendor's documented minimum is all that is signed without it.
    """
    complete = dict(headers)
    complete["x-acs-content-sha256"] = hashlib.sha256(body).hexdigest()
    if credentials.security_token is not None:
        complete["x-acs-accesskey-id"] = credentials.access_key_id
        complete["x-acs-security-token"] = credentials.security_token.reveal()
    names = sorted({*signed_names(complete), *also})
    signature = hmac.new(
        credentials.access_key_secret.reveal().encode("utf-8"),
        string_to_sign(canonical_request(method, query, complete, names)).encode(),
        hashlib.sha256,
    ).hexdigest()
    complete["authorization"] = (
        f"{ALGORITHM} Credential={credentials.access_key_id},"
        f"SignedHeaders={';'.join(names)},Signature={signature}"
    )
    return complete
