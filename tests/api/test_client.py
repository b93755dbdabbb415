"""The calling loop over a transport that answers from a script."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import AsyncIterator

import httpx
import pytest

from ca_tui.api.errors import (
    ApiError,
    BadParameter,
    BadReply,
    ConnectionFailed,
    Rejected,
    ServiceFault,
    Throttled,
    TooLarge,
)
from ca_tui.api.limits import Limits
from ca_tui.api.retry import Wait
from ca_tui.api.wire import Call
from tests.api.stage import CALL, GOOD, OK, TOKEN, Pieces, Stage, Step, refusal


async def test_a_call_gives_the_reply_and_its_size() -> None:
    stage = Stage(OK)
    tree, size = await stage.client().call(CALL)
    assert tree == json.loads(GOOD)
    assert size == len(GOOD)
    assert stage.heard == []
    assert str(stage.requests[0].url) == "https://ecs.cn-hangzhou.aliyuncs.com/"
    assert stage.requests[0].headers["authorization"].startswith("ACS3-HMAC-SHA256 ")


async def test_the_bytes_sent_are_the_bytes_signed() -> None:
    """httpx sorts, encodes and merges nothing on the way."""
    stage = Stage(OK)
    params = {"b": "x y+*~%&=/'中", "a": "1"}
    call = Call("A", "1", "h.example", params, "")
    await stage.client().call(call)
    sent = stage.requests[0]
    assert sent.url.raw_path == b"/?a=1&b=x%20y%2B%2A~%25%26%3D%2F%27%E4%B8%AD"
    assert sent.headers.get_list("host") == ["h.example"]
    assert sent.headers["accept-encoding"] == "gzip"
    assert sent.content == b""


async def test_every_attempt_has_a_new_nonce_and_date() -> None:
    wait = {"x-acs-retry-after": "1500"}
    stage = Stage(
        refusal(400, "Throttling.User", wait),
        refusal(429, "Throttling", {"x-acs-retry-after": "99000"}),
        OK,
    )
    await stage.client().call(CALL)
    assert stage.sent("x-acs-signature-nonce") == ["nonce-1", "nonce-2", "nonce-3"]
    assert stage.sent("x-acs-date") == [
        "2026-01-02T03:04:05Z",
        "2026-01-02T03:04:06Z",
        "2026-01-02T03:05:06Z",
    ]
    assert len(set(stage.sent("authorization"))) == 3


async def test_a_wait_is_told_before_it_begins() -> None:
    stage = Stage(refusal(400, "Throttling", {"x-acs-retry-after": "2000"}), OK)
    await stage.client().call(CALL)
    told, slept = stage.heard
    assert isinstance(told, Wait)
    assert isinstance(told.error, Throttled)
    assert (told.action, told.region_id) == ("DescribeRegions", "cn-hangzhou")
    assert (told.attempt, told.seconds) == (1, 2.0)
    assert slept == 2.0


async def test_it_gives_up_with_the_last_error() -> None:
    stage = Stage(*(refusal(503, f"ServiceUnavailable.{n}") for n in range(9)))
    with pytest.raises(ServiceFault) as caught:
        await stage.client().call(CALL)
    assert caught.value.code == "ServiceUnavailable.3"
    assert stage.slept == [0.25, 0.5, 1.0]
    assert len(stage.requests) == 4


async def test_throttling_is_waited_out_over_a_change_of_the_minute() -> None:
    """The vendor counts per minute: what is refused in one passes in the next."""
    stage = Stage(*(refusal(400, "Throttling") for _ in range(20)))
    with pytest.raises(Throttled):
        await stage.client().call(CALL)
    assert stage.slept == [1.0, 1.5, 3.0, 6.0, 12.0, 15.0, 15.0, 15.0, 15.0, 15.0]
    assert sum(stage.slept) > 60


@pytest.mark.parametrize(
    ("step", "kind"),
    [
        (refusal(400, "InvalidParam.PageSize"), BadParameter),
        (refusal(403, "SignatureDoesNotMatch"), Rejected),
    ],
)
async def test_what_will_not_change_is_asked_once(
    step: Step, kind: type[ApiError]
) -> None:
    stage = Stage(step)
    with pytest.raises(kind):
        await stage.client().call(CALL)
    assert len(stage.requests) == 1


async def test_a_used_nonce_is_replaced_at_once() -> None:
    stage = Stage(refusal(400, "SignatureNonceUsed"), OK)
    await stage.client().call(CALL)
    assert stage.heard == []
    assert stage.sent("x-acs-signature-nonce") == ["nonce-1", "nonce-2"]


@pytest.mark.parametrize(
    ("step", "kind", "sentence"),
    [
        (httpx.ReadError(""), ConnectionFailed, "The connection to ecs.cn-hangzhou"),
        (
            httpx.RemoteProtocolError("illegal header line: bytearray(b'x')"),
            ConnectionFailed,
            "The connection to ecs.cn-hangzhou.aliyuncs.com was lost before the reply",
        ),
        (
            httpx.ConnectError("[Errno -2] Name or service not known"),
            ConnectionFailed,
            "Cannot connect to ecs.cn-hangzhou.aliyuncs.com: [Errno -2] Name or",
        ),
        (
            httpx.ProxyError("407 \x1b]0;x\x07Authentication"),
            ConnectionFailed,
            "Cannot connect to ecs.cn-hangzhou.aliyuncs.com through the proxy: 407 ]0",
        ),
        (
            httpx.ConnectTimeout(""),
            ConnectionFailed,
            "No connection to ecs.cn-hangzhou",
        ),
        (httpx.ReadTimeout(""), ConnectionFailed, "ecs.cn-hangzhou.aliyuncs.com was"),
        (httpx.PoolTimeout(""), ConnectionFailed, "No whole reply of ecs.cn-hangzhou"),
        (TimeoutError(), ConnectionFailed, "No whole reply of ecs.cn-hangzhou"),
        (
            httpx.LocalProtocolError(f"Illegal header value {TOKEN}"),
            ConnectionFailed,
            "The request to ecs.cn-hangzhou.aliyuncs.com could not be sent.",
        ),
        (httpx.Response(200, content=GOOD[:-9]), BadReply, "HTTP 200 with JSON that"),
        (httpx.Response(502, content=b"<html>"), BadReply, "HTTP 502 with a web page"),
        (
            httpx.Response(302, headers={"location": "https://evil.example/"}),
            BadReply,
            "HTTP 302, a redirect to https://evil.example/;",
        ),
        (
            httpx.Response(200, headers={"content-encoding": "br"}, content=b""),
            BadReply,
            "The reply is compressed with br, which nobody asked for.",
        ),
    ],
)
async def test_what_may_pass_is_tried_again(
    step: Step, kind: type[Exception], sentence: str
) -> None:
    stage = Stage(step, OK)
    tree, _ = await stage.client().call(CALL)
    assert tree["RequestId"] == "R-1"
    told = stage.heard[0]
    assert isinstance(told, Wait)
    assert type(told.error) is kind
    assert told.error.message.startswith(sentence)
    assert told.error.message.isprintable()
    assert TOKEN not in str(told.error)


async def test_a_compressed_reply_counts_unpacked() -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield gzip.compress(GOOD)

    headers = {"content-encoding": "gzip"}
    stage = Stage(httpx.Response(200, headers=headers, stream=Pieces(pieces)))
    assert (await stage.client().call(CALL))[1] == len(GOOD)


async def test_a_broken_compressed_reply_is_no_reply() -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield b"no gzip at all"

    headers = {"content-encoding": "gzip"}
    stage = Stage(httpx.Response(200, headers=headers, stream=Pieces(pieces)), OK)
    await stage.client().call(CALL)
    assert isinstance(stage.heard[0], Wait)
    assert stage.heard[0].error.message == "The reply is compressed and broken."


@pytest.mark.parametrize("packed", [False, True])
async def test_a_reply_too_large_is_cut_and_not_asked_for_again(packed: bool) -> None:
    megabyte = bytes(1 << 20)

    async def pieces() -> AsyncIterator[bytes]:
        zipped = io.BytesIO()
        with gzip.open(zipped, "wb") as packer:
            for _ in range(48):
                packer.write(megabyte)
                packer.flush()
                yield zipped.getvalue() if packed else megabyte
                zipped.seek(0)
                zipped.truncate()

    stream = Pieces(pieces)
    headers = {"content-encoding": "gzip"} if packed else {}
    stage = Stage(httpx.Response(200, headers=headers, stream=stream))
    with pytest.raises(TooLarge, match="larger than 32 MB"):
        await stage.client().call(CALL)
    assert stream.closed
    assert stream.taken <= Limits().largest + (1 << 20)
    assert len(stage.requests) == 1
