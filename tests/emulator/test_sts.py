"""Who asks: the one operation of STS, and what goes wrong with it."""

from __future__ import annotations

from ca_tui.emulator.faults import Faults, Rule
from tests.emulator.asking import Asker, dig, text


def test_the_pretended_account_has_one_ram_user() -> None:
    reply = Asker(service="sts")("GetCallerIdentity")
    assert text(reply, "IdentityType") == "RAMUser"
    assert text(reply, "Arn") == f"acs:ram::{text(reply, 'AccountId')}:user/demo"
    assert text(reply, "UserId") == text(reply, "PrincipalId")


def test_a_wrong_secret_is_nobody() -> None:
    asker = Asker(service="sts", secret="another")
    assert asker.code("GetCallerIdentity") == "SignatureDoesNotMatch"


def test_it_belongs_to_no_other_service() -> None:
    assert Asker()("GetCallerIdentity")["Code"] == "InvalidApi.NotFound"
    assert Asker(service="sts").code("DescribeRegions") == "InvalidApi.NotFound"


def test_a_denial_names_the_services_own_action() -> None:
    for service, action, ram_action in (
        ("sts", "GetCallerIdentity", "sts:GetCallerIdentity"),
        ("swas", "ListRegions", "swas-open:ListRegions"),
    ):
        asker = Asker(service=service, faults=Faults([Rule("denied")]))
        reply = asker(action)
        assert dig(reply, "AccessDeniedDetail", "AuthAction") == ram_action


def test_a_blind_user_sees_no_instances_and_no_error() -> None:
    asker = Asker(faults=Faults([Rule("blind", action="DescribeInstances")]))
    reply = asker("DescribeInstances", RegionId="cn-hangzhou")
    assert dig(reply, "Instances", "Instance") == []
    asker = Asker(
        service="swas", faults=Faults([Rule("blind", action="ListInstances")])
    )
    assert asker("ListInstances", RegionId="cn-shanghai")["Instances"] == []
