"""Replies that are no success, from servers that mean ill."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ca_tui.api.errors import (
    ApiError,
    BadParameter,
    BadReply,
    CallError,
    Denied,
    Rejected,
    ServiceFault,
    Throttled,
)
from ca_tui.api.failures import seconds
from ca_tui.api.wire import Call, read

CALL = Call(
    "DescribeInvocationResults",
    "2014-05-26",
    "ecs.cn-hangzhou.aliyuncs.com",
    {},
    "cn-hangzhou",
)


def envelope(code: str, message: str = "No.", **more: object) -> bytes:
    fields = {"RequestId": "R-1", "HostId": "h", "Code": code, "Message": message}
    return json.dumps({**fields, **more}).encode()


def refused(
    status: int, body: bytes, headers: dict[str, str] | None = None
) -> CallError:
    with pytest.raises(CallError) as caught:
        read(status, headers or {}, body, CALL)
    return caught.value


def test_a_reply_is_its_json_object() -> None:
    body = '\ufeff{"RequestId": "R", "名": [1, null], "N": NaN}'.encode()
    assert read(200, {}, body, CALL) == {"RequestId": "R", "名": [1, None], "N": None}


def test_one_broken_letter_loses_no_page() -> None:
    assert read(200, {}, b'{"Name": "a\xff\xfeb"}', CALL) == {"Name": "a\ufffd\ufffdb"}


@pytest.mark.parametrize(
    ("code", "status", "kind"),
    [
        ("Throttling", 400, Throttled),
        ("Throttling.User", 400, Throttled),
        ("Throttling.Api", 429, Throttled),
        ("Rejected.Throttling", 503, Throttled),
        ("QuotaSomething", 429, Throttled),
        ("ServiceUnavailable", 503, ServiceFault),
        ("ServiceUnavailable", 400, ServiceFault),
        ("InternalError", 500, ServiceFault),
        ("InternalError.Dispatch", 500, ServiceFault),
        ("UnknownError", 400, ServiceFault),
        ("Whatever", 502, ServiceFault),
        ("InvalidAccessKeyId.NotFound", 404, Rejected),
        ("InvalidAccessKeyId.Inactive", 400, Rejected),
        ("MissingAccessKeyId", 400, Rejected),
        ("SignatureDoesNotMatch", 403, Rejected),
        ("IncompleteSignature", 400, Rejected),
        ("SignatureNonceUsed", 400, Rejected),
        ("InvalidTimeStamp.Expired", 400, Rejected),
        ("InvalidTimeStamp.Format", 400, Rejected),
        ("InvalidSecurityToken.Expired", 400, Rejected),
        ("InvalidSecurityToken.MismatchWithAccessKey", 400, Rejected),
        ("MissingSecurityToken", 400, Rejected),
        ("Forbidden.RAM", 403, Denied),
        ("Forbidden.RiskControl", 400, Denied),
        ("NoPermission", 403, Denied),
        ("Operation.Forbidden", 403, Denied),
        ("SomethingNew", 403, Denied),
        ("MissingParameter.RegionId", 400, BadParameter),
        ("InvalidRegionId.NotFound", 404, BadParameter),
        ("InvalidParameter.NextToken", 400, BadParameter),
        ("InvalidParam.PageSize", 400, BadParameter),
        ("InvalidApi.NotFound", 404, BadParameter),
        ("SomethingNew", 418, BadParameter),
        ("SomethingNew", 200, BadParameter),
    ],
)
def test_every_code_has_its_error(code: str, status: int, kind: type[ApiError]) -> None:
    error = refused(status, envelope(code))
    assert type(error) is kind
    assert isinstance(error, ApiError)
    assert (error.code, error.status, error.request_id) == (code, status, "R-1")
    assert (error.action, error.region_id) == (CALL.action, "cn-hangzhou")
    assert str(error) == (
        f"DescribeInvocationResults in cn-hangzhou: {code}: No. (RequestId R-1)"
    )


@pytest.mark.parametrize("case", [str.lower, str.upper, str.swapcase, str.title])
def test_keys_of_an_error_are_read_in_any_case(case: object) -> None:
    assert callable(case)
    fields = {
        case("RequestId"): "R-1",
        case("Code"): "Forbidden.RAM",
        case("Message"): "No.",
        case("Recommend"): "https://next.api.aliyun.com/troubleshoot?q=x",
        case("AccessDeniedDetail"): {case("AuthAction"): "ecs:DescribeInstances"},
    }
    error = refused(403, json.dumps(fields).encode(), {"Date": "Fri, 02 Jan 2026"})
    assert isinstance(error, Denied)
    assert error.code == "Forbidden.RAM"
    assert error.ram_action == "ecs:DescribeInstances"
    assert error.recommend == "https://next.api.aliyun.com/troubleshoot?q=x"
    assert error.date == "Fri, 02 Jan 2026"


def test_an_xml_error_is_read_like_a_json_one() -> None:
    error = refused(
        403,
        b"<?xml version='1.0' encoding='UTF-8'?><Error><RequestId>R-1</RequestId>"
        b"<HostId/><Code>Forbidden.RAM</Code><Message>User not authorized &lt;x&gt;."
        b"</Message><AccessDeniedDetail><AuthAction>ecs:DescribeRegions</AuthAction>"
        b"</AccessDeniedDetail></Error>",
    )
    assert isinstance(error, Denied)
    assert error.code == "Forbidden.RAM"
    assert error.message == "User not authorized <x>."
    assert error.request_id == "R-1"
    assert error.ram_action == "ecs:DescribeRegions"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize(
    "entity", ['"ha"', '"&#x48;&#x41;"', 'SYSTEM "file:///etc/hostname"']
)
def test_xml_with_a_document_type_is_not_parsed(entity: str, encoding: str) -> None:
    """Entities, which may multiply or name a local file, are never expanded."""
    bomb = (
        f"<!DOCTYPE Error [<!ENTITY a {entity}>]>"
        "<Error><Code>Throttling</Code><Message>&a;</Message></Error>"
    )
    assert type(refused(400, bomb.encode(encoding))) is BadReply
    plain = "<Error><Code>Throttling</Code><Message>ha</Message></Error>"
    assert type(refused(400, plain.encode("utf-8-sig"))) is Throttled


@pytest.mark.parametrize(
    ("status", "body", "sentence"),
    [
        (200, b"", "HTTP 200 with an empty body."),
        (500, b"  \n", "HTTP 500 with an empty body."),
        (200, b'{"a": 1', "HTTP 200 with JSON that is cut off, broken or no object."),
        (200, b"[1]", "HTTP 200 with JSON that is cut off, broken or no object."),
        (200, b"[" * 99_999, "HTTP 200 with JSON that is cut off"),
        (200, b'{"a":' * 99_999, "HTTP 200 with JSON that is cut off"),
        (200, b'{"a": 1' + b"0" * 9_999 + b"}", "HTTP 200 with JSON that is cut off"),
        (502, b"<html><h1>Bad Gateway</h1>", "HTTP 502 with a web page instead"),
        (200, b"<!DOCTYPE html><p>hi", "HTTP 200 with a web page instead"),
        (200, b"<Regions></Regions>", "HTTP 200 with XML instead of a reply"),
        (200, b"<Error></Error>", "HTTP 200 with a reply that names no error."),
        (404, b"404 page not found", "HTTP 404 with something that is not JSON"),
        (403, b'{"error": "x"}', "HTTP 403 with a reply that names no error."),
        (500, b'{"Code": null}', "HTTP 500 with a reply that names no error."),
        (500, b'{"Code": ["x"]}', "HTTP 500 with a reply that names no error."),
    ],
)
def test_what_is_no_reply_is_said_in_one_sentence(
    status: int, body: bytes, sentence: str
) -> None:
    error = refused(status, body)
    assert type(error) is BadReply
    assert error.message.startswith(sentence)
    assert error.action == "DescribeInvocationResults"


def test_a_redirect_is_named_and_not_followed() -> None:
    headers = {"Location": "https://login.example.com/\x1b[2J"}
    error = refused(302, b"<html>", headers)
    assert type(error) is BadReply
    assert error.message == (
        "HTTP 302, a redirect to https://login.example.com/ [2J;"
        " redirects are not followed."
    )


def test_429_is_throttling_whatever_its_body() -> None:
    for body in (b"", b"<html>slow down", b"{}", b"\x00"):
        error = refused(429, body, {"x-acs-request-id": "R-2"})
        assert isinstance(error, Throttled)
        assert error.request_id == "R-2"
        assert error.message


def test_the_time_to_wait_is_read_in_milliseconds() -> None:
    error = refused(400, envelope("Throttling"), {"X-Acs-Retry-After": "1500"})
    assert isinstance(error, Throttled)
    assert error.retry_after == 1.5
    new = refused(400, envelope("TooBusy"), {"x-acs-retry-after": "10"})
    assert type(new) is Throttled
    assert [seconds(text) for text in ("0", "-5", "", "1e9", "9" * 5000, "٣", "x")] == (
        [None] * 7
    )


def test_an_error_in_a_good_reply_is_still_an_error() -> None:
    """Some gateways send the envelope with HTTP 200."""
    assert type(refused(200, envelope("Throttling.User"))) is Throttled
    fine = envelope("Success", "done")
    assert read(200, {}, fine, CALL)["Code"] == "Success"
    data = envelope("Odd", "but with data", Regions=[])
    assert read(200, {}, data, CALL)["Regions"] == []


def test_a_message_is_one_line_without_what_it_echoes() -> None:
    error = refused(
        400,
        envelope(
            "SignatureDoesNotMatch",
            "Specified signature is not matched with our calculation. server string to"
            " sign is: POST&%2F&SecurityToken%3DCAIStoken",
        ),
    )
    assert error.message == "Specified signature is not matched with our calculation"
    odd = refused(
        400, envelope("A\x1b]52;c;x\x07\nB", "\x1b[31mred\r\n\u202eback\x9b" * 99)
    )
    assert isinstance(odd, ApiError)
    assert odd.code == "A ]52;c;x B"
    assert odd.message.startswith("[31mred back [31mred back")
    assert odd.message.endswith("…")
    assert len(odd.message) == 600


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["Code", "Throttling", "Message"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.text(max_size=3)
            | st.sampled_from(
                ["Code", "code", "Message", "RequestId", "AccessDeniedDetail"]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@given(
    st.one_of(
        st.binary(max_size=200),
        json_values.map(lambda value: json.dumps(value).encode()),
        st.text(max_size=60).map(
            lambda text: f"<Error><Code>{text}</Code></Error>".encode(
                "utf-8", "replace"
            )
        ),
    ),
    st.sampled_from([100, 200, 204, 301, 400, 403, 404, 429, 500, 503, 599, 999]),
    st.dictionaries(
        st.sampled_from(["x-acs-retry-after", "Date", "Location", "x-acs-request-id"]),
        st.text(max_size=8),
    ),
)
def test_any_bytes_are_a_dict_or_one_clear_error(
    body: bytes, status: int, headers: dict[str, str]
) -> None:
    try:
        reply = read(status, headers, body, CALL)
    except CallError as error:
        failed = error
    else:
        assert 200 <= status < 300
        assert isinstance(reply, dict)
        return
    assert str(failed).isprintable()
    assert failed.message or isinstance(failed, ApiError)
