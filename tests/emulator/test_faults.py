"""What goes wrong on demand."""

from __future__ import annotations

import base64
import json
import xml.etree.ElementTree as ET

import pytest

from ca_tui.emulator.endpoint import DROPPED, Reply
from ca_tui.emulator.faults import Faults, Kind, Rule
from ca_tui.emulator.hostile import POISON
from tests.emulator.asking import Asker, Json, dig, records, rows, text

RESULTS = "DescribeInvocationResults"
HZ = {"RegionId": "cn-hangzhou", "MaxResults": "50"}


def replies(*rules: Rule, count: int = 1, action: str = RESULTS) -> list[Reply]:
    asker = Asker(faults=Faults(rules))
    return [asker.raw(action, HZ) for _ in range(count)]


def test_throttling_says_how_long_and_ends() -> None:
    rule = Rule("throttle", action=RESULTS, times=2, retry_after_ms=50)
    found = replies(rule, count=3)
    assert [reply.status for reply in found] == [400, 400, 200]
    assert dig(json.loads(found[0].body), "Code") == "Throttling.User"
    assert found[0].headers["x-acs-retry-after"] == "50"
    assert "x-acs-retry-after" not in found[2].headers


def test_a_rule_hits_its_action_and_region_after_those_it_lets_through() -> None:
    faults = Faults([Rule("error", action="A", region_id="r", skip=1, times=1)])
    calls = [("B", "r"), ("A", "x"), ("A", "r"), ("A", "r"), ("A", "r")]
    assert [bool(faults.take(*call)) for call in calls] == [
        False,
        False,
        False,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [
        ("throttle", 400, "Throttling.User"),
        ("error", 500, "InternalError"),
        ("unavailable", 503, "ServiceUnavailable"),
        ("denied", 403, "Forbidden.RAM"),
    ],
)
def test_errors_are_the_services_own(kind: Kind, status: int, code: str) -> None:
    reply = replies(Rule(kind))[0]
    assert reply.status == status
    assert dig(json.loads(reply.body), "Code") == code


def test_a_denial_names_the_action_of_ram() -> None:
    for service, name in (("ecs", "ecs"), ("swas", "swas-open")):
        asker = Asker(service=service, faults=Faults([Rule("denied")]))
        reply = asker("DescribeInvocations", RegionId="cn-hangzhou")
        detail = dig(reply, "AccessDeniedDetail")
        assert text(detail, "AuthAction") == f"{name}:DescribeInvocations"


def test_what_is_no_reply_of_the_service() -> None:
    html = replies(Rule("html"))[0]
    assert html.status == 502
    assert html.body.startswith(b"<html>")
    assert replies(Rule("empty"))[0].body == b""
    assert replies(Rule("drop"))[0].status == DROPPED
    cut = replies(Rule("cut"))[0]
    assert cut.status == 200
    with pytest.raises(ValueError, match=r"."):
        json.loads(cut.body)


def test_faults_come_after_the_signature() -> None:
    asker = Asker(faults=Faults([Rule("throttle")]), secret="wrong")
    assert asker.code(RESULTS, RegionId="cn-hangzhou") == "SignatureDoesNotMatch"
    assert asker.seen == []


def leaves(value: Json, name: str = "") -> list[tuple[str, str]]:
    """Every string of a reply with the name of its member."""
    if isinstance(value, dict):
        return [each for key, item in value.items() for each in leaves(item, key)]
    if isinstance(value, list):
        return [each for item in value for each in leaves(item, name)]
    return [(name, value)] if isinstance(value, str) else []


def test_hostile_text_is_in_every_free_text_and_ids_still_work() -> None:
    asker = Asker(faults=Faults([Rule("hostile")]))
    page = asker.results(MaxResults=50)
    for row in rows(page):
        for name in ("ErrorInfo", "Username", "ContainerName", "Launcher"):
            assert text(row, name).endswith(POISON)
        for tag in records(row, "Tags", "Tag"):
            assert POISON in text(tag, "TagKey")
            assert POISON in text(tag, "TagValue")
        data = base64.b64decode(text(row, "Output"), validate=True)
        assert b"\x1b]52;c;" in data
        assert data.endswith(b"\x9b31m")
    first = rows(page)[0]
    assert len(text(first, "InvokeId")) == 16
    again = rows(asker.results(InvokeId=text(first, "InvokeId")))
    assert text(again[0], "InvokeId") == first["InvokeId"]
    instances = asker("DescribeInstances", RegionId="cn-hangzhou")
    assert POISON in text(instances, "Instances", "Instance", 0, "InstanceName")


def test_hostile_all_spares_only_what_pages_need() -> None:
    asker = Asker(faults=Faults([Rule("hostile-all")]))
    page = asker(RESULTS, **{k: str(v) for k, v in HZ.items()})
    for name, value in leaves(page):
        if name in ("RequestId", "NextToken"):
            assert POISON not in value
        elif name != "Output":
            assert value.endswith(POISON)


def test_hostile_text_keeps_xml_well_formed() -> None:
    asker = Asker(faults=Faults([Rule("hostile-all")]))
    reply = asker.raw(RESULTS, {**HZ, "Format": "XML"})
    assert ET.fromstring(reply.body).tag == f"{RESULTS}Response"


def test_an_observer_sees_what_was_let_in() -> None:
    asker = Asker()
    asker("DescribeRegions")
    asker(RESULTS, RegionId="nowhere")
    assert asker.seen == ["DescribeRegions", RESULTS]
