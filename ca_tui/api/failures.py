"""A reply that is no success -> the error of `api.errors` that it is.

Pure, and total: whatever bytes came, the outcome is one CallError whose message is one
clear sentence without control characters. `wire.read` is the only caller.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final
from xml.etree import ElementTree

from ca_tui.api.errors import (
    ApiError,
    BadParameter,
    BadReply,
    CallError,
    Denied,
    ServiceFault,
    Throttled,
)
from ca_tui.api.models import Json
from ca_tui.api.retry import TABLE

FINE: Final = frozenset(("", "200", "ok", "success"))
"""Codes, folded, that are no error."""

ENVELOPE: Final = frozenset(
    ("code", "message", "requestid", "hostid", "recommend", "accessdenieddetail")
)
"""What an error reply consists of, folded."""

LONGEST: Final = 600
"""Characters of a server's sentence that are kept."""

LONGEST_NAME: Final = 120
"""Characters of a code, a RequestId or an action that are kept."""

LARGEST_XML: Final = 256 * 1024
"""Bytes up to which a body is looked at as an XML error."""

_ECHO: Final = re.compile(
    r"[\s,;:.]*server (string ?to ?sign|canonical).*", re.I | re.S
)
"""SignatureDoesNotMatch repeats the request it got, the security token included."""


def one_line(text: str, longest: int = LONGEST) -> str:
    """Server text fit for a sentence or a log line: nothing unprintable, bounded."""
    seen = (letter if letter.isprintable() else " " for letter in text[: 4 * longest])
    line = " ".join("".join(seen).split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def folded(reply: Mapping[str, Json] | None) -> dict[str, Json]:
    """The reply's fields with keys in one case, the first of two alike."""
    fields: dict[str, Json] = {}
    for key, value in (reply or {}).items():
        fields.setdefault(key.casefold(), value)
    return fields


def name(fields: Mapping[str, Json], key: str) -> str:
    """A short text field; empty where it is absent or something else."""
    value = fields.get(key)
    if isinstance(value, int) and not isinstance(value, bool):
        # no str(): a number of thousands of digits is refused by Python itself
        return str(value) if abs(value) < 10**18 else ""
    return one_line(value, LONGEST_NAME) if isinstance(value, str) else ""


def request_id(headers: Mapping[str, str], reply: Mapping[str, Json] | None) -> str:
    """The RequestId: the reply's own, else the header's; `headers` in lower case."""
    own = name(folded(reply), "requestid")
    return own or one_line(headers.get("x-acs-request-id", ""), LONGEST_NAME)


def says_error(fields: Mapping[str, Json]) -> bool:
    """An error envelope and nothing else, which some gateways send with HTTP 200."""
    code = name(fields, "code").casefold()
    return code not in FINE and "message" in fields and fields.keys() <= ENVELOPE


def xml_error(body: bytes) -> dict[str, Json] | None:
    """`<Error>` as a dict; None for other XML.

    A document type, the door of entity bombs and local files, is refused.
    """
    text = body[:LARGEST_XML].decode("utf-8", "replace").lstrip("\ufeff \r\n\t")
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        return None
    try:
        root = ElementTree.fromstring(text)
    except (ElementTree.ParseError, ValueError):
        return None
    if _tag(root) != "Error":
        return None
    reply: dict[str, Json] = {}
    for child in root:
        parts: dict[str, Json] = {_tag(part): part.text or "" for part in child}
        reply[_tag(child)] = parts or child.text or ""
    return reply


def _tag(element: ElementTree.Element) -> str:
    """Its name without a namespace."""
    return element.tag.rpartition("}")[2]


def failure(
    status: int,
    headers: Mapping[str, str],
    reply: Mapping[str, Json] | None,
    body: bytes,
    *,
    action: str,
    region_id: str,
) -> CallError:
    """The error that an unsuccessful reply is; `reply` is None where nothing was read.

    `headers` has lower-case names.
    """
    fields = folded(reply)
    code = name(fields, "code")
    if not code and status == 429:
        code, fields = "HTTP 429", {"message": "too many requests"}
    if code.casefold() in FINE or 300 <= status < 400:
        sentence = _no_reply(status, headers, reply, body)
        return BadReply(sentence, action=action, region_id=region_id)
    retry_after = seconds(headers.get("x-acs-retry-after", ""))
    detail = fields.get("accessdenieddetail")
    message = fields.get("message")
    recommend = fields.get("recommend")
    return kind(code, status, retry_after)(
        one_line(_ECHO.sub("", message)) if isinstance(message, str) else "",
        code=code,
        status=status,
        request_id=request_id(headers, reply),
        action=action,
        region_id=region_id,
        ram_action=name(folded(detail), "authaction")
        if isinstance(detail, dict)
        else "",
        retry_after=retry_after,
        recommend=one_line(recommend) if isinstance(recommend, str) else "",
        date=one_line(headers.get("date", ""), LONGEST_NAME),
    )


def kind(code: str, status: int, retry_after: float | None = None) -> type[ApiError]:
    """Which error a code is.

    Throttling comes as `Throttling`, `Throttling.User`, `Rejected.Throttling`… mostly
    with HTTP 400, from some gateways with 429; the official SDK takes every other
    error that says how long to wait for throttling too.
    """
    key = code.casefold()
    if status == 429 or "throttling" in key:
        return Throttled
    for starts, error, _ in TABLE:
        if key.startswith(starts):
            return error
    if status == 403:
        return Denied
    if status >= 500:
        return ServiceFault
    return BadParameter if retry_after is None else Throttled


def seconds(retry_after: str) -> float | None:
    """`x-acs-retry-after`, milliseconds, as seconds; None for zero and for nonsense."""
    text = retry_after.strip()
    if not re.fullmatch(r"[0-9]{1,12}", text) or int(text) == 0:
        return None
    return int(text) / 1000


def _no_reply(
    status: int,
    headers: Mapping[str, str],
    reply: Mapping[str, Json] | None,
    body: bytes,
) -> str:
    """What came instead of a reply, in one sentence."""
    head = body[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if 300 <= status < 400:
        place = one_line(headers.get("location", ""), LONGEST_NAME) or "another place"
        return f"HTTP {status}, a redirect to {place}; redirects are not followed."
    if not head:
        return f"HTTP {status} with an empty body."
    if reply is not None:
        return f"HTTP {status} with a reply that names no error."
    if head.startswith((b"{", b"[")):
        return f"HTTP {status} with JSON that is cut off, broken or no object."
    if head.startswith(b"<!doctype html") or b"<html" in head:
        found = "a web page"
    else:
        found = "XML" if head.startswith(b"<") else "something that is not JSON"
    return (
        f"HTTP {status} with {found} instead of a reply;"
        " a proxy or gateway on the way may have answered."
    )
