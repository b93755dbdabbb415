"""One profile of every mode that gives a key."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Mapping

from tests.credentials.stand_in import (
    BASE_ID,
    BASE_SECRET,
    EXTERNAL_ID,
    PROVIDER_ARN,
    ROLE_ARN,
    START,
    URI_TOKEN,
    Home,
    Vendor,
)

KEPT_TOKEN = "kept-token-0123456789"
PRINTED = {
    "mode": "StsToken",
    "access_key_id": "STS.printed0001",
    "access_key_secret": "printed-secret-0123456789",
    "sts_token": "printed-token-0123456789",
}
BASE = {"access_key_id": BASE_ID, "access_key_secret": BASE_SECRET}
SOON = int(START.timestamp()) + 3600

GIVING = (
    "AK",
    "StsToken",
    "RamRoleArn",
    "ChainableRamRoleArn",
    "EcsRamRole",
    "RamRoleArnWithRoleName",
    "OIDC",
    "CredentialsURI",
    "External",
    "CloudSSO",
    "OAuth",
)
"""Modes that give a key."""

ASKING = GIVING[2:8]
"""Those that ask a service for it."""


def profiles(vendor: Vendor, home: Home) -> dict[str, dict[str, object]]:
    """Profiles by their mode, which is their name too; all of them work."""
    role = {"ram_role_arn": ROLE_ARN, "sts_endpoint": vendor.url}
    kept = {**BASE, "sts_token": KEPT_TOKEN, "sts_expiration": SOON}
    fields: dict[str, dict[str, object]] = {
        "AK": {**BASE, "region_id": "cn-shanghai"},
        "StsToken": {**BASE, "sts_token": KEPT_TOKEN},
        "RamRoleArn": {
            **BASE,
            **role,
            "ram_session_name": "night-shift",
            "expired_seconds": 900,
            "external_id": EXTERNAL_ID,
        },
        "ChainableRamRoleArn": {**role, "source_profile": "RamRoleArn"},
        "EcsRamRole": {"ram_role_name": vendor.role_name},
        "RamRoleArnWithRoleName": {**role, "ram_role_name": vendor.role_name},
        "OIDC": {
            **role,
            "oidc_provider_arn": PROVIDER_ARN,
            "oidc_token_file": str(home.token_file()),
        },
        "CredentialsURI": {"credentials_uri": f"{vendor.url}/uri?token={URI_TOKEN}"},
        "External": {"process_command": printing(PRINTED)},
        "CloudSSO": {**kept, "cloud_sso_sign_in_url": "https://signin.example"},
        "OAuth": {**kept, "oauth_refresh_token": "refresh-token-0123456789"},
    }
    return {
        mode: {"name": mode, "mode": mode, **given} for mode, given in fields.items()
    }


def written(home: Home, vendor: Vendor, current: str, /, **changes: object) -> None:
    """Write all profiles; `changes` are for the current one."""
    found = profiles(vendor, home)
    found[current].update(changes)
    home.config(*found.values(), current=current)


def printing(fields: Mapping[str, object]) -> str:
    """A command that prints these fields; what it prints is not on its command line."""
    hidden = json.dumps(fields).encode().hex()
    code = f"print(bytes.fromhex('{hidden}').decode())"
    return shlex.join([sys.executable, "-Ic", code])


def every_secret(vendor: Vendor) -> set[str]:
    """What nobody may see, with the profiles' own secrets."""
    printed = (PRINTED["access_key_secret"], PRINTED["sts_token"])
    return vendor.secrets | {KEPT_TOKEN, "refresh-token-0123456789", *printed}
