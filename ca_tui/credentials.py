"""Who am I: the environment, then the Alibaba Cloud CLI's profile. Read-only.

The vendor's files are never written, and a secret leaves this room only inside
`signing.Secret`, whose repr hides it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from ca_tui.api.errors import CredentialsError
from ca_tui.api.signing import Credentials, Secret

PREFIXES: Final = ("ALIBABA_CLOUD_", "ALIBABACLOUD_", "ALICLOUD_")
"""Spellings that the vendor's tools read, in their order."""

PROFILE_VARIABLES: Final = (
    "ALIBABACLOUD_PROFILE",
    "ALIBABA_CLOUD_PROFILE",
    "ALICLOUD_PROFILE",
)

REGION_VARIABLES: Final = (
    "ALIBABA_CLOUD_REGION_ID",
    "ALIBABACLOUD_REGION_ID",
    "ALICLOUD_REGION_ID",
    "REGION_ID",
    "REGION",
)

CLI_CONFIG: Final = Path(".aliyun") / "config.json"
"""The vendor CLI's configuration, below the home directory."""

MODES: Final = {"ak": False, "ststoken": True}
"""Modes of a profile that carry their key themselves: does it need a token?"""


@dataclass(frozen=True, slots=True)
class Profile:
    """One profile of the vendor CLI's configuration."""

    name: str
    mode: str
    region_id: str = ""
    endpoint: str = ""
    access_key_id: str = ""
    secret: Secret = field(default=Secret(""), repr=False)
    token: Secret | None = field(default=None, repr=False)
    path: Path = Path()

    def credentials(self) -> Credentials:
        """The key of an AK or StsToken profile.

        Raises CredentialsError for another mode, and where a part is missing.
        """
        mode = self.mode.casefold() or ("ststoken" if self.token else "ak")
        if mode not in MODES:
            raise CredentialsError(
                f"Profile {self.name!r} in {self.path} has mode {self.mode}, which "
                "cannot be used yet: use a profile of mode AK or StsToken, or set "
                "ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET."
            )
        needs_token = MODES[mode]
        if not (self.access_key_id and self.secret.reveal()) or (
            needs_token and self.token is None
        ):
            parts = "access_key_id, access_key_secret"
            parts += " and sts_token" if needs_token else ""
            raise CredentialsError(
                f"Profile {self.name!r} in {self.path} is incomplete: it needs "
                f"{parts}. Run `aliyun configure --profile {self.name}`."
            )
        return Credentials(
            self.access_key_id,
            self.secret,
            self.token if needs_token else None,
            source=f"profile {self.name!r} of {self.path}",
        )


def find_credentials(
    environ: Mapping[str, str], home: Path, profile_name: str = ""
) -> Credentials:
    """The first credentials there are: environment, then the CLI's profile.

    A profile that was named goes first, because it was asked for.
    Raises CredentialsError, naming the places looked at.
    """
    if not profile_name:
        from_environment = _from_environment(environ)
        if from_environment is not None:
            return from_environment
    profile = find_profile(environ, home, profile_name)
    if profile is not None:
        return profile.credentials()
    raise CredentialsError(
        "No credentials found. Looked at ALIBABA_CLOUD_ACCESS_KEY_ID and "
        "ALIBABA_CLOUD_ACCESS_KEY_SECRET in the environment and at "
        f"{home / CLI_CONFIG}. Run `aliyun configure`, or look around without an "
        "account: ca-tui --demo"
    )


def find_profile(
    environ: Mapping[str, str], home: Path, profile_name: str = ""
) -> Profile | None:
    """The named profile, else the environment's, else the file's current one.

    None when there is no file and none was named. Raises CredentialsError for a
    file that cannot be read and for a profile that it does not have.
    """
    wanted = profile_name or _first(environ, PROFILE_VARIABLES)
    path = home / CLI_CONFIG
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        if profile_name:
            raise CredentialsError(
                f"Profile {profile_name!r} was asked for, but there is no {path}."
            ) from None
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise CredentialsError(f"{path} cannot be read: {error}") from None
    current, profiles = _parse(text, path)
    name = wanted or current
    for profile in profiles:
        if profile.name == name:
            return profile
    if not wanted and not profiles:
        return None
    known = ", ".join(profile.name for profile in profiles) or "none"
    raise CredentialsError(f"{path} has no profile {name!r}; it has: {known}.")


def region_of(environ: Mapping[str, str], profile: Profile | None) -> str:
    """The region to open: the profile's, else the environment's, else none."""
    if profile is not None and profile.region_id:
        return profile.region_id
    return _first(environ, REGION_VARIABLES)


def _from_environment(environ: Mapping[str, str]) -> Credentials | None:
    for prefix in PREFIXES:
        key = environ.get(prefix + "ACCESS_KEY_ID", "").strip()
        secret = environ.get(prefix + "ACCESS_KEY_SECRET", "").strip()
        if key and secret:
            token = environ.get(prefix + "SECURITY_TOKEN", "").strip()
            return Credentials(
                key,
                Secret(secret),
                Secret(token) if token else None,
                source=f"environment ({prefix}ACCESS_KEY_ID)",
            )
    return None


def _first(environ: Mapping[str, str], names: tuple[str, ...]) -> str:
    return next((environ[name] for name in names if environ.get(name)), "")


def _parse(text: str, path: Path) -> tuple[str, list[Profile]]:
    try:
        tree = json.loads(text)
    except ValueError as error:
        # the file holds secrets: only the place of the mistake may be told
        line = getattr(error, "lineno", "?")
        raise CredentialsError(f"{path}, line {line}: this is not JSON.") from None
    if not isinstance(tree, dict) or not isinstance(tree.get("profiles"), list):
        raise CredentialsError(f"{path} has no list of profiles.")
    current = tree.get("current")
    return (
        current if isinstance(current, str) else "default",
        list(_profiles(tree["profiles"], path)),
    )


def _profiles(entries: list[object], path: Path) -> Iterator[Profile]:
    for entry in entries:
        if not isinstance(entry, dict):
            continue
        texts = {k: v for k, v in entry.items() if isinstance(v, str)}
        token = texts.get("sts_token", "")
        yield Profile(
            name=texts.get("name", ""),
            mode=texts.get("mode", ""),
            region_id=texts.get("region_id", ""),
            endpoint=texts.get("endpoint", ""),
            access_key_id=texts.get("access_key_id", ""),
            secret=Secret(texts.get("access_key_secret", "")),
            token=Secret(token) if token else None,
            path=path,
        )
