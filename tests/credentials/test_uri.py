"""A key from an address, and where plain http may go at all."""

from __future__ import annotations

import pytest

from ca_tui.api.errors import BadReply, CaTuiError, CredentialsError, UsageError
from ca_tui.api.fetch import LARGEST, fetch
from ca_tui.api.wire import Request
from tests.credentials.stand_in import URI_TOKEN, Home, Vendor

OFF = {"ALIBABA_CLOUD_ECS_METADATA_DISABLED": "true"}


async def reason(vendor: Vendor, home: Home, uri: str, **environ: str) -> str:
    variables = {**OFF, "ALIBABA_CLOUD_CREDENTIALS_URI": uri, **environ}
    with pytest.raises(CredentialsError) as caught:
        await vendor.chain(variables, home.path)()
    assert "credentials URI: " in str(caught.value)
    assert URI_TOKEN not in str(caught.value)
    return str(caught.value)


async def test_it_can_be_forbidden(vendor: Vendor, home: Home) -> None:
    forbidden = {"ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS": "TRUE"}
    uri = f"{vendor.url}/uri?token={URI_TOKEN}"
    assert "forbids" in await reason(vendor, home, uri, **forbidden)
    assert vendor.requests == []


@pytest.mark.parametrize(
    ("uri", "words"),
    [
        (f"http://192.168.1.7/?token={URI_TOKEN}", "use https"),
        (f"http://vault.example:8200/?token={URI_TOKEN}", "use https"),
        (f"http://127.0.0.1.example/?token={URI_TOKEN}", "use https"),
        (f"http://127.0.0.1@vault.example/?token={URI_TOKEN}", "use https"),
        (f"file:///etc/passwd?{URI_TOKEN}", "no http:// or https://"),
        (f"http://127.0.0.1:99999/{URI_TOKEN}", "no http:// or https://"),
        (f"http://[::1/{URI_TOKEN}", "no http:// or https://"),
        (URI_TOKEN, "no http:// or https://"),
        (f"http://127.0.0.1:1/{URI_TOKEN}", "Cannot connect to 127.0.0.1:1"),
    ],
)
async def test_an_address_that_is_refused_is_not_repeated(
    vendor: Vendor, home: Home, uri: str, words: str
) -> None:
    assert words in await reason(vendor, home, uri)


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (302, b"", "HTTP 302"),
        (500, URI_TOKEN.encode(), "HTTP 500"),
        (200, URI_TOKEN.encode(), "not JSON"),
        (200, b'{"Code": "Success", "AccessKeyId": "x"}', "lacks"),
        (200, b'{"Code": 3}', "does not say Success"),
    ],
)
async def test_what_is_no_key_is_refused(
    vendor: Vendor, home: Home, status: int, body: bytes, words: str
) -> None:
    vendor.fault = status, body
    assert words in await reason(vendor, home, f"{vendor.url}/uri?token={URI_TOKEN}")


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1:1", "localhost:1", "[::1]:1", "127.9.9.9:1"],
)
async def test_plain_http_reaches_this_machine(host: str) -> None:
    with pytest.raises(CaTuiError) as caught:
        await fetch(Request("GET", f"http://{host}/", {}), 1)
    assert not isinstance(caught.value, UsageError)


@pytest.mark.parametrize(
    "host", ["10.0.0.1", "172.16.0.1", "8.8.8.8", "100.100.100.201", "[2001:db8::1]"]
)
async def test_plain_http_reaches_no_other_machine(host: str) -> None:
    with pytest.raises(UsageError, match="use https"):
        await fetch(Request("GET", f"http://{host}/", {}), 1)


async def test_a_reply_has_an_end(vendor: Vendor) -> None:
    vendor.fault = 200, b"x" * (LARGEST + 1)
    with pytest.raises(BadReply, match="larger than"):
        await fetch(Request("GET", f"{vendor.url}/", {}), 5)
    vendor.fault = 200, b"x" * LARGEST
    assert len((await fetch(Request("GET", f"{vendor.url}/", {}), 5)).body) == LARGEST
