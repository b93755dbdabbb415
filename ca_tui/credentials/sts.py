"""Roles: keys that the vendor's Security Token Service issues for another identity.

Sources: the operation pages "AssumeRole" and "AssumeRoleWithOIDC" of STS 2015-04-01.
"""

from __future__ import annotations

import asyncio
import random
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from ca_tui.api.client import Client
from ca_tui.api.errors import CallError, CredentialsError, UsageError
from ca_tui.api.failures import one_line
from ca_tui.api.fetch import fetch
from ca_tui.api.models import Json
from ca_tui.api.network import Network
from ca_tui.api.retry import Remedy, Repeats
from ca_tui.api.signing import Credentials, Secret, canonical_query, date, encode
from ca_tui.api.wire import USER_AGENT, Call, Request, check_endpoint, flatten, read
from ca_tui.credentials.environment import is_on, spelled
from ca_tui.credentials.files import read_text
from ca_tui.credentials.issued import Issued, read_issued
from ca_tui.credentials.surroundings import Surroundings

VERSION: Final = "2015-04-01"

LIFETIME: Final = 3600
"""Seconds that a role is asked for where nobody says; every role allows them."""

SESSION_NAME: Final = "ca-tui"
"""What audit logs call us where the operator chose no name."""

LIMIT: Final = 20.0
"""Seconds for one unsigned exchange."""

HELPFUL: Final = (Remedy.LATER, Remedy.PAUSE, Remedy.SIGN_ANEW)
"""What can be done for an exchange that nobody signs."""


@dataclass(frozen=True, slots=True)
class Role:
    """The identity to take on."""

    arn: str
    session_name: str = ""
    seconds: int = 0
    """How long for; 0: LIFETIME."""
    external_id: Secret | None = field(default=None, repr=False)
    policy: str = ""
    """Narrows what the role may do; JSON."""
    sts_region: str = ""
    sts_endpoint: str = ""

    def params(self) -> dict[str, str]:
        """What both operations take, without the ExternalId."""
        return flatten(
            {
                "RoleArn": self.arn,
                "RoleSessionName": self.session_name or SESSION_NAME,
                "DurationSeconds": self.seconds or LIFETIME,
                "Policy": self.policy or None,
            }
        )


async def assume_role(
    base: Credentials, role: Role, source: str, near: Surroundings
) -> Issued:
    """The role's key, asked for with another key. Raises CredentialsError."""
    scheme, host = sts_place(role, near)
    params = role.params()
    if role.external_id:
        params["ExternalId"] = role.external_id.reveal()
    client = Client(
        base,
        clock=near.clock,
        sleep=near.sleep,
        network=Network(ca_bundle=near.ca_bundle),
        on_notice=near.warn,
        endpoint=f"{scheme}://{host}",
    )
    why = ""
    tree: dict[str, Json] = {}
    try:
        tree, _ = await client.call(Call("AssumeRole", VERSION, host, params, ""))
    except (CallError, UsageError) as error:
        why = _blotted(str(error), role.external_id)
    finally:
        await client.aclose()
    if why:
        raise CredentialsError(f"No key for {source} from {base.source}: {why}")
    return _issued(tree, source)


async def assume_role_with_oidc(
    role: Role, provider_arn: str, token_file: str, source: str, near: Surroundings
) -> Issued:
    """The role's key, for the token that an identity provider keeps in a file.

    Raises CredentialsError.
    """
    text = await asyncio.to_thread(read_text, Path(token_file))
    token = Secret((text or "").strip())
    if not token:
        raise CredentialsError(
            f"{one_line(token_file, 300)}, the token file of {source}, is absent or"
            " empty."
        )
    params = {**role.params(), "OIDCProviderArn": provider_arn}
    scheme, host = sts_place(role, near)
    call = Call("AssumeRoleWithOIDC", VERSION, host, params, "", scheme == "https")
    repeats = Repeats(random.random)
    while True:
        try:
            return _issued(await _ask_unsigned(call, token, near), source)
        except CallError as error:
            step = repeats.after(error)
            why = _blotted(str(error), token)
        except UsageError as error:
            step, why = None, str(error)
        if step is None or step.remedy not in HELPFUL:
            break
        await near.sleep(step.seconds)
    raise CredentialsError(f"No key for {source}: {why}")


def sts_place(role: Role, near: Surroundings) -> tuple[str, str]:
    """Scheme and host of the service: the role's, else the environment's, else the
    central one. CredentialsError where it is no address."""
    endpoint = role.sts_endpoint or spelled(near.environ, "STS_ENDPOINT")
    if not endpoint:
        inner = "-vpc" if is_on(near.environ, "VPC_ENDPOINT_ENABLED") else ""
        region = role.sts_region or spelled(near.environ, "STS_REGION")
        endpoint = f"sts{inner}.{region}.aliyuncs.com" if region else "sts.aliyuncs.com"
    try:
        return check_endpoint(endpoint if "://" in endpoint else f"https://{endpoint}")
    except UsageError as error:
        why = str(error)
    raise CredentialsError(f"STS cannot be asked at {one_line(endpoint, 100)!r}: {why}")


async def _ask_unsigned(
    call: Call, token: Secret, near: Surroundings
) -> dict[str, Json]:
    """The reply to an operation that proves itself by a token instead of a signature.

    The parameters travel in the body, because addresses end up in logs on the way.
    """
    query = canonical_query(
        {
            "Action": call.action,
            "Version": call.version,
            "Format": "JSON",
            "Timestamp": date(near.clock()),
            "SignatureNonce": uuid.uuid4().hex,
        }
    )
    form = canonical_query({**call.params, "OIDCToken": token.reveal()})
    request = Request(
        "POST",
        f"{'https' if call.secure else 'http'}://{call.host}/?{query}",
        {
            "content-type": "application/x-www-form-urlencoded",
            "accept": "application/json",
            "user-agent": USER_AGENT,
        },
        form.encode("ascii"),
    )
    reply = await fetch(request, LIMIT, near.ca_bundle)
    body = reply.body
    if reply.status >= 400:
        for spelling in (token.reveal(), encode(token.reveal())):
            body = body.replace(spelling.encode("utf-8", "replace"), b"***")
    return read(reply.status, reply.headers, body, call)


def _issued(tree: dict[str, Json], source: str) -> Issued:
    credentials = tree.get("Credentials")
    return read_issued(credentials if isinstance(credentials, dict) else {}, source)


def _blotted(sentence: str, secret: Secret | None) -> str:
    """The sentence without a secret that a server may have repeated in it."""
    return sentence.replace(secret.reveal(), "***") if secret else sentence
