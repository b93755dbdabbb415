"""Signatures, judged by what the official SDKs sign."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import cast
from urllib.parse import urlencode

import pytest

from ca_tui.emulator.auth import Verifier
from ca_tui.emulator.refusals import Refusal
from ca_tui.emulator.requests import Request, read_request
from tests.emulator.asking import Asker, Json, Record, dig, text

DATA = Path(__file__).parent / "data"

SIGNED_AT = 1_767_323_045.0  # 2026-01-02T03:04:05Z


@dataclass(frozen=True)
class Vector:
    """A request that official code signed."""

    name: str
    key_id: str
    secret: str
    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    token: str

    def request(self, **changed: str) -> Request:
        """The request as it arrives, or with something changed."""
        return read_request(
            changed.get("method", self.method),
            changed.get("target", self.target),
            {
                **self.headers,
                **(
                    {"x-acs-version": changed["version"]}
                    if "version" in changed
                    else {}
                ),
            },
            changed.get("body", self.body.decode()).encode(),
        )

    def verifier(self, **changed: str) -> Verifier:
        """A verifier that knows the vector's key."""
        keys = {self.key_id: changed.get("secret", self.secret)}
        tokens = {self.key_id: self.token} if self.token else None
        shift = float(changed.get("shift", "0"))
        return Verifier(lambda: SIGNED_AT + shift, keys, tokens)


def load(name: str) -> list[Record]:
    return cast("list[Record]", json.loads((DATA / name).read_text(encoding="utf-8")))


def texts(value: Json) -> dict[str, str]:
    assert isinstance(value, dict)
    return {key: str(each) for key, each in value.items()}


def v3(raw: Record) -> Vector:
    url = text(raw, "final_url")
    headers = texts(raw["final_headers"])
    return Vector(
        text(raw, "name"),
        text(raw, "ak"),
        text(raw, "secret"),
        text(raw, "method"),
        "/" + url.split("/", 3)[3],
        headers,
        str(raw["body"] or "").encode(),
        headers.get("x-acs-security-token", ""),
    )


def v1(raw: Record) -> Vector:
    signed = texts(raw["signed_params"])
    query = urlencode({**signed, "Signature": text(raw, "signature")})
    target = (
        "/" + text(raw, "final_url").split("/", 3)[3]
        if "final_url" in raw
        else f"/?{query}"
    )
    return Vector(
        text(raw, "name"),
        text(raw, "ak"),
        text(raw, "secret"),
        text(raw, "method"),
        target,
        {"host": "ecs.aliyuncs.com"},
        b"",
        signed.get("SecurityToken", ""),
    )


VECTORS = [
    *(v3(raw) for raw in load("v3_vectors.json")),
    *(v1(raw) for raw in load("v1_vectors.json")),
]


@pytest.fixture(params=VECTORS, ids=lambda vector: vector.name)
def vector(request: pytest.FixtureRequest) -> Vector:
    return cast("Vector", request.param)


def refusal(verifier: Verifier, request: Request) -> str:
    with pytest.raises(Refusal) as caught:
        verifier.verify(request)
    return caught.value.code


def test_there_are_thirteen_vectors() -> None:
    assert len(VECTORS) == 13


def test_a_vector_is_accepted(vector: Vector) -> None:
    assert vector.verifier().verify(vector.request()) == vector.key_id


def test_another_secret_is_refused(vector: Vector) -> None:
    code = refusal(vector.verifier(secret="another"), vector.request())
    assert code == "SignatureDoesNotMatch"


def test_a_parameter_more_is_refused(vector: Vector) -> None:
    joint = "&" if "?" in vector.target else "?"
    altered = vector.request(target=f"{vector.target}{joint}Extra=1")
    assert refusal(vector.verifier(), altered) == "SignatureDoesNotMatch"


def test_another_method_is_refused(vector: Vector) -> None:
    other = "GET" if vector.method == "POST" else "POST"
    code = refusal(vector.verifier(), vector.request(method=other))
    assert code == "SignatureDoesNotMatch"


def test_another_body_is_refused() -> None:
    vector = next(each for each in VECTORS if each.body)
    altered = vector.request(body=vector.body.decode().replace("t-1", "t-2"))
    assert refusal(vector.verifier(), altered) == "SignatureDoesNotMatch"


def test_an_altered_header_is_refused() -> None:
    altered = VECTORS[0].request(version="2020-06-01")
    assert refusal(VECTORS[0].verifier(), altered) == "SignatureDoesNotMatch"


def test_a_request_is_accepted_once(vector: Vector) -> None:
    verifier = vector.verifier()
    verifier.verify(vector.request())
    assert refusal(verifier, vector.request()) == "SignatureNonceUsed"


@pytest.mark.parametrize(
    ("shift", "taken"), [("899", True), ("-899", True), ("901", False), ("-901", False)]
)
def test_a_clock_may_be_wrong_by_fifteen_minutes(shift: str, taken: bool) -> None:
    for vector in VECTORS:
        verifier = vector.verifier(shift=shift)
        if taken:
            assert verifier.verify(vector.request()) == vector.key_id
        else:
            code = refusal(verifier, vector.request())
            assert code == "InvalidTimeStamp.Expired"


def test_an_unknown_key_is_not_found() -> None:
    asker = Asker(key_id="nobody")
    reply = asker.raw("DescribeRegions", {})
    assert reply.status == 404
    assert asker.code("DescribeRegions") == "InvalidAccessKeyId.NotFound"


def test_a_security_token_belongs_to_its_key() -> None:
    sts = next(vector for vector in VECTORS if vector.token)
    keys = {sts.key_id: sts.secret}
    other = Verifier(lambda: SIGNED_AT, keys, {sts.key_id: "another"})
    assert refusal(other, sts.request()) == "InvalidSecurityToken.MismatchWithAccessKey"
    plain = next(vector for vector in VECTORS if not vector.token)
    needs = Verifier(lambda: SIGNED_AT, keys, {sts.key_id: sts.token})
    assert refusal(needs, plain.request()) == "MissingSecurityToken"


@pytest.mark.parametrize(
    ("header", "value", "code"),
    [
        ("x_acs_date", "yesterday", "InvalidTimeStamp.Format"),
        ("x_acs_signature_nonce", "", "IncompleteSignature"),
        ("x_acs_content_sha256", "0" * 64, "SignatureDoesNotMatch"),
    ],
)
def test_a_bad_header_is_named(header: str, value: str, code: str) -> None:
    reply = Asker().raw("DescribeRegions", {}, **{header: value})
    assert dig(json.loads(reply.body), "Code") == code


def test_a_header_that_is_not_signed_makes_the_signature_incomplete() -> None:
    vector = VECTORS[0]
    headers = {**vector.headers, "x-acs-extra": "1"}
    request = read_request(vector.method, vector.target, headers, b"")
    assert refusal(vector.verifier(), request) == "IncompleteSignature"


def test_no_signature_at_all_is_refused() -> None:
    asker = Asker()
    reply = asker.endpoint.handle(
        "GET", "/?Action=DescribeRegions&Version=2014-05-26&Format=JSON", {}
    )
    assert dig(json.loads(reply.body), "Code") == "MissingAccessKeyId"
