"""The vendor's SDKs behind plain functions: they are published without types."""

from __future__ import annotations

import importlib
import re
from typing import cast

from tests.emulator.asking import Json, Record

PACKAGES = {"ecs": "alibabacloud_ecs20140526", "swas": "alibabacloud_swas_open20200601"}


class SdkError(Exception):
    """What the SDK raised; `code` is the service's."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def snake(name: str) -> str:
    """InvokeId, OSType -> invoke_id, ostype, as the SDKs spell them."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def ask(
    service: str,
    url: str,
    action: str,
    params: dict[str, Json] | None = None,
    *,
    secret: str = "demo-access-key-secret",
    algorithm: str | None = None,
) -> Record:
    """Body of a reply, read into the SDK's own classes and out of them again.

    `algorithm="v2"` makes it sign with V1. Blocks. Raises SdkError.
    """
    config_of = importlib.import_module("alibabacloud_tea_openapi.models").Config
    client_of = importlib.import_module(f"{PACKAGES[service]}.client").Client
    models = importlib.import_module(f"{PACKAGES[service]}.models")
    exceptions = importlib.import_module("Tea.exceptions")
    client = client_of(
        config_of(
            access_key_id="demo-access-key-id",
            access_key_secret=secret,
            endpoint=url.removeprefix("http://"),
            protocol="http",
            signature_algorithm=algorithm,
        )
    )
    request = getattr(models, f"{action}Request")()
    request.from_map(params or {})
    try:
        body = getattr(client, snake(action))(request).body
    except exceptions.TeaException as error:
        raise SdkError(str(error.code)) from None
    unset = missing(body)
    assert not unset, f"{action} lacks {unset}"
    return cast("Record", body.to_map())


def missing(model: object, path: str = "") -> list[str]:
    """Members of an SDK class, and of those in it, that the reply did not have."""
    found: list[str] = []
    if isinstance(model, list):
        for item in model:
            found += missing(item, path)
    elif hasattr(model, "to_map"):
        for name, value in vars(model).items():
            where = f"{path}.{name}"
            if name.startswith("_"):
                continue
            found += [where] if value is None else missing(value, where)
    return found
