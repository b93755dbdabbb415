"""What a profile's mode means: who is asked for the key.

Source: `GetCredential` and `AutoModeRecognition` of aliyun-cli; modes are read in any
case, as it does.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from ca_tui.api.errors import CredentialsError
from ca_tui.api.failures import one_line
from ca_tui.api.signing import Credentials
from ca_tui.credentials.cli_profile import Configuration, Profile
from ca_tui.credentials.external import external_key
from ca_tui.credentials.issued import Issued, Nothing
from ca_tui.credentials.metadata import instance_role
from ca_tui.credentials.sts import Role, assume_role, assume_role_with_oidc
from ca_tui.credentials.surroundings import Surroundings
from ca_tui.credentials.uri import credentials_uri

DEEPEST: Final = 8
"""Profiles that may build on each other by `source_profile`."""

UNUSABLE: Final = {
    "rsakeypair": "RsaKeyPair is deprecated by the vendor",
    "bearertoken": "a bearer token does not open the APIs used here",
    "anonymous": "Cloud Assistant answers nobody without a key",
}
"""Modes that the vendor's command line has, folded, and why they are of no use."""


ADVICE: Final = (
    "Use a profile of another mode, for example AK, StsToken, RamRoleArn or"
    " CredentialsURI."
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A profile that is asked for its key."""

    profile: Profile
    configuration: Configuration
    near: Surroundings
    depth: int = 0
    """How many profiles build on it by now."""


async def key_of(asked: Asked) -> Issued:
    """The key of a profile, found as its mode says.

    Raises Nothing for a profile that was never filled in, CredentialsError else.
    """
    profile = asked.profile
    mode = mode_of(profile)
    if mode in UNUSABLE:
        raise CredentialsError(
            f"{_capital(profile)} has mode {one_line(profile.mode, 40) or mode}, which"
            f" cannot be used: {UNUSABLE[mode]}. {ADVICE}"
        )
    ask = _MODES.get(mode)
    if ask is None:
        # a mode is a word of letters; anything else may be a key at the wrong place
        word = profile.mode.strip()
        named = f" {word!r}" if word.isalpha() and word.isascii() else ""
        raise CredentialsError(
            f"{_capital(profile)} has a mode{named} that is not known here. {ADVICE}"
        )
    return await ask(asked)


def mode_of(profile: Profile) -> str:
    """The mode, folded; an empty one is recognized by the fields that are set."""
    if profile.mode:
        return profile.mode.casefold()
    signs = (
        ("ststoken", profile.access_key_id and profile.secret and profile.token),
        (
            "ramrolearn",
            profile.access_key_id and profile.secret and profile.ram_role_arn,
        ),
        ("ak", profile.access_key_id and profile.secret),
        ("rsakeypair", {"private_key", "key_pair_name"} <= profile.marks),
        ("ecsramrole", profile.ram_role_name),
        ("chainableramrolearn", profile.source_profile and profile.ram_role_arn),
        ("external", profile.process_command),
        (
            "oidc",
            profile.oidc_provider_arn
            and profile.oidc_token_file
            and profile.ram_role_arn,
        ),
        ("credentialsuri", profile.credentials_uri),
        ("cloudsso", "cloud_sso_sign_in_url" in profile.marks),
        ("oauth", {"oauth_access_token", "oauth_refresh_token"} & profile.marks),
        ("bearertoken", "bearer_token" in profile.marks),
    )
    return next((mode for mode, sign in signs if sign), "ak")


async def _ak(asked: Asked) -> Issued:
    return Issued(_own_key(asked.profile))


async def _sts_token(asked: Asked) -> Issued:
    _need(asked.profile, "sts_token")
    return Issued(_own_key(asked.profile, with_token=True))


async def _ram_role_arn(asked: Asked) -> Issued:
    profile = asked.profile
    base = _own_key(profile, with_token=bool(profile.token))
    return await _assumed(base, asked)


async def _chained(asked: Asked) -> Issued:
    profile = asked.profile
    _need(profile, "source_profile", "ram_role_arn")
    if asked.depth >= DEEPEST:
        raise CredentialsError(
            f"{_capital(profile)} builds on more than {DEEPEST} others: does a"
            " source_profile lead back to itself?"
        )
    source = asked.configuration.profile(profile.source_profile)
    base = await key_of(replace(asked, profile=source, depth=asked.depth + 1))
    return await _assumed(base.credentials, asked)


async def _ecs_ram_role(asked: Asked) -> Issued:
    return await _from_instance(asked)


async def _role_by_instance(asked: Asked) -> Issued:
    _need(asked.profile, "ram_role_arn")
    base = await _from_instance(asked)
    return await _assumed(base.credentials, asked)


async def _assumed(base: Credentials, asked: Asked) -> Issued:
    profile = asked.profile
    _need(profile, "ram_role_arn")
    return await assume_role(base, _role(profile), str(profile), asked.near)


async def _oidc(asked: Asked) -> Issued:
    profile = asked.profile
    _need(profile, "oidc_provider_arn", "oidc_token_file", "ram_role_arn")
    return await assume_role_with_oidc(
        _role(profile),
        profile.oidc_provider_arn,
        profile.oidc_token_file,
        str(profile),
        asked.near,
    )


async def _uri(asked: Asked) -> Issued:
    profile = asked.profile
    _need(profile, "credentials_uri")
    source = f"credentials_uri of {profile}"
    return await credentials_uri(profile.credentials_uri, source, asked.near)


async def _external(asked: Asked) -> Issued:
    profile = asked.profile
    _need(profile, "process_command")
    return await external_key(profile.process_command, str(profile), asked.near)


async def _kept(asked: Asked) -> Issued:
    """The key that the command line got by signing in, as long as it is good."""
    profile = asked.profile
    renew = f"aliyun sts GetCallerIdentity --profile {profile.label!r}"
    login = f"aliyun configure --profile {profile.label!r}"
    if not (profile.access_key_id and profile.secret and profile.token):
        raise CredentialsError(
            f"{_capital(profile)} keeps no key yet. Get one with `{renew}`, or sign in"
            f" with `{login}`."
        )
    expires = _time(profile.sts_expiration)
    if expires is None or expires <= asked.near.clock():
        raise CredentialsError(
            f"The key that {profile} keeps has expired. Get another with `{renew}`; if"
            f" that fails, sign in again with `{login}`."
        )
    return Issued(_own_key(profile, with_token=True), expires)


async def _from_instance(asked: Asked) -> Issued:
    profile, why = asked.profile, ""
    try:
        return await instance_role(asked.near, profile.ram_role_name)
    except Nothing as error:
        # the profile asks for it: a place that was meant, not one that may be empty
        why = str(error)
    raise CredentialsError(f"{_capital(profile)} asks for a RAM role: {why}")


def _own_key(profile: Profile, *, with_token: bool = False) -> Credentials:
    if not (profile.access_key_id or profile.secret or profile.token):
        raise Nothing(_incomplete(profile, "access_key_id, access_key_secret"))
    _need(profile, "access_key_id", "access_key_secret")
    return Credentials(
        profile.access_key_id,
        profile.secret,
        profile.token if with_token else None,
        source=str(profile),
    )


def _need(profile: Profile, *names: str) -> None:
    """Raise CredentialsError for fields that the mode cannot do without."""
    secrets = {"access_key_secret": profile.secret, "sts_token": profile.token}
    absent = [
        name
        for name in names
        if not (secrets[name] if name in secrets else getattr(profile, name))
    ]
    if absent:
        raise CredentialsError(_incomplete(profile, ", ".join(absent)))


def _incomplete(profile: Profile, absent: str) -> str:
    return (
        f"{_capital(profile)} is incomplete: it needs {absent}. Run `aliyun configure"
        f" --profile {profile.label!r}`."
    )


def _role(profile: Profile) -> Role:
    return Role(
        arn=profile.ram_role_arn,
        session_name=profile.ram_session_name,
        seconds=profile.expired_seconds,
        external_id=profile.external_id or None,
        policy=profile.policy,
        sts_region=profile.sts_region,
        sts_endpoint=profile.sts_endpoint,
    )


def _time(seconds: int) -> datetime | None:
    """None where it is not set, or beyond every calendar."""
    try:
        return datetime.fromtimestamp(seconds, UTC) if seconds else None
    except (ValueError, OverflowError, OSError):
        return None


def _capital(profile: Profile) -> str:
    return f"P{str(profile)[1:]}"


_MODES: Final[dict[str, Callable[[Asked], Awaitable[Issued]]]] = {
    "ak": _ak,
    "ststoken": _sts_token,
    "ramrolearn": _ram_role_arn,
    "chainableramrolearn": _chained,
    "ecsramrole": _ecs_ram_role,
    "ramrolearnwithrolename": _role_by_instance,
    "oidc": _oidc,
    "credentialsuri": _uri,
    "external": _external,
    "cloudsso": _kept,
    "oauth": _kept,
}
