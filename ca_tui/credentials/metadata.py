"""The RAM role of the ECS instance that this runs on, told by its metadata service.

Source: the vendor's "Obtain the temporary credentials of an instance RAM role".
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from ca_tui.api.errors import CallError, CredentialsError
from ca_tui.api.failures import one_line
from ca_tui.api.fetch import fetch
from ca_tui.api.network import Reply
from ca_tui.api.signing import Secret, encode
from ca_tui.api.wire import Request
from ca_tui.credentials.environment import is_on, spelled
from ca_tui.credentials.issued import (
    Issued,
    Nothing,
    check_success,
    json_object,
    read_issued,
)
from ca_tui.credentials.surroundings import Surroundings

LIMIT: Final = 1.0
"""Seconds for each request: the service is on this machine's own host, or not there."""

TOKEN_LIFETIME: Final = 21600
"""Seconds that the service's own token is asked for; the longest that it gives."""

ROLES: Final = "/latest/meta-data/ram/security-credentials/"


async def instance_role(near: Surroundings, role_name: str = "") -> Issued:
    """The key of the instance's role, which is looked up where it is not named.

    Raises Nothing where there is no such service or no role, and where the
    environment switches it off; CredentialsError for a role that was named.
    """
    if is_on(near.environ, "ECS_METADATA_DISABLED"):
        raise Nothing("ALIBABA_CLOUD_ECS_METADATA_DISABLED switches it off.")
    name = role_name or spelled(near.environ, "ECS_METADATA")
    problem = CredentialsError if name else Nothing
    why = ""
    try:
        token = await _token(near)
        if not name:
            name = await _role_name(near, token)
        reply = await _get(near, token, ROLES + encode(name))
        if reply.status != 200:
            why = f"it has no role {name!r} (HTTP {reply.status})"
    except CallError as error:
        why = f"{str(error).rstrip('.')}; is this machine an ECS instance?"
    if why:
        raise problem(f"The metadata service gave no key: {why}")
    fields = json_object(reply.body, "The reply of the metadata service")
    check_success(fields, "The metadata service")
    return read_issued(fields, f"RAM role {name!r} of this instance")


async def _token(near: Surroundings) -> Secret | None:
    """The token that protects the service from being asked through others.

    None where it gives none and going without is allowed.
    """
    request = Request(
        "PUT",
        f"{near.metadata}/latest/api/token",
        {"x-aliyun-ecs-metadata-token-ttl-seconds": str(TOKEN_LIFETIME)},
    )
    strict = is_on(near.environ, "IMDSV1_DISABLED")
    try:
        reply = await fetch(request, LIMIT)
    except CallError:
        if strict:
            raise
        return None
    token = reply.body.decode("latin-1").strip()
    if reply.status == 200 and token.isascii() and token.isprintable() and token:
        return Secret(token)
    if strict:
        raise CredentialsError(
            f"The metadata service gave no token (HTTP {reply.status}), and"
            " ALIBABA_CLOUD_IMDSV1_DISABLED forbids to go without."
        )
    return None


async def _role_name(near: Surroundings, token: Secret | None) -> str:
    reply = await _get(near, token, ROLES)
    lines = reply.body.decode("utf-8", "replace").split()
    if reply.status != 200 or not lines:
        raise Nothing(f"This instance has no RAM role (HTTP {reply.status}).")
    return one_line(lines[0], 120)


async def _get(near: Surroundings, token: Secret | None, path: str) -> Reply:
    """Asked with the token, and once more without it where that is allowed."""
    bare = Request("GET", near.metadata + path, {})
    if token is None:
        return await fetch(bare, LIMIT)
    shown = replace(bare, headers={"x-aliyun-ecs-metadata-token": token.reveal()})
    strict = is_on(near.environ, "IMDSV1_DISABLED")
    try:
        reply = await fetch(shown, LIMIT)
    except CallError:
        if strict:
            raise
        reply = Reply()
    return reply if strict or reply.status == 200 else await fetch(bare, LIMIT)
