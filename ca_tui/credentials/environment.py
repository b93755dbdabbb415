"""Variables that the vendor's tools read, in all their spellings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ca_tui.api.signing import Credentials, Secret
from ca_tui.credentials.issued import Issued, Nothing

PREFIXES: Final = ("ALIBABA_CLOUD_", "ALIBABACLOUD_", "ALICLOUD_")
"""Spellings of one variable, in the order of the vendor's command line."""

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


def first(environ: Mapping[str, str], names: tuple[str, ...]) -> str:
    """The first of these variables that says something, without blanks around it."""
    values = (environ.get(name, "").strip() for name in names)
    return next((value for value in values if value), "")


def spelled(environ: Mapping[str, str], name: str) -> str:
    """A variable, in whichever spelling of its prefix it is set."""
    return first(environ, tuple(prefix + name for prefix in PREFIXES))


def is_on(environ: Mapping[str, str], name: str) -> bool:
    """Whether a switch of the vendor's tools is set: `true` in any case, or 1."""
    return spelled(environ, name).casefold() in ("true", "1")


def environment_keys(environ: Mapping[str, str]) -> Issued:
    """The first complete set of one spelling; spellings are never mixed.

    Raises Nothing where there is none, CredentialsError for a key that cannot be one.
    """
    halves = []
    for prefix in PREFIXES:
        key, secret, token = (
            environ.get(prefix + name, "").strip()
            for name in ("ACCESS_KEY_ID", "ACCESS_KEY_SECRET", "SECURITY_TOKEN")
        )
        if key and secret:
            return Issued(
                Credentials(
                    key,
                    Secret(secret),
                    Secret(token) if token else None,
                    source=f"environment ({prefix}ACCESS_KEY_ID)",
                )
            )
        if key or secret:
            given, absent = ("ID", "SECRET") if key else ("SECRET", "ID")
            halves.append(
                f"{prefix}ACCESS_KEY_{given} is set, but {prefix}ACCESS_KEY_{absent}"
                " is not."
            )
    raise Nothing(
        " ".join(halves)
        or "ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET are not"
        " set."
    )


def has_keys(environ: Mapping[str, str]) -> bool:
    """Whether the environment holds a complete set of keys."""
    return any(
        environ.get(f"{prefix}ACCESS_KEY_ID", "").strip()
        and environ.get(f"{prefix}ACCESS_KEY_SECRET", "").strip()
        for prefix in PREFIXES
    )
