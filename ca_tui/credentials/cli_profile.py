"""Profiles of the vendor's command line: `~/.aliyun/config.json`, read only.

Source: `config/profile.go` of aliyun-cli, which names the fields and the modes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ca_tui.api.errors import CredentialsError
from ca_tui.api.failures import one_line
from ca_tui.api.signing import Secret
from ca_tui.credentials.environment import (
    PROFILE_VARIABLES,
    REGION_VARIABLES,
    first,
    is_on,
)
from ca_tui.credentials.files import exposed, read_text
from ca_tui.credentials.issued import json_object, number_of, text_of

CLI_CONFIG: Final = Path(".aliyun") / "config.json"
"""The configuration, below the home directory."""

SECRET_FIELDS: Final = (
    "access_key_secret",
    "sts_token",
    "private_key",
    "access_token",
    "oauth_access_token",
    "oauth_refresh_token",
    "bearer_token",
    "external_id",
)
"""What makes a configuration a secret."""


NOTHING: Final = Secret("")

MOST_NAMED: Final = 20
"""Profiles that a sentence lists."""


@dataclass(frozen=True, slots=True)
class Profile:
    """One profile; absent fields are empty."""

    name: str
    mode: str
    """As written; `modes.mode_of` knows what it means."""
    path: Path
    region_id: str = ""
    endpoint: str = ""
    endpoint_type: str = ""
    access_key_id: str = ""
    secret: Secret = NOTHING
    token: Secret = NOTHING
    sts_expiration: int = 0
    """Seconds since 1970 of a key that the command line keeps here."""
    sts_region: str = ""
    sts_endpoint: str = ""
    ram_role_name: str = ""
    ram_role_arn: str = ""
    ram_session_name: str = ""
    expired_seconds: int = 0
    external_id: Secret = NOTHING
    policy: str = ""
    source_profile: str = ""
    process_command: str = ""
    credentials_uri: str = ""
    oidc_provider_arn: str = ""
    oidc_token_file: str = ""
    marks: frozenset[str] = frozenset()
    """Fields that are set and matter only for recognizing the mode."""
    warning: str = ""
    """What is unsafe about the file, for the operator."""

    def __repr__(self) -> str:
        # in a damaged file a secret may stand in any field
        return f"Profile({str(self.path)!r})"

    def __str__(self) -> str:
        return f"profile {self.label!r} of {self.path}"

    @property
    def label(self) -> str:
        """The name as it may be shown."""
        return one_line(self.name, 80)


@dataclass(frozen=True, slots=True)
class Configuration:
    """The whole file."""

    path: Path
    current: str
    profiles: tuple[Profile, ...]

    def profile(self, name: str) -> Profile:
        """Raises CredentialsError for one that is not there, naming those that are."""
        for profile in self.profiles:
            if profile.name == name:
                return profile
        known = [repr(profile.label) for profile in self.profiles[:MOST_NAMED]]
        more = ", …" if len(self.profiles) > MOST_NAMED else ""
        raise CredentialsError(
            f"{self.path} has no profile {one_line(name, 80)!r}; it has:"
            f" {', '.join(known) or 'none'}{more}."
        )


def find_profile(
    environ: Mapping[str, str], home: Path, profile_name: str = ""
) -> Profile | None:
    """The named profile, else the environment's, else the file's current one.

    None when there is no file and none was named, and when the environment switches
    profiles off, which a name overrides. Raises CredentialsError for a file that
    cannot be read and for a profile that it does not have.
    """
    # raised anew: the first traceback knows what stands in the file
    why = ""
    try:
        configuration = read_configuration(environ, home, profile_name)
        if configuration is None:
            return None
        return chosen(configuration, environ, profile_name)
    except CredentialsError as error:
        why = str(error)
    raise CredentialsError(why)


def read_configuration(
    environ: Mapping[str, str], home: Path, profile_name: str = ""
) -> Configuration | None:
    """The file as `find_profile` looks for it."""
    if not profile_name and switched_off(environ):
        return None
    path = home / CLI_CONFIG
    text = read_text(path)
    if text is None:
        if profile_name:
            raise CredentialsError(
                f"Profile {profile_name!r} was asked for, but there is no {path}."
            )
        return None
    tree = json_object(text, str(path))
    entries = tree.get("profiles")
    if not isinstance(entries, list):
        raise CredentialsError(f"{path} has no list of profiles.")
    found = tuple(_profiles(entries, path))
    return Configuration(path, text_of(tree, "current") or "default", found)


def chosen(
    configuration: Configuration, environ: Mapping[str, str], profile_name: str
) -> Profile | None:
    """The profile to use; None where the file has none at all and none was named."""
    wanted = profile_name or first(environ, PROFILE_VARIABLES)
    if not wanted and not configuration.profiles:
        return None
    return configuration.profile(wanted or configuration.current)


def switched_off(environ: Mapping[str, str]) -> str:
    """The variable that switches profiles off; empty where none does."""
    for name in ("IGNORE_PROFILE", "CLI_PROFILE_DISABLED"):
        if is_on(environ, name):
            return f"ALIBABA_CLOUD_{name}"
    return ""


def region_of(environ: Mapping[str, str], profile: Profile | None) -> str:
    """The region to open: the profile's, else the environment's, else none."""
    if profile is not None and profile.region_id:
        return profile.region_id
    return first(environ, REGION_VARIABLES)


def _profiles(entries: list[object], path: Path) -> Iterator[Profile]:
    objects = [entry for entry in entries if isinstance(entry, dict)]
    secret = any(text_of(entry, name) for entry in objects for name in SECRET_FIELDS)
    warning = exposed(path) if secret else ""
    for entry in objects:
        yield _profile(entry, path, warning)


def _profile(entry: Mapping[str, object], path: Path, warning: str) -> Profile:
    texts = {name: text_of(entry, name) for name in _TEXTS}
    return Profile(
        path=path,
        warning=warning,
        secret=Secret(text_of(entry, "access_key_secret")),
        token=Secret(text_of(entry, "sts_token")),
        external_id=Secret(text_of(entry, "external_id")),
        sts_expiration=number_of(entry, "sts_expiration"),
        expired_seconds=number_of(entry, "expired_seconds"),
        marks=frozenset(name for name in _MARKS if text_of(entry, name)),
        **texts,
    )


_TEXTS: Final = (
    "name",
    "mode",
    "region_id",
    "endpoint",
    "endpoint_type",
    "access_key_id",
    "sts_region",
    "sts_endpoint",
    "ram_role_name",
    "ram_role_arn",
    "ram_session_name",
    "policy",
    "source_profile",
    "process_command",
    "credentials_uri",
    "oidc_provider_arn",
    "oidc_token_file",
)

_MARKS: Final = (
    "private_key",
    "key_pair_name",
    "cloud_sso_sign_in_url",
    "oauth_access_token",
    "oauth_refresh_token",
    "bearer_token",
)
