"""Whatever stands in the vendor's files: a key or a sentence, and no secret in it."""

from __future__ import annotations

import asyncio
import json
import tempfile
import traceback
from collections.abc import Mapping
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from ca_tui.api.errors import CredentialsError
from ca_tui.credentials import find_profile, region_of
from ca_tui.credentials.cli_profile import SECRET_FIELDS
from ca_tui.credentials.issued import check_success, json_object, read_issued
from ca_tui.credentials.modes import UNUSABLE
from tests.credentials.profiles import GIVING
from tests.credentials.stand_in import Home, Vendor

SECRET = "Hidden0123456789"
NOWHERE = "http://127.0.0.1:1"
ENVIRON = {
    "ALIBABA_CLOUD_STS_ENDPOINT": NOWHERE,
    # no example may start a program or ask an address
    "ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS": "true",
}
FEW = settings(max_examples=150, deadline=None)

texts = st.text(st.characters(), max_size=12)
junk = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | texts,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3)
    ),
    max_leaves=5,
)
secrets = st.sampled_from([SECRET, f" {SECRET}\x00", f"{SECRET}é", f"{SECRET} x", ""])
modes = st.sampled_from([*GIVING, *UNUSABLE, "", "ak", "Ststoken", "\x1b[2J", "K"])
names = st.sampled_from(["a", "b", "", "\x1b]0;x\x07", "é" * 400])
profiles = st.fixed_dictionaries(
    {"name": names | junk, "mode": modes | junk},
    optional={
        **dict.fromkeys((*SECRET_FIELDS, "process_command"), secrets | junk),
        "credentials_uri": st.just(f"https://{SECRET}.example/") | junk,
        "access_key_id": st.sampled_from(["LTAI5t", "", "é"]) | junk,
        "sts_expiration": st.integers() | junk,
        "expired_seconds": st.integers() | junk,
        "source_profile": names | junk,
        "ram_role_arn": st.just("acs:ram::1:role/x") | junk,
        "ram_session_name": texts,
        "ram_role_name": texts | junk,
        "sts_endpoint": st.sampled_from([NOWHERE, "http://", "a b", "", "\ud800"]),
        "oidc_provider_arn": texts,
        "oidc_token_file": st.sampled_from(
            ["/", "/nonexistent", "a\x00", "", "\ud800"]
        ),
        "region_id": texts | junk,
    },
)
configurations = st.fixed_dictionaries(
    {"current": names | junk, "profiles": st.lists(profiles | junk, max_size=3) | junk}
)


def ask(home: Home, environ: Mapping[str, str], profile_name: str = "") -> str:
    """What an operator sees of the search: the key in use, or why there is none."""

    async def search() -> str:
        chain = Vendor(url=NOWHERE).chain(
            {**ENVIRON, **environ}, home.path, profile_name
        )
        try:
            seen = repr(await chain())
        except CredentialsError as error:
            seen = "".join(traceback.format_exception(error))
        return "\n".join([seen, *chain.warnings])

    return asyncio.run(search())


def check_profile(home: Home) -> None:
    """`find_profile` gives a profile whose repr is harmless, or a sentence."""
    try:
        profile = find_profile({}, home.path)
        seen = f"{profile!r} {profile} {region_of({}, profile)}"
    except CredentialsError as error:
        seen = "".join(traceback.format_exception(error))
    assert SECRET not in seen


@FEW
@given(configurations, st.sampled_from(["", "a", "b"]))
def test_any_configuration(tree: object, named: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder))
        home.config({"name": "a"}).write_text(json.dumps(tree))
        check_profile(home)
        seen = ask(home, {}, named)
    assert SECRET not in seen
    assert len(seen) < 20_000


@FEW
@given(st.data())
def test_any_damage_to_a_good_configuration(data: st.DataObject) -> None:
    key = {"access_key_id": "LTAI5tkey", "access_key_secret": SECRET}
    good = json.dumps(
        {"current": "a", "profiles": [{"name": "a", "mode": "AK", **key}]}
    )
    begin = data.draw(st.integers(0, len(good)))
    # a whole key that stands where a name belongs is a name to every reader
    end = data.draw(st.integers(begin, min(begin + 60, len(good))))
    put = data.draw(
        st.binary(max_size=6) | st.sampled_from([b'"', b"\\u", b"[" * 9999])
    )
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder))
        damaged = good[:begin].encode() + put + good[end:].encode()
        home.config({"name": "a"}).write_bytes(damaged)
        check_profile(home)
        assert SECRET not in ask(home, {})


lines = st.lists(
    st.sampled_from(
        [
            "[default]",
            "[DEFAULT]",
            "[",
            "[default",
            "type = access_key",
            "type=sts",
            "type: ram_role_arn",
            "type = oidc_role_arn",
            "type=rsa_key_pair",
            "access_key_id = LTAI5tkey",
            f"access_key_secret = {SECRET}",
            f"access_key_secret {SECRET}",
            f"  {SECRET}",
            f"= {SECRET}",
            f"security_token = {SECRET}é",
            f"external_id={SECRET}",
            "role_arn = acs:ram::1:role/x",
            "oidc_provider_arn = x",
            "oidc_token_file_path = /",
            "duration_seconds = 99999999999999999999",
            "# comment",
            "\x00",
        ]
    )
    | texts.map(lambda text: f"{text}={text}"),
    max_size=10,
)


@FEW
@given(lines)
def test_any_ini_file(written: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder))
        text = "\n".join(written).encode("utf-8", "surrogatepass")
        home.ini("").write_bytes(text)
        assert SECRET not in ask(home, {})


@FEW
@given(st.binary(max_size=40) | junk.map(lambda tree: json.dumps(tree).encode()))
def test_any_answer_of_a_service(body: bytes) -> None:
    try:
        fields = json_object(body, "The reply")
        check_success({**fields, "Code": fields.get("Code", "Success")}, "The reply")
        seen = repr(read_issued({"AccessKeySecret": SECRET, **fields}, "a test"))
    except CredentialsError as error:
        seen = "".join(traceback.format_exception(error))
    assert SECRET not in seen
