"""The RAM role of the ECS instance that this runs on, told by its metadata service.

Source: the vendor's "Obtain the temporary credentials of an instance RAM role".
"""

from __future__ import annotations

from typing import Final

from ca_tui.api.errors import CallError, CredentialsError
from ca_tui.api.failures import one_line
from ca_tui.api.fetch import fetch
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
        status, body = await _get(near, token, ROLES + encode(name))
        if status != 200:
            why = f"it has no role {name!r} (HTTP {status})"
    except CallError as error:
        why = f"{str(error).rstrip('.')}; is this machine an ECS instance?"
    if why:
        raise problem(f"The metadata service gave no key: {why}")
    fields = json_object(body, "The reply of the metadata service")
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
        status, _, body = await fetch(request, LIMIT)
    except CallError:
        if strict:
            raise
        return None
    token = body.decode("latin-1").strip()
    if status == 200 and token.isascii() and token.isprintable() and token:
        return Secret(token)
    if strict:
        raise CredentialsError(
            f"The metadata service gave no token (HTTP {status}), and"
            " ALIBABA_CLOUD_IMDSV1_DISABLED forbids to go without."
        )
    return None


async def _role_name(near: Surroundings, token: Secret | None) -> str:
    status, body = await _get(near, token, ROLES)
    lines = body.decode("utf-8", "replace").split()
    if status != 200 or not lines:
        raise Nothing(f"This instance has no RAM role (HTTP {status}).")
    return one_line(lines[0], 120)


async def _get(
    near: Surroundings, token: Secret | None, path: str
) -> tuple[int, bytes]:
    """Asked with the token, and once more without it where that is allowed."""
    headers = {"x-aliyun-ecs-metadata-token": token.reveal()} if token else {}
    request = Request("GET", near.metadata + path, headers)
    try:
        status, _, body = await fetch(request, LIMIT)
        if status == 200:
            return status, body
    except CallError:
        if token is None or is_on(near.environ, "IMDSV1_DISABLED"):
            raise
        status, body = 0, b""
    if token is None or is_on(near.environ, "IMDSV1_DISABLED"):
        return status, body
    status, _, body = await fetch(Request("GET", near.metadata + path, {}), LIMIT)
    return status, body
