"""A key, how long it is good for, and the JSON that services hand keys out in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from ca_tui.api.errors import CredentialsError
from ca_tui.api.failures import one_line
from ca_tui.api.signing import Credentials, Secret

LARGEST_NUMBER: Final = 2**53
"""Whole numbers beyond it are no seconds of anything."""


class Nothing(CredentialsError):
    """A place that holds no credentials; others may."""


@dataclass(frozen=True, slots=True)
class Issued:
    """A key as a place gave it."""

    credentials: Credentials
    expires: datetime | None = None
    """Aware; None: it does not say, or never."""


def moment(text: str) -> datetime | None:
    """A time such as `2026-01-02T03:04:05Z`, aware; None for anything else."""
    try:
        parsed = datetime.fromisoformat(text)
        return parsed.replace(tzinfo=parsed.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def json_object(text: str | bytes, owner: str) -> dict[str, object]:
    """The JSON object in `text`, which came from `owner`.

    CredentialsError tells the line at most: what stands there is secret.
    """
    line = 0
    tree: object = None
    try:
        tree = json.loads(text)
    except json.JSONDecodeError as error:
        line = error.lineno
    except (ValueError, RecursionError):
        line = 1
    if line:
        raise CredentialsError(f"{owner}, line {line}: this is not JSON.")
    if not isinstance(tree, dict):
        raise CredentialsError(f"{owner} is no JSON object.")
    return tree


def text_of(fields: Mapping[str, object], name: str) -> str:
    """A text field without blanks around it; empty where it is something else."""
    value = fields.get(name)
    return value.strip() if isinstance(value, str) else ""


def number_of(fields: Mapping[str, object], name: str) -> int:
    """A whole number, also one written as text; 0 where it is something else."""
    value = fields.get(name)
    if isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value) if len(value) < 17 else None
    if isinstance(value, bool) or not isinstance(value, int):
        return 0
    return value if 0 < value < LARGEST_NUMBER else 0


def read_issued(fields: Mapping[str, object], source: str) -> Issued:
    """A temporary key in the shape that STS, the metadata service and credentials URIs
    share: AccessKeyId, AccessKeySecret, SecurityToken, Expiration.

    CredentialsError, naming what is missing and quoting nothing.
    """
    key, secret, token = (
        text_of(fields, name)
        for name in ("AccessKeyId", "AccessKeySecret", "SecurityToken")
    )
    if not (key and secret and token):
        raise CredentialsError(
            f"The reply for {source} lacks AccessKeyId, AccessKeySecret or"
            " SecurityToken."
        )
    credentials = Credentials(key, Secret(secret), Secret(token), source=source)
    return Issued(credentials, moment(text_of(fields, "Expiration")))


def check_success(fields: Mapping[str, object], owner: str) -> None:
    """CredentialsError unless the reply says Code "Success"."""
    code = fields.get("Code")
    if code != "Success":
        said = one_line(code, 60) if isinstance(code, str) else ""
        raise CredentialsError(
            f"{owner} says {said!r} instead of Success."
            if said
            else f"{owner} does not say Success."
        )
