"""A key from an address that the operator names: Cloud Shell, a sidecar, a vault.

Plain http is refused except near by, see `api.fetch`; the vendor's tools send it
anywhere.
"""

from __future__ import annotations

from typing import Final

from ca_tui.api.errors import CallError, CredentialsError, UsageError
from ca_tui.api.fetch import fetch
from ca_tui.api.wire import USER_AGENT, Request
from ca_tui.credentials.environment import is_on
from ca_tui.credentials.issued import (
    Issued,
    check_success,
    json_object,
    read_issued,
)
from ca_tui.credentials.surroundings import Surroundings

LIMIT: Final = 10.0
"""Seconds for the whole exchange, as the vendor's library has it."""


async def credentials_uri(uri: str, source: str, near: Surroundings) -> Issued:
    """The key that an address gives; the address itself is kept secret, since tokens
    stand in it. Raises CredentialsError."""
    if is_on(near.environ, "DISABLE_EXTERNAL_PROCESS"):
        raise CredentialsError(
            f"{source} is not asked: ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS forbids it."
        )
    request = Request(
        "GET", uri, {"accept": "application/json", "user-agent": USER_AGENT}
    )
    why = ""
    try:
        reply = await fetch(request, LIMIT, near.ca_bundle)
        if reply.status != 200:
            why = f"HTTP {reply.status}."
    except (CallError, UsageError) as error:
        why = str(error)
    if why:
        raise CredentialsError(f"{source} gave no key: {why}")
    fields = json_object(reply.body, f"The reply of {source}")
    check_success(fields, f"The reply of {source}")
    return read_issued(fields, source)
