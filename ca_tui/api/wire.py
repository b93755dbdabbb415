"""One call as bytes: (action, params) -> request; (status, headers, body) -> dict.

No I/O and no time: date and nonce come in. What a server sends is hostile here, so
`read` answers anything with a dict or an error of `api.errors`, never with a KeyError.
"""

from __future__ import annotations

import ipaddress
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias
from urllib.parse import urlsplit

from ca_tui import __version__
from ca_tui.api.errors import ApiError, CallError, UsageError
from ca_tui.api.failures import (
    failure,
    folded,
    one_line,
    request_id,
    says_error,
    xml_error,
)
from ca_tui.api.models import Json
from ca_tui.api.signing import Credentials, canonical_query, sign

Param: TypeAlias = "str | int | Sequence[Param] | Mapping[str, Param] | None"

USER_AGENT: Final = f"ca-tui/{__version__}"
"""How we introduce ourselves; not signed."""

CHARSETS: Final = {
    "gbk": "gb18030",
    "gb2312": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5",
    "iso-8859-1": "cp1252",
    "windows-1252": "cp1252",
    "shift_jis": "cp932",
    "euc-kr": "cp949",
}
"""Charsets that a gateway may declare, and how Python decodes their usual supersets."""

_CHARSET: Final = re.compile(r"charset\s*=\s*\"?([a-z0-9_-]+)")

_HOST: Final = re.compile(
    r"(?=[^:]{1,253}(?::|\Z))"
    r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*"
    r"(:[0-9]{1,5})?|\[[0-9a-f:.]{2,45}\](:[0-9]{1,5})?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Call:
    """One operation with its parameters, and where it goes."""

    action: str
    version: str
    host: str
    """Host name, with a port where it is not the scheme's own."""
    params: Mapping[str, str]
    """Flat, as `flatten` makes them."""
    region_id: str
    secure: bool = True
    """https; plain http reaches this machine only."""


@dataclass(frozen=True, slots=True)
class Request:
    """What to send; the repr keeps the headers, which hold the token, to itself."""

    method: str
    url: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(default=b"", repr=False)


def flatten(params: Mapping[str, Param]) -> dict[str, str]:
    """Parameters by their names on the wire: lists and groups become `Tag.1.Key`.

    Counting starts at 1, booleans are `true` and `false`, None is left out. Source: the
    vendor's "Request syntax and signature method V3", parameters of type array.
    """
    flat: dict[str, str] = {}

    def put(name: str, value: Param) -> None:
        if isinstance(value, str):
            flat[name] = value
        elif isinstance(value, bool):
            flat[name] = "true" if value else "false"
        elif isinstance(value, int):
            flat[name] = str(value)
        elif isinstance(value, Mapping):
            for key, part in value.items():
                put(f"{name}.{key}", part)
        elif value is not None:
            for number, part in enumerate(value, 1):
                put(f"{name}.{number}", part)

    for name, value in params.items():
        put(name, value)
    return flat


def is_host(host: str) -> bool:
    """Whether `host` is a name or an address, perhaps with a port, and nothing else."""
    try:
        return bool(_HOST.fullmatch(host)) and urlsplit(f"//{host}").port != 0
    except ValueError:
        return False


def is_loopback(host: str) -> bool:
    """Whether `host` (with or without a port) is this machine."""
    name = ""
    try:
        name = urlsplit(f"//{host}").hostname or ""
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name == "localhost"


def check_endpoint(url: str) -> tuple[str, str]:
    """Scheme and host[:port] of an endpoint given by the operator.

    UsageError where it is none, or plain http to another machine.
    """
    try:
        parts = urlsplit(url.strip())
        host = (
            f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
        )
        place = f"{host}:{parts.port}" if parts.port is not None else host or ""
    except ValueError:
        raise UsageError(
            "The endpoint is no URL: its host or port is broken."
        ) from None
    rest = parts.path.strip("/") or parts.query or parts.fragment or parts.username
    if parts.scheme not in ("http", "https") or rest or not is_host(place):
        raise UsageError(
            "An endpoint is http:// or https://, a host and perhaps a port,"
            " such as https://ecs.cn-hangzhou.aliyuncs.com."
        )
    if parts.scheme == "http" and not is_loopback(place):
        raise UsageError(
            f"Plain http to {place} would show what you ask and get to everybody on the"
            " way: use https; http is for this machine only (127.0.0.1, localhost)."
        )
    return parts.scheme, place


def build(call: Call, credentials: Credentials, date: str, nonce: str) -> Request:
    """The signed request; UsageError where the host is none.

    All parameters travel in the query and the body is empty, as the official SDKs do
    it; the URL holds the very string that was signed.
    """
    if not is_host(call.host):
        raise UsageError(
            f"{one_line(call.host, 80)!r} is no host name: is the region right?"
        )
    if not call.secure and not is_loopback(call.host):
        raise UsageError(f"Plain http to {call.host} is refused: use https.")
    query = canonical_query(call.params)
    headers = {
        "host": call.host,
        "x-acs-action": call.action,
        "x-acs-version": call.version,
        "x-acs-date": date,
        "x-acs-signature-nonce": nonce,
        "accept": "application/json",
        "accept-encoding": "gzip",
        "user-agent": USER_AGENT,
    }
    scheme = "https" if call.secure else "http"
    url = f"{scheme}://{call.host}/" + (f"?{query}" if query else "")
    return Request("POST", url, sign("POST", query, headers, credentials))


def read(
    status: int, headers: Mapping[str, str], body: bytes, call: Call
) -> dict[str, Json]:
    """The decoded reply, or the error it is: an ApiError, or BadReply where it is none.

    `body` is whole and no longer compressed.
    """
    xml = body.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<"
    known = {key.lower(): value for key, value in headers.items()}
    reply = xml_error(body) if xml else _decoded(body, known.get("content-type", ""))
    good = 200 <= status < 300 and not xml
    if reply is not None and good and not says_error(folded(reply)):
        return reply
    raise failure(
        status, known, reply, body, action=call.action, region_id=call.region_id
    )


def summary(
    call: Call,
    status: int,
    headers: Mapping[str, str],
    size: int,
    reply: Mapping[str, Json] | None,
    error: CallError | None,
) -> str:
    """An attempt in one line for the log: no signature, key, token or parameter.

    `headers` are the reply's, in lower case; `status` is 0 where none came.
    """
    known, ended = request_id(headers, reply), ""
    if isinstance(error, ApiError):
        known, ended = error.request_id, f" {error.code}"
    elif error is not None:
        ended = f" {error.message}"
    return (
        f"{call.action} {call.region_id or '-'} {status or '-'} {known or '-'}"
        f" {size} bytes{ended}"
    )


def _breathe(fields: dict[str, Json]) -> dict[str, Json]:
    """Unchanged: without a call back into Python, the decoder keeps every other thread,
    the keyboard's too, waiting for the whole reply (90 ms for 16 MB; 13 with it)."""
    return fields


def _decoded(body: bytes, content_type: str) -> dict[str, Json] | None:
    """A JSON object; None for everything else.

    A NaN, which JSON does not have, is no reason to lose a page of results: it becomes
    null.
    """
    try:
        reply: Json = json.loads(
            _text(body, content_type),
            parse_constant=lambda _: None,
            object_hook=_breathe,
        )
    except (ValueError, RecursionError):
        return None
    return reply if isinstance(reply, dict) else None


def _text(body: bytes, content_type: str) -> str:
    """JSON is UTF-8; where it is not, the declared charset is believed.

    A gateway may have recoded it. One broken letter in a name costs that letter only.
    """
    encoding = json.detect_encoding(body)
    try:
        return body.decode(encoding)
    except UnicodeDecodeError:
        found = _CHARSET.search(content_type.lower())
        declared = found[1] if found else ""
        return body.decode(CHARSETS.get(declared, encoding), "replace")
