"""The signature against the vendor's own: SDK vectors, the documented example."""

from __future__ import annotations

import copy
import dataclasses
import json
import pickle
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import TypedDict, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ca_tui.api.errors import CredentialsError
from ca_tui.api.signing import (
    Credentials,
    Secret,
    canonical_query,
    canonical_request,
    date,
    encode,
    sign,
    signed_names,
    string_to_sign,
)


class Vector(TypedDict):
    """One recorded request of the official SDK, with everything but time pinned."""

    name: str
    ak: str
    secret: str
    method: str
    query: dict[str, str]
    headers: dict[str, str]
    body: str | None
    canonical_query: str
    signed_headers: str
    canonical_request: str
    string_to_sign: str
    authorization: str


VECTORS = cast(
    list[Vector],
    json.loads((Path(__file__).parent / "data" / "v3_vectors.json").read_text("utf-8")),
)

BARE = {
    "host": "ecs.cn-shanghai.aliyuncs.com",
    "x-acs-signature-nonce": "3156853299f313e23d1673dc12e1703d",
    "x-acs-version": "2014-05-26",
}

MINIMUM = (
    "host;x-acs-action;x-acs-content-sha256;x-acs-date;"
    "x-acs-signature-nonce;x-acs-version"
)


def test_there_are_eight_vectors() -> None:
    assert len(VECTORS) == 8


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_every_step_equals_the_official_sdk(vector: Vector) -> None:
    token = vector["headers"].get("x-acs-security-token")
    added = ("x-acs-content-sha256", "x-acs-accesskey-id", "x-acs-security-token")
    given = {k: v for k, v in vector["headers"].items() if k not in added}
    credentials = Credentials(
        vector["ak"], Secret(vector["secret"]), Secret(token) if token else None
    )

    query = canonical_query(vector["query"])
    headers = sign(
        vector["method"],
        query,
        given,
        credentials,
        body=(vector["body"] or "").encode(),
        also=("accept", "user-agent"),
    )
    names = vector["signed_headers"].split(";")
    request = canonical_request(vector["method"], query, headers, names)

    assert query == vector["canonical_query"]
    assert request == vector["canonical_request"]
    assert string_to_sign(request) == vector["string_to_sign"]
    assert headers.pop("authorization") == vector["authorization"]
    assert headers == vector["headers"]


def test_the_minimum_of_headers_is_signed() -> None:
    query = canonical_query(
        {
            "RegionId": "cn-shanghai",
            "InvokeId": "t-hz0jdfwd9f0001",
            "ContentEncoding": "Base64",
            "IncludeHistory": "true",
            "MaxResults": "50",
        }
    )
    headers = sign(
        "POST",
        query,
        {
            **BARE,
            "x-acs-action": "DescribeInvocationResults",
            "x-acs-date": "2026-01-02T03:04:05Z",
            "accept": "application/json",
            "user-agent": "rewritten on the way",
        },
        Credentials("testaccesskeyid000000", Secret("testaccesskeysecret00000000000")),
    )
    assert headers["authorization"] == (
        f"ACS3-HMAC-SHA256 Credential=testaccesskeyid000000,SignedHeaders={MINIMUM},"
        "Signature=650388594a16f6288689b3dfdd4902ee3d29fdce9816e97670f41b375b0d3968"
    )


def test_the_example_of_the_vendor_document() -> None:
    """RunInstances of the vendor's page on the V3 signature."""
    query = canonical_query(
        {
            "RegionId": "cn-shanghai",
            "ImageId": "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd",
        }
    )
    headers = sign(
        "POST",
        query,
        {
            **BARE,
            "x-acs-action": "RunInstances",
            "x-acs-date": "2023-10-26T10:22:32Z",
        },
        Credentials("YourAccessKeyId", Secret("YourAccessKeySecret")),
    )
    names = signed_names(headers)
    assert ";".join(names) == MINIMUM
    assert string_to_sign(canonical_request("POST", query, headers, names)) == (
        "ACS3-HMAC-SHA256\n"
        "7ea06492da5221eba5297e897ce16e55f964061054b7695beedaac1145b1e259"
    )
    assert headers["authorization"] == (
        f"ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders={MINIMUM},"
        "Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
    )


def test_the_date_is_utc_wherever_the_clock_stands() -> None:
    east = timezone(timedelta(hours=8))
    assert date(datetime(2026, 1, 2, 11, 4, 5, 999999, east)) == "2026-01-02T03:04:05Z"
    assert date(datetime(2026, 1, 2, 3, 4, 5, 0, UTC)) == "2026-01-02T03:04:05Z"


@given(st.text(st.characters()))
def test_encoding_leaves_only_unreserved_characters(text: str) -> None:
    """Any string, half surrogate pairs included, gives plain ASCII."""
    rest = encode(text)
    assert rest.isascii()
    assert all(letter.isalnum() or letter in "-_.~%" for letter in rest)


def test_a_secret_shows_itself_nowhere() -> None:
    secret = Secret("hunter2hunter2")
    shown = (
        repr(secret),
        str(secret),
        f"{secret}",
        f"{secret!r:>8}",
        f"{secret:<5}",
        "%s" % (secret,),  # noqa: UP031 logging formats like this
        repr([secret]),
        repr({"k": secret}),
    )
    assert not any("hunter" in text for text in shown)
    assert f"{secret:<5}" == "***  "
    assert secret.reveal() == "hunter2hunter2"
    assert not hasattr(secret, "__dict__")


def test_a_secret_is_compared_and_copied_but_never_pickled() -> None:
    secret = Secret("hunter2hunter2")
    assert secret == Secret("hunter2hunter2")
    assert secret != Secret("other")
    assert secret != "hunter2hunter2"
    assert len({secret, Secret("hunter2hunter2")}) == 1
    assert copy.copy(secret) is secret
    assert copy.deepcopy(secret) is secret
    assert not Secret("")
    credentials = Credentials("LTAI5t000000abcd", secret)
    assert dataclasses.asdict(credentials)["access_key_secret"] is secret
    for thing in (secret, credentials):
        with pytest.raises(TypeError, match="never written down"):
            pickle.dumps(thing)


def test_credentials_show_the_end_of_the_id_only() -> None:
    credentials = Credentials(
        "LTAI5t000000abcd", Secret("hunter2hunter2"), Secret("CAIStoken"), "environment"
    )
    assert (
        repr(credentials)
        == "Credentials(***abcd, security_token=***, source='environment')"
    )
    assert Credentials("12345678", Secret("s")).masked_id == "***"


@pytest.mark.parametrize(
    ("key", "secret", "token", "sentence"),
    [
        ("", "s", None, "The AccessKey ID (file) is empty."),
        ("id", "", None, "The AccessKey secret (file) is empty."),
        ("id", "hunter2\n", None, "The AccessKey secret (file) has a blank or odd"),
        ("id", "s", "CAIS\r\nx-evil: 1", "The security token (file) has a blank"),
        ("idé", "s", None, "The AccessKey ID (file) has a blank or odd"),
        ("id", "\ud800", None, "The AccessKey secret (file) has a blank or odd"),
    ],
)
def test_credentials_that_cannot_travel_are_refused(
    key: str, secret: str, token: str | None, sentence: str
) -> None:
    """A pasted line break would split a header, and the value stays unsaid."""
    with pytest.raises(CredentialsError) as caught:
        Credentials(key, Secret(secret), Secret(token) if token else None, "file")
    assert str(caught.value).startswith(sentence)
    assert "hunter2" not in str(caught.value)
    assert "CAIS" not in str(caught.value)


def test_secrets_are_scrubbed_from_what_a_server_echoes() -> None:
    credentials = Credentials("id-is-public", Secret("s3cr3t/=="), Secret("CAIS+tok"))
    echoed = b'{"Message":"CAIS+tok CAIS%2Btok s3cr3t%2F%3D%3D s3cr3t/== id-is-public"}'
    assert credentials.scrub(echoed) == b'{"Message":"*** *** *** *** id-is-public"}'
