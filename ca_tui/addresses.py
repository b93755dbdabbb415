"""Which addresses are meant: the operator's, the profile's, the environment's. Pure.

What the command line says wins; then the profile; then ALIBABA_CLOUD_ENDPOINT. Where
nobody says anything, `api.endpoints` knows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from ca_tui.config import Config
from ca_tui.credentials import Profile
from ca_tui.credentials.environment import spelled

_VENDOR: Final = re.compile(
    r"(https://)?([a-z0-9-]+\.)*aliyuncs\.com(:[0-9]+)?/?", re.IGNORECASE
)
"""An address of the vendor's."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where calls go."""

    endpoint: str = ""
    """A URL or a host name; empty: each region's own."""
    origin: str = ""
    """Who said so, in words for the operator."""
    vpc: bool = False
    """The endpoints inside a VPC instead of those on the internet."""

    @property
    def gateway(self) -> str:
        """The endpoint where it is not the vendor's own, so that it has to be asked
        about identities too; empty where there is none."""
        return "" if _VENDOR.fullmatch(self.endpoint) else self.endpoint


def addresses(
    config: Config, environ: Mapping[str, str], profile: Profile | None
) -> Addresses:
    """Where the calls of a run go."""
    if config.endpoint:
        return Addresses(config.endpoint, "--endpoint")
    if config.vpc:
        return Addresses(origin="--vpc", vpc=True)
    if profile is not None and profile.endpoint:
        return Addresses(profile.endpoint, str(profile))
    if profile is not None and profile.endpoint_type.casefold() == "vpc":
        return Addresses(origin=str(profile), vpc=True)
    endpoint = spelled(environ, "ENDPOINT")
    return Addresses(endpoint, "ALIBABA_CLOUD_ENDPOINT" if endpoint else "")


def for_keys(
    environ: Mapping[str, str], where: Addresses, region_id: str
) -> Mapping[str, str]:
    """The environment in which keys are looked for.

    Who asks for VPC endpoints has no way to the internet, so that roles are asked for
    inside it too, in the region that is looked at unless another one is named.
    """
    if not where.vpc:
        return environ
    inside = {"ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED": "true"}
    if region_id and not spelled(environ, "STS_REGION"):
        inside["ALIBABA_CLOUD_STS_REGION"] = region_id
    return {**environ, **inside}
