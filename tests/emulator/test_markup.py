"""A reply says the same in XML and in JSON."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET

import pytest

from ca_tui.emulator.endpoint import Endpoint
from ca_tui.emulator.world import World
from tests.emulator.asking import (
    NOON,
    Asker,
    Json,
)

HZ = "cn-hangzhou"


def tree(node: ET.Element) -> Json:
    """XML as nested members; every list is one, even of one item."""
    if len(node) == 0:
        return node.text or ""
    members: dict[str, list[Json]] = {}
    for child in node:
        members.setdefault(child.tag, []).append(tree(child))
    return {key: list(each) for key, each in members.items()}


def listed(value: Json) -> Json:
    """JSON in the shape of `tree`."""
    if isinstance(value, dict):
        members: dict[str, Json] = {}
        for key, each in value.items():
            items = each if isinstance(each, list) else [each]
            if items:
                members[key] = [listed(item) for item in items]
        return members or ""
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


@pytest.mark.parametrize(
    ("service", "action"),
    [
        ("ecs", "DescribeRegions"),
        ("ecs", "DescribeInstances"),
        ("ecs", "DescribeCloudAssistantStatus"),
        ("ecs", "DescribeInvocationResults"),
        ("ecs", "DescribeInvocations"),
        ("ecs", "DescribeNothing"),
        ("swas", "ListRegions"),
        ("swas", "ListInstances"),
        ("swas", "DescribeCommandInvocations"),
    ],
)
def test_xml_says_the_same_as_json(service: str, action: str) -> None:
    params = {"RegionId": HZ, "PageSize": "50"}
    one, other = Asker(service=service), Asker(service=service)
    as_json = json.loads(one.raw(action, params).body)
    as_json.pop("Recommend", None)
    reply = other.raw(action, {**params, "Format": "XML"})
    assert reply.headers["Content-Type"] == "text/xml;charset=utf-8"
    root = ET.fromstring(reply.body.decode().replace("\ufffd", "?"))
    assert root.tag == ("Error" if "Code" in as_json else f"{action}Response")
    found = tree(root)
    assert isinstance(found, dict)
    found.pop("Recommend", None)
    printable = json.loads(json.dumps(as_json).replace("\\u001b", "?"))
    if action != "DescribeCommandInvocations":
        assert found == listed(printable)


def test_xml_wraps_results_as_the_vendor_does(asker: Asker) -> None:
    reply = asker.raw("DescribeInvocationResults", {"RegionId": HZ, "Format": "xml"})
    found = ET.fromstring(reply.body).findall(
        "Invocation/InvocationResults/InvocationResult/InvokeId"
    )
    assert len(found) == 10


def test_v1_answers_in_xml_by_default() -> None:
    endpoint = Endpoint(World(), lambda: NOON)
    reply = endpoint.handle("GET", "/?Action=DescribeRegions&Version=2014-05-26", {})
    assert ET.fromstring(reply.body).findtext("Code") == "MissingAccessKeyId"
