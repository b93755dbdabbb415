"""One call as bytes, both ways, with servers that mean ill."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import suppress
from urllib.parse import parse_qsl

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ca_tui.api.errors import CallError, UsageError
from ca_tui.api.signing import Credentials, Secret, canonical_query
from ca_tui.api.wire import (
    CHARSETS,
    Call,
    build,
    check_endpoint,
    flatten,
    read,
)
from tests.api.official import official_authorization

SECRET = "demo-access-key-secret"
KEY = Credentials("demo-access-key-id", Secret(SECRET))
STS = Credentials(
    "demo-access-key-id", Secret(SECRET), Secret("CAIS+token/with==chars")
)
DATE = "2026-01-02T03:04:05Z"
NONCE = "3156853299f313e23d1673dc12e1703d"

values = st.text(
    st.characters(exclude_categories=["Cs"]) | st.sampled_from(" +*~%&=/?#'\"()中😀"),
    max_size=20,
)
names = st.text("ABCdef0123456789.", min_size=1, max_size=8)
params = st.dictionaries(names, values, max_size=6)


def call(**changed: object) -> Call:
    fields: dict[str, object] = {
        "action": "DescribeInvocationResults",
        "version": "2014-05-26",
        "host": "ecs.cn-hangzhou.aliyuncs.com",
        "params": {},
        "region_id": "cn-hangzhou",
        **changed,
    }
    return Call(**fields)  # type: ignore[arg-type]  # a shorthand of the tests


@settings(max_examples=200)
@given(params, st.sampled_from([KEY, STS]))
def test_the_official_signing_code_accepts_what_we_send(
    given_params: dict[str, str], credentials: Credentials
) -> None:
    request = build(call(params=given_params), credentials, DATE, NONCE)
    assert request.headers["authorization"] == official_authorization(
        request, credentials
    )


@given(st.dictionaries(values.filter(bool), values, max_size=6))
def test_httpx_sends_the_query_that_was_signed(given_params: dict[str, str]) -> None:
    """H13: byte for byte, whatever stands in names and values."""
    request = build(call(params=given_params), KEY, DATE, NONCE)
    sent = httpx.Request(request.method, request.url)
    query = canonical_query(given_params)
    assert sent.url.raw_path == (f"/?{query}" if query else "/").encode()
    assert parse_qsl(query, keep_blank_values=True) == sorted(given_params.items())


def test_a_request_is_a_post_with_an_empty_body_and_no_rpc_parameters() -> None:
    request = build(call(params={"RegionId": "cn-hangzhou"}), KEY, DATE, NONCE)
    assert request.method == "POST"
    assert request.body == b""
    assert request.url == "https://ecs.cn-hangzhou.aliyuncs.com/?RegionId=cn-hangzhou"
    assert request.headers["host"] == "ecs.cn-hangzhou.aliyuncs.com"
    assert request.headers["x-acs-action"] == "DescribeInvocationResults"
    assert request.headers["x-acs-date"] == DATE
    assert "x-acs-security-token" not in request.headers
    assert "user-agent" not in request.headers["authorization"]


def test_a_request_keeps_its_headers_out_of_its_repr() -> None:
    request = build(call(), STS, DATE, NONCE)
    assert request.headers["x-acs-security-token"] == "CAIS+token/with==chars"
    assert "CAIS" not in repr(request)
    assert "Signature" not in repr(request)


@pytest.mark.parametrize(
    "host",
    [
        "",
        "ecs.cn hangzhou.aliyuncs.com",
        "evil.com/path",
        "user@evil.com",
        "a..b",
        "x" * 64 + ".com",
        ".".join(["abcdefgh"] * 32),
        "ecs\r\nx-evil: 1",
        "中.com",
        "h:port",
        "h:99999",
        "h:0",
        "h:",
        "[::1",
        "[::1]x",
    ],
)
def test_a_request_goes_to_a_host_name_or_nowhere(host: str) -> None:
    with pytest.raises(UsageError, match="no host name"):
        build(call(host=host), KEY, DATE, NONCE)


def test_plain_http_reaches_this_machine_only() -> None:
    near = build(call(host="127.0.0.1:8080", secure=False), KEY, DATE, NONCE)
    assert near.url == "http://127.0.0.1:8080/"
    with pytest.raises(UsageError, match="use https"):
        build(call(secure=False), KEY, DATE, NONCE)


def test_parameters_are_flattened_from_one() -> None:
    assert flatten(
        {
            "RegionId": "cn-hangzhou",
            "Tag": [{"Key": "环境", "Value": "a b"}, {"Key": "k"}],
            "InstanceId": ("i-aaa", "i-bbb"),
            "IncludeHistory": True,
            "IncludeOutput": False,
            "PageSize": 50,
            "NextToken": None,
            "Empty": [],
            "Status": "",
        }
    ) == {
        "RegionId": "cn-hangzhou",
        "Tag.1.Key": "环境",
        "Tag.1.Value": "a b",
        "Tag.2.Key": "k",
        "InstanceId.1": "i-aaa",
        "InstanceId.2": "i-bbb",
        "IncludeHistory": "true",
        "IncludeOutput": "false",
        "PageSize": "50",
        "Status": "",
    }


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("http://127.0.0.1:1234", ("http", "127.0.0.1:1234")),
        ("http://127.9.9.9", ("http", "127.9.9.9")),
        ("http://localhost:80/", ("http", "localhost:80")),
        ("http://[::1]:1234", ("http", "[::1]:1234")),
        (" HTTPS://ECS.aliyuncs.com ", ("https", "ecs.aliyuncs.com")),
        ("https://10.0.0.1:8443", ("https", "10.0.0.1:8443")),
    ],
)
def test_endpoints_that_are_taken(url: str, place: tuple[str, str]) -> None:
    assert check_endpoint(url) == place


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("http://ecs.aliyuncs.com", "Plain http to ecs.aliyuncs.com would show"),
        ("http://127.0.0.1.evil.com", "Plain http to 127.0.0.1.evil.com"),
        ("http://0.0.0.0:80", "Plain http"),
        ("http://[::ffff:127.0.0.1]:80", "Plain http"),
        ("http://127.0.0.1@evil.com", "An endpoint is"),
        ("http://127.0.0.1:1234/path", "An endpoint is"),
        ("http://127.0.0.1:1234?x=1", "An endpoint is"),
        ("ftp://127.0.0.1", "An endpoint is"),
        ("127.0.0.1:1234", "An endpoint is"),
        ("http://", "An endpoint is"),
        ("https://[::1", "The endpoint is no URL"),
        ("http://127.0.0.1:99999", "The endpoint is no URL"),
        ("", "An endpoint is"),
    ],
)
def test_endpoints_that_are_refused(url: str, sentence: str) -> None:
    with pytest.raises(UsageError) as caught:
        check_endpoint(url)
    assert str(caught.value).startswith(sentence)


def test_httpx_stays_out_until_the_client_is_imported() -> None:
    """Importing it costs time before the first paint."""
    program = (
        "import sys, ca_tui.api.wire, ca_tui.api.signing, ca_tui.api.retry,"
        " ca_tui.api.failures; sys.exit('httpx' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


NAMED = {"Name": "备份 – 数据库"}


@pytest.mark.parametrize(
    ("encoding", "declared", "name"),
    [
        ("utf-8", "application/json;charset=gbk", "备份 – 数据库"),
        ("gb18030", "application/json;charset=GBK", "备份 – 数据库"),
        ("gb18030", 'text/plain; charset="gb2312"; x=y', "备份 – 数据库"),
        ("utf-16", "application/json;charset=utf-8", "备份 – 数据库"),
    ],
)
def test_a_reply_in_another_charset_than_it_should_have_loses_no_letter(
    encoding: str, declared: str, name: str
) -> None:
    body = json.dumps(NAMED, ensure_ascii=False).encode(encoding)
    assert read(200, {"Content-Type": declared}, body, call()) == {"Name": name}


@pytest.mark.parametrize(
    "declared", ["", "utf-8", "hex", "unicode_escape", "idna", "x"]
)
def test_bytes_of_no_charset_cost_their_letters_only(declared: str) -> None:
    headers = {"content-type": f"application/json;charset={declared}"}
    body = b'{"Name": "caf\xe9", "Other": 1}'
    tree = read(200, headers, body, call())
    assert tree == {"Name": "caf\ufffd", "Other": 1}


@given(st.binary(max_size=80), st.sampled_from(sorted(CHARSETS)))
def test_any_bytes_in_any_charset_are_a_reply_or_a_named_error(
    body: bytes, charset: str
) -> None:
    headers = {"content-type": f"application/json;charset={charset}"}
    with suppress(CallError):
        assert isinstance(read(200, headers, body, call()), dict)
