"""What the services put on the wire for any scope, judged by the vendor's signer."""

from __future__ import annotations

from collections.abc import AsyncIterator

from hypothesis import given, settings
from hypothesis import strategies as st

from ca_tui.api.ecs import Ecs
from ca_tui.api.endpoints import Endpoints
from ca_tui.api.models import Json, Page, Scope
from ca_tui.api.paging import Mode
from ca_tui.api.swas import Swas
from ca_tui.api.wire import Call, build
from tests.api.fake_caller import FakeCaller, numbered, run
from tests.api.official import official_authorization
from tests.api.test_wire import DATE, KEY, NONCE, STS

words = st.text(
    st.characters(exclude_categories=["Cs"]) | st.sampled_from(" +*~%&=/?#'\"()中😀"),
    max_size=20,
)

scopes = st.builds(
    Scope,
    service=st.just("ecs"),
    region_id=st.just("cn-hangzhou"),
    instance_id=words,
    invoke_id=words,
    command_id=words,
    tags=st.lists(st.tuples(words, words), max_size=3).map(tuple),
    include_history=st.booleans(),
)


def answer(call: Call) -> dict[str, Json]:
    """One list of three pages, in whichever way it is asked for."""
    if "PageSize" in call.params:
        size = int(call.params["PageSize"])
        return numbered(call, [run(n) for n in range(2 * size + 1)], "Invocations")
    token = {"": "one+two/==", "one+two/==": "three"}.get(
        call.params.get("NextToken", ""), ""
    )
    return {"Invocations": [run(len(token))], "NextToken": token}


async def drain(pages: AsyncIterator[Page]) -> None:
    async for _ in pages:
        pass


def check(calls: list[Call]) -> None:
    assert len(calls) > 2
    for call in calls:
        paging = {"PageNumber", "PageSize", "MaxResults", "NextToken"} & {*call.params}
        by_number = paging == {"PageNumber", "PageSize"}
        assert by_number or paging in ({"MaxResults"}, {"MaxResults", "NextToken"})
        for name, value in call.params.items():
            if name.startswith("Include"):
                assert value in ("true", "false")
        for credentials in (KEY, STS):
            request = build(call, credentials, DATE, NONCE)
            theirs = official_authorization(request, credentials)
            assert request.headers["authorization"] == theirs


@settings(max_examples=200, deadline=None)
@given(scopes, st.sampled_from(["token", "page"]), st.sampled_from([1, 4]))
async def test_ecs_never_mixes_pages_with_tokens_and_signs_as_the_vendor_does(
    scope: Scope, mode: Mode, concurrency: int
) -> None:
    caller = FakeCaller(answer)
    ecs = Ecs(caller, endpoints=Endpoints(), paging=mode, concurrency=concurrency)
    await drain(ecs.results(scope))
    await drain(ecs.invocations(scope))
    await ecs.glance(scope, 10)
    check(caller.calls)
    named = "MaxResults" if mode == "token" else "PageSize"
    assert all(named in call.params for call in caller.calls)


@settings(max_examples=50, deadline=None)
@given(scopes, st.sampled_from([1, 4]))
async def test_swas_pages_by_number_and_signs_as_the_vendor_does(
    scope: Scope, concurrency: int
) -> None:
    caller = FakeCaller(answer)
    swas = Swas(caller, endpoints=Endpoints(), concurrency=concurrency)
    untagged = Scope("swas", "cn-hangzhou", scope.instance_id, scope.invoke_id)
    await drain(swas.results(untagged))
    check(caller.calls)
    assert all("PageSize" in call.params for call in caller.calls)
