"""The file that the vendor's SDKs share: `~/.alibabacloud/credentials.ini`.

Source: the default chain of the vendor's credentials libraries.
"""

from __future__ import annotations

import asyncio
import configparser
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from ca_tui.api.errors import CredentialsError
from ca_tui.api.failures import one_line
from ca_tui.api.signing import Credentials, Secret
from ca_tui.credentials.environment import PROFILE_VARIABLES, first, spelled
from ca_tui.credentials.files import exposed, read_text
from ca_tui.credentials.issued import Issued, Nothing, number_of
from ca_tui.credentials.metadata import instance_role
from ca_tui.credentials.sts import Role, assume_role, assume_role_with_oidc
from ca_tui.credentials.surroundings import Surroundings

CREDENTIALS_FILE: Final = Path(".alibabacloud") / "credentials.ini"
"""Where it is below the home directory; ALIBABA_CLOUD_CREDENTIALS_FILE moves it."""


async def ini_key(near: Surroundings) -> Issued:
    """The key of the file's section: the one that the environment names, or `default`.

    Raises Nothing where there is no file or no such section, CredentialsError else.
    """
    path = ini_path(near)
    text = await asyncio.to_thread(read_text, path)
    if text is None:
        raise Nothing("There is no such file.")
    name = first(near.environ, PROFILE_VARIABLES) or "default"
    section = _section(text, path, name)
    if section is None:
        raise Nothing(f"{path} has no section [{one_line(name, 60)}].")
    if "access_key_secret" in text and (warning := exposed(path)):
        near.warn(warning)
    return await _key(section, f"section {name!r} of {path}", near)


def ini_path(near: Surroundings) -> Path:
    """Where the file is looked for."""
    given = spelled(near.environ, "CREDENTIALS_FILE")
    return Path(given) if given else near.home / CREDENTIALS_FILE


def _section(text: str, path: Path, name: str) -> Mapping[str, str] | None:
    """Names in lower case; `#` begins a comment, also inside a value."""
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    broken = False
    try:
        parser.read_string(text)
    except configparser.Error:
        # its text quotes the line
        broken = True
    if broken:
        raise CredentialsError(f"{path} is no file of sections and `name = value`.")
    if not parser.has_section(name):
        return None
    return {
        key: (value or "").partition("#")[0].strip()
        for key, value in parser.items(name)
    }


async def _key(section: Mapping[str, str], source: str, near: Surroundings) -> Issued:
    kind = section.get("type", "").casefold()
    match kind:
        case "access_key" | "sts":
            needed = (*_OWN, "security_token") if kind == "sts" else _OWN
            _need(section, source, *needed)
            return Issued(_own(section, source))
        case "ram_role_arn":
            _need(section, source, *_OWN, "role_arn")
            base = _own(section, source)
            return await assume_role(base, _role(section), source, near)
        case "oidc_role_arn":
            _need(section, source, "role_arn", "oidc_provider_arn", _TOKEN_FILE)
            return await assume_role_with_oidc(
                _role(section),
                section["oidc_provider_arn"],
                section[_TOKEN_FILE],
                source,
                near,
            )
        case "ecs_ram_role":
            return await instance_role(near, section.get("role_name", ""))
        case "rsa_key_pair":
            raise CredentialsError(
                f"The {source} is of type rsa_key_pair, which is deprecated by the"
                " vendor and cannot be used."
            )
    raise CredentialsError(
        f"The {source} has type {one_line(kind, 40)!r}; it may be access_key, sts,"
        " ram_role_arn, oidc_role_arn or ecs_ram_role."
    )


_OWN: Final = ("access_key_id", "access_key_secret")

_TOKEN_FILE: Final = "oidc_token_file_path"


def _need(section: Mapping[str, str], source: str, *names: str) -> None:
    absent = [name for name in names if not section.get(name)]
    if absent:
        raise CredentialsError(
            f"The {source} is incomplete: it needs {', '.join(absent)}."
        )


def _own(section: Mapping[str, str], source: str) -> Credentials:
    token = section.get("security_token", "")
    return Credentials(
        section["access_key_id"],
        Secret(section["access_key_secret"]),
        Secret(token) if token else None,
        source=source,
    )


def _role(section: Mapping[str, str]) -> Role:
    external_id = section.get("external_id", "")
    return Role(
        arn=section["role_arn"],
        session_name=section.get("role_session_name", ""),
        seconds=number_of(section, "duration_seconds"),
        external_id=Secret(external_id) if external_id else None,
        policy=section.get("policy", ""),
        sts_region=section.get("sts_region_id", ""),
        sts_endpoint=section.get("sts_endpoint", ""),
    )
