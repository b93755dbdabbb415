"""Every place where a key may be, and how it is asked."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from ca_tui.credentials.cli_profile import (
    CLI_CONFIG,
    chosen,
    read_configuration,
    switched_off,
)
from ca_tui.credentials.environment import environment_keys, spelled
from ca_tui.credentials.ini import ini_key, ini_path
from ca_tui.credentials.issued import Issued, Nothing
from ca_tui.credentials.metadata import instance_role
from ca_tui.credentials.modes import Asked, key_of
from ca_tui.credentials.sts import Role, assume_role_with_oidc
from ca_tui.credentials.surroundings import Surroundings
from ca_tui.credentials.uri import credentials_uri

OIDC_VARIABLES: Final = ("OIDC_TOKEN_FILE", "ROLE_ARN", "OIDC_PROVIDER_ARN")
"""Needed all three, after their prefix."""


@dataclass(frozen=True, slots=True)
class Place:
    """One place."""

    name: str
    """In words for the operator."""
    ask: Callable[[], Awaitable[Issued]]
    """Raises Nothing where the place is empty, CaTuiError where it is broken."""


def places(near: Surroundings, profile_name: str = "") -> tuple[Place, ...]:
    """All of them in the vendor's order; a profile that was named is the only one."""

    async def environment() -> Issued:
        return environment_keys(near.environ)

    async def profile() -> Issued:
        return await _profile_key(near, profile_name)

    cli = Place(str(near.home / CLI_CONFIG), profile)
    if profile_name:
        return (cli,)
    return (
        Place("environment", environment),
        Place("OIDC", lambda: _oidc(near)),
        cli,
        Place(str(ini_path(near)), lambda: ini_key(near)),
        Place("RAM role of this ECS instance", lambda: instance_role(near)),
        Place("credentials URI", lambda: _uri(near)),
    )


async def _oidc(near: Surroundings) -> Issued:
    found = {name: spelled(near.environ, name) for name in OIDC_VARIABLES}
    absent = [f"ALIBABA_CLOUD_{name}" for name, value in found.items() if not value]
    if absent:
        raise Nothing(
            f"{' and '.join(absent)} {'is' if len(absent) == 1 else 'are'} not set."
        )
    role = Role(
        found["ROLE_ARN"], session_name=spelled(near.environ, "ROLE_SESSION_NAME")
    )
    return await assume_role_with_oidc(
        role,
        found["OIDC_PROVIDER_ARN"],
        found["OIDC_TOKEN_FILE"],
        "environment (ALIBABA_CLOUD_OIDC_TOKEN_FILE)",
        near,
    )


async def _profile_key(near: Surroundings, profile_name: str) -> Issued:
    configuration = await asyncio.to_thread(
        read_configuration, near.environ, near.home, profile_name
    )
    if configuration is None:
        variable = switched_off(near.environ)
        raise Nothing(f"{variable} says so." if variable else "There is no such file.")
    profile = chosen(configuration, near.environ, profile_name)
    if profile is None:
        raise Nothing("It has no profiles.")
    if profile.warning:
        near.warn(profile.warning)
    return await key_of(Asked(profile, configuration, near))


async def _uri(near: Surroundings) -> Issued:
    uri = spelled(near.environ, "CREDENTIALS_URI")
    if not uri:
        raise Nothing("ALIBABA_CLOUD_CREDENTIALS_URI is not set.")
    return await credentials_uri(
        uri, "environment (ALIBABA_CLOUD_CREDENTIALS_URI)", near
    )
