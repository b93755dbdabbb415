"""A key is renewed before it expires, by one search, and anew when it is refused."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from ca_tui.api.errors import CredentialsError
from ca_tui.credentials.chain import MARGIN, PATIENCE, Chain
from tests.credentials.profiles import BASE, written
from tests.credentials.stand_in import Home, Vendor

ALMOST = timedelta(seconds=1)
DOWN = 503, b"<html>Service Unavailable</html>"


@pytest.fixture
def chain(vendor: Vendor, home: Home) -> Chain:
    """Its key is good for an hour and comes from STS, for a profile."""
    written(home, vendor, "RamRoleArn", expired_seconds=3600)
    return vendor.chain({}, home.path)


async def ask(chain: Chain) -> str:
    return (await chain()).access_key_id


async def test_a_key_is_asked_for_once(vendor: Vendor, chain: Chain) -> None:
    assert {await ask(chain) for _ in range(5)} == {"STS.issued0001"}
    assert vendor.actions == ["AssumeRole"]


async def test_it_is_renewed_in_time_and_not_before(
    vendor: Vendor, chain: Chain
) -> None:
    first = await ask(chain)
    assert chain.expires is not None
    assert chain.expires == vendor.now + timedelta(hours=1)
    vendor.now = chain.expires - MARGIN - ALMOST
    assert await ask(chain) == first
    vendor.now += ALMOST
    assert await ask(chain) == "STS.issued0002"
    assert chain.expires == vendor.now + timedelta(hours=1)
    assert chain.warnings == ()


async def test_many_who_ask_at_once_share_one_search(
    vendor: Vendor, chain: Chain
) -> None:
    vendor.gate.clear()
    asking = [asyncio.create_task(ask(chain)) for _ in range(20)]
    await vendor.asked.wait()
    vendor.gate.set()
    assert await asyncio.gather(*asking) == ["STS.issued0001"] * 20
    assert vendor.actions == ["AssumeRole"]


async def test_one_renewal_at_a_time_although_many_ask(
    vendor: Vendor, chain: Chain
) -> None:
    await ask(chain)
    vendor.now += timedelta(hours=1) - MARGIN
    keys = await asyncio.gather(*(ask(chain) for _ in range(20)))
    assert keys == ["STS.issued0002"] * 20
    assert vendor.actions == ["AssumeRole"] * 2


async def test_one_who_gives_up_does_not_stop_the_others(
    vendor: Vendor, chain: Chain
) -> None:
    vendor.gate.clear()
    asking = [asyncio.create_task(ask(chain)) for _ in range(2)]
    await vendor.asked.wait()
    asking[0].cancel()
    vendor.gate.set()
    assert await asking[1] == "STS.issued0001"
    assert vendor.actions == ["AssumeRole"]


async def test_a_search_that_nobody_waits_for_ends(
    vendor: Vendor, chain: Chain
) -> None:
    vendor.gate.clear()
    asking = asyncio.create_task(ask(chain))
    await vendor.asked.wait()
    asking.cancel()
    await asyncio.wait([asking])
    await asyncio.sleep(0)
    assert not [task for task in asyncio.all_tasks() if "_everywhere" in repr(task)]
    vendor.gate.set()
    assert (await ask(chain)).startswith("STS.issued")


async def test_the_old_key_is_used_while_renewing_fails_and_it_is_told(
    vendor: Vendor, chain: Chain
) -> None:
    first = await ask(chain)
    vendor.fault = DOWN
    vendor.now += timedelta(hours=1) - MARGIN
    assert await ask(chain) == first
    assert len(chain.warnings) == 1
    assert "expires soon and could not be renewed" in chain.warnings[0]
    assert "profile 'RamRoleArn'" in chain.warnings[0]


async def test_a_renewal_without_an_answer_does_not_hold_calls_up(
    vendor: Vendor, home: Home
) -> None:
    written(home, vendor, "RamRoleArn", expired_seconds=3600)
    chain = Chain({}, home.path, clock=vendor.clock, stall=0.01)
    first = await ask(chain)
    vendor.gate.clear()
    vendor.now += timedelta(hours=1) - MARGIN
    assert await ask(chain) == first
    assert "no answer within 0.01 s" in chain.warnings[0]


async def test_a_renewal_that_failed_is_not_repeated_at_once(
    vendor: Vendor, chain: Chain
) -> None:
    await ask(chain)
    vendor.fault = DOWN
    vendor.now += timedelta(hours=1) - MARGIN
    await ask(chain)
    asked = len(vendor.requests)
    await ask(chain)
    assert len(vendor.requests) == asked
    vendor.fault = None
    vendor.now += PATIENCE
    assert await ask(chain) == "STS.issued0002"


async def test_an_expired_key_that_cannot_be_renewed_is_an_error(
    vendor: Vendor, chain: Chain
) -> None:
    await ask(chain)
    vendor.fault = DOWN
    vendor.now += timedelta(hours=2)
    with pytest.raises(CredentialsError, match="AssumeRole"):
        await chain()
    vendor.fault = None
    assert await ask(chain) == "STS.issued0002"


async def test_renewing_asks_the_same_place_and_no_other_identity(
    vendor: Vendor, home: Home
) -> None:
    """Another place may be another account: nobody changes that unasked."""
    written(home, vendor, "RamRoleArn")
    chain = vendor.chain({}, home.path)
    assert "RamRoleArn" in (await chain()).source
    vendor.keys.pop(BASE["access_key_id"])
    vendor.now += timedelta(days=1)
    with pytest.raises(CredentialsError, match="profile 'RamRoleArn'"):
        await chain()
    assert not any(action.startswith("GET") for action in vendor.actions)


async def test_a_fast_clock_does_not_ask_for_a_key_at_every_call(
    vendor: Vendor, home: Home
) -> None:
    """By our clock each key is expired when it comes; the service decides."""
    vendor.lifetime = timedelta(hours=-1)
    written(home, vendor, "EcsRamRole")
    chain = vendor.chain({}, home.path)
    await ask(chain)
    asked = len(vendor.requests)
    await ask(chain)
    assert len(vendor.requests) == asked
    vendor.now += PATIENCE
    await ask(chain)
    assert len(vendor.requests) > asked


async def test_a_changed_file_is_picked_up_when_the_key_is_refused(
    vendor: Vendor, home: Home
) -> None:
    """Somebody signed in again in another window."""
    written(home, vendor, "StsToken")
    chain = vendor.chain({}, home.path)
    refused = await chain()
    written(home, vendor, "StsToken", sts_token="a-new-token-0123456789")
    assert (await chain()) == refused
    renewed = await chain.renew(refused)
    assert renewed.security_token is not None
    assert renewed.security_token.reveal() == "a-new-token-0123456789"
    assert await chain() == renewed


async def test_another_mode_or_another_place_is_picked_up_too(
    vendor: Vendor, home: Home
) -> None:
    written(home, vendor, "StsToken")
    chain = vendor.chain({}, home.path)
    refused = await chain()
    written(home, vendor, "OIDC")
    refused = await chain.renew(refused)
    assert "profile 'OIDC'" in refused.source
    (home.path / ".aliyun" / "config.json").unlink()
    assert "instance-role" in (await chain.renew(refused)).source


async def test_the_same_refused_key_again_is_told(vendor: Vendor, home: Home) -> None:
    written(home, vendor, "StsToken")
    chain = vendor.chain({}, home.path)
    refused = await chain()
    assert await chain.renew(refused) == refused
    assert "no longer takes the key of profile 'StsToken'" in chain.warnings[0]


async def test_a_refused_key_and_no_other_is_an_error(
    vendor: Vendor, home: Home
) -> None:
    written(home, vendor, "CloudSSO")
    chain = vendor.chain({}, home.path, "CloudSSO")
    refused = await chain()
    vendor.now += timedelta(hours=1)
    with pytest.raises(CredentialsError, match="aliyun configure"):
        await chain.renew(refused)


async def test_who_was_refused_an_older_key_gets_the_one_in_use(
    vendor: Vendor, chain: Chain
) -> None:
    """Of many calls that are refused at once, one makes the search."""
    refused = await chain()
    keys = await asyncio.gather(*(chain.renew(refused) for _ in range(20)))
    assert {key.access_key_id for key in keys} == {"STS.issued0002"}
    assert (await chain.renew(refused)).access_key_id == "STS.issued0002"
    assert vendor.actions == ["AssumeRole"] * 2


async def test_a_warning_is_heard_once(vendor: Vendor, home: Home) -> None:
    written(home, vendor, "EcsRamRole")
    (home.path / ".aliyun" / "config.json").chmod(0o644)
    heard: list[str] = []
    chain = Chain(
        {},
        home.path,
        clock=vendor.clock,
        metadata=vendor.url,
        on_warning=heard.append,
    )
    for _ in range(3):
        await chain()
        vendor.now += timedelta(hours=1)
    assert tuple(heard) == chain.warnings
    assert ["chmod 600" in sentence for sentence in heard] == [True]
