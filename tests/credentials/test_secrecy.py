"""Nothing secret in any log line, repr, warning, error or crash report."""

from __future__ import annotations

import io
import logging
import traceback
from collections.abc import Iterator
from itertools import product
from types import TracebackType
from urllib.parse import quote

import httpx
import pytest
from rich.console import Console
from rich.traceback import Traceback

from ca_tui.api.errors import CaTuiError
from ca_tui.credentials import find_profile
from ca_tui.credentials.chain import Chain
from ca_tui.credentials.cli_profile import read_configuration
from ca_tui.credentials.modes import Asked
from ca_tui.credentials.places import places
from ca_tui.credentials.surroundings import Surroundings
from tests.api.stage import CALL, OK, Stage, refusal
from tests.credentials.profiles import ASKING, GIVING, every_secret, profiles, written
from tests.credentials.stand_in import (
    BASE_ID,
    BASE_SECRET,
    EXTERNAL_ID,
    PROVIDER_ARN,
    ROLE_ARN,
    URI_TOKEN,
    Answer,
    Home,
    Vendor,
)


@pytest.fixture(autouse=True)
def _everything_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)


def frames_of_ours(error: BaseException) -> TracebackType | None:
    """The traceback from where the program begins: a test knows secrets itself."""
    frame = error.__traceback__
    while frame and "/ca_tui/" not in frame.tb_frame.f_code.co_filename:
        frame = frame.tb_next
    return frame


def crash_report(error: BaseException) -> str:
    """The error as plain Python reports it and as Rich does, with local variables."""
    ours = frames_of_ours(error)
    assert ours is not None
    screen = Console(file=io.StringIO(), width=300)
    report = Traceback.from_exception(
        type(error), error, ours, show_locals=True, locals_max_string=10_000, width=300
    )
    screen.print(report)
    assert isinstance(screen.file, io.StringIO)
    plain = "".join(traceback.format_exception(type(error), error, ours))
    return f"{error!r}\n{error}\n{plain}\n{screen.file.getvalue()}"


async def told(chain: Chain) -> Iterator[str]:
    """Everything that a chain says when it is asked, and asked again."""
    said = []
    for ask in (chain, chain):
        try:
            key = await ask()
            said += [repr(key), str(key), f"{key}", repr(await chain.renew(key))]
        except CaTuiError as error:
            said.append(crash_report(error))
    said += [repr(chain), repr(vars(chain)), *chain.warnings]
    return iter(said)


def search(text: str, vendor: Vendor) -> None:
    """Fail if a secret stands in the text, in any spelling that we send."""
    assert len(text) > 20
    for secret in every_secret(vendor):
        for spelling in (secret, quote(secret, safe=""), secret.encode().hex()):
            assert spelling not in text


FAULTS: dict[str, Answer | None] = {
    "well": None,
    "refused": (403, {"Code": "Forbidden.RAM", "Message": "echo: {told}"}),
    "down": (503, b"<html>{told}</html>"),
    "no JSON": (200, b"{told}"),
    "no key": (200, {"Code": "Success", "Credentials": {"AccessKeyId": "{told}"}}),
    "odd key": (
        200,
        {
            "Code": "Success",
            "AccessKeyId": "STS.x",
            "AccessKeySecret": "{told}",
            "SecurityToken": "{told}",
            "Credentials": {
                "AccessKeyId": "STS.x",
                "AccessKeySecret": "{told}",
                "SecurityToken": "{told}",
            },
        },
    ),
}
"""What services answer; they repeat what they were told."""


@pytest.mark.parametrize(
    ("mode", "fault"),
    [(mode, "well") for mode in GIVING] + list(product(ASKING, list(FAULTS)[1:])),
)
async def test_of_no_mode(
    vendor: Vendor,
    home: Home,
    caplog: pytest.LogCaptureFixture,
    mode: str,
    fault: str,
) -> None:
    written(home, vendor, mode)
    vendor.fault = FAULTS[fault]
    said = await told(vendor.chain({}, home.path, mode))
    search("\n".join([*said, caplog.text]), vendor)


@pytest.mark.parametrize("fault", FAULTS)
async def test_of_no_place(
    vendor: Vendor, home: Home, caplog: pytest.LogCaptureFixture, fault: str
) -> None:
    """One place after the other, until none has anything."""
    home.ini(
        f"[default]\ntype=ram_role_arn\naccess_key_id={BASE_ID}\n"
        f"access_key_secret={BASE_SECRET}\nrole_arn={ROLE_ARN}\n"
        f"external_id={EXTERNAL_ID}\n"
    ).chmod(0o644)
    written(home, vendor, "RamRoleArn")
    (home.path / ".aliyun" / "config.json").chmod(0o644)
    environ = {
        "ALIBABA_CLOUD_ACCESS_KEY_ID": BASE_ID,
        "ALIBABA_CLOUD_ACCESS_KEY_SECRET": BASE_SECRET,
        "ALIBABA_CLOUD_OIDC_TOKEN_FILE": str(home.token_file()),
        "ALIBABA_CLOUD_ROLE_ARN": ROLE_ARN,
        "ALIBABA_CLOUD_OIDC_PROVIDER_ARN": PROVIDER_ARN,
        "ALIBABA_CLOUD_STS_ENDPOINT": vendor.url,
        "ALIBABA_CLOUD_CREDENTIALS_URI": f"{vendor.url}/uri?token={URI_TOKEN}",
    }
    vendor.fault = FAULTS[fault]
    said: list[str] = []
    for absent in ("", "ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABA_CLOUD_ROLE_ARN"):
        environ.pop(absent, None)
        said += await told(vendor.chain(environ, home.path))
    for file in (".aliyun/config.json", ".alibabacloud/credentials.ini"):
        (home.path / file).unlink()
        said += await told(vendor.chain(environ, home.path))
    vendor.role_name = ""
    said += await told(vendor.chain(environ, home.path))
    search("\n".join([*said, caplog.text]), vendor)


@pytest.mark.parametrize(
    "damage", ["}", '{"profiles": 3}', "[", '"', "\\ud800", "\x00", "\udcff"]
)
async def test_of_no_broken_file(
    vendor: Vendor, home: Home, caplog: pytest.LogCaptureFixture, damage: str
) -> None:
    file = home.config(*profiles(vendor, home).values())
    text = file.read_text()
    for place in (0, len(text) // 2, len(text)):
        broken = text[:place] + damage + text[place:]
        file.write_bytes(broken.encode("utf-8", "surrogateescape"))
        said = list(await told(vendor.chain({}, home.path)))
        try:
            find_profile({}, home.path)
        except CaTuiError as error:
            said.append(crash_report(error))
        search("\n".join([*said, caplog.text]), vendor)


async def test_of_nothing_that_could_be_printed(vendor: Vendor, home: Home) -> None:
    """Reprs of everything that a crash report may find in a frame."""
    written(home, vendor, "RamRoleArn")
    environ = {"ALIBABA_CLOUD_ACCESS_KEY_SECRET": BASE_SECRET}
    configuration = read_configuration(environ, home.path)
    assert configuration is not None
    near = Surroundings(environ, home.path, vendor.clock, vendor.sleep, print)
    said = [repr(configuration), repr(near), repr(places(near))]
    said += [repr(Asked(p, configuration, near)) for p in configuration.profiles]
    said += [f"{profile} {profile!s}" for profile in configuration.profiles]
    search("\n".join(said), vendor)


async def test_of_no_key_that_the_service_refuses(
    vendor: Vendor, home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    """The whole way: client, expired token, search, and the second refusal."""
    written(home, vendor, "RamRoleArn")
    expired = "InvalidSecurityToken.Expired"
    stage = Stage(refusal(400, expired), OK, refusal(400, expired))
    chain = vendor.chain({}, home.path)
    client = stage.client(chain)
    await client.call(CALL)
    written(home, vendor, "AK")
    stage.script[:] = [refusal(400, expired)] * 2 + [httpx.Response(200)]
    with pytest.raises(CaTuiError) as caught:
        await client.call(CALL)
    search("\n".join([crash_report(caught.value), caplog.text]), vendor)
