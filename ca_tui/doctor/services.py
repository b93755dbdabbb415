"""One service: its regions, its results, and what comes with them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ca_tui.api.errors import CaTuiError, ConnectionFailed, UsageError
from ca_tui.api.models import Json, Page, ServiceName
from ca_tui.api.permissions import PREFIXES
from ca_tui.api.replies import read_page
from ca_tui.api.wire import Call
from ca_tui.connection import Line
from ca_tui.doctor import network
from ca_tui.doctor.asking import Answer, Asker, Late
from ca_tui.doctor.findings import Finding, not_asked
from ca_tui.doctor.judging import judge
from ca_tui.doctor.operations import TITLES, VERSIONS, Operation, operations_of


@dataclass(frozen=True, slots=True)
class Patient:
    """What is examined."""

    line: Line
    asker: Asker
    region_id: str
    """Where operations are asked."""
    all_may: bool
    """Nothing can be denied to this identity."""


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found of a service."""

    host: str
    """Who answered in the region; empty: nobody."""
    regions: frozenset[str] | None
    """Those that the service has; None: it did not tell."""
    findings: tuple[Finding, ...]


async def examine(patient: Patient, service: ServiceName) -> Examined:
    """Ask every operation of a service once.

    A region that does not answer, or that the service does not have, is asked once.
    """
    listing, results, *others = operations_of(service)
    answer = await _listed(patient, listing)
    found = [judge(listing, answer, patient.region_id)]
    known = _learned(patient, service, answer)
    if known is not None and patient.region_id not in known:
        why = f"{patient.region_id} has no {TITLES[service]}"
        skipped = [_pointless(each, why) for each in (results, *others)]
        way = not_asked(f"{service}_region", why)
        way = replace(way, state="ok", says=why)
        return Examined(answer.host, known, (way, *found, *skipped))
    answer = await _ask(patient, results)
    way = network.reached(service, patient.region_id, answer)
    if isinstance(answer.error, ConnectionFailed | Late | UsageError):
        why = f"{answer.host or patient.region_id} does not answer"
        skipped = [not_asked(each.check, why, service) for each in (results, *others)]
        return Examined(answer.host, known, (way, *found, *skipped))
    found.append(judge(results, answer, patient.region_id))
    answers = await asyncio.gather(*(_ask(patient, each) for each in others))
    for operation, other in zip(others, answers, strict=True):
        finding = judge(operation, other, patient.region_id)
        if operation.action == "DescribeInstances" and other.error is None:
            finding = _blind(finding, patient, answer, other)
        found.append(finding)
    return Examined(answer.host, known, (way, *found))


async def _listed(patient: Patient, listing: Operation) -> Answer:
    """The regions; from the central host where the usual one cannot be reached."""
    answer = await _ask(patient, listing)
    central = patient.line.endpoints[listing.service].central(listing.service)
    if isinstance(answer.error, ConnectionFailed) and central:
        return await _ask(patient, listing, central)
    return answer


async def _ask(patient: Patient, operation: Operation, central: str = "") -> Answer:
    service, region_id = operation.service, patient.region_id
    endpoints = patient.line.endpoints[service]
    asked_at = region_id if operation.regional else endpoints.home
    try:
        host, secure = endpoints.host(service, asked_at)
        host = central or host
    except CaTuiError as error:
        return Answer(error=error)
    params = operation.request(region_id)
    call = Call(operation.action, VERSIONS[service], host, params, region_id, secure)
    return await patient.asker.ask(patient.line, call)


def unknown_regions(found: Sequence[Examined], named: Sequence[str]) -> list[Finding]:
    """The regions that no service has, of those named; none where a service did not
    tell its own."""
    every: set[str] = set()
    for each in found:
        if each.regions is None:
            return []
        every |= each.regions
    absent = [region_id for region_id in named if region_id not in every]
    if not absent:
        return []
    says = f"no such region for this account: {', '.join(absent)}"
    remedy = f"There are {', '.join(sorted(every))}."
    return [Finding("regions", "failed", says, remedy, {"unknown": list(absent)})]


def _learned(
    patient: Patient, service: ServiceName, answer: Answer
) -> frozenset[str] | None:
    """The regions of a service, whose endpoints are used from now on."""
    regions = _page(patient, service, answer).regions if not answer.error else ()
    patient.line.endpoints[service].learn(regions)
    return frozenset(region.region_id for region in regions) or None


def _page(patient: Patient, service: ServiceName, answer: Answer) -> Page:
    region_id = patient.region_id
    return read_page(
        answer.tree, service=service, region_id=region_id, encoding="base64"
    )


def _pointless(operation: Operation, why: str) -> Finding:
    facts: dict[str, Json] = {"asked": False}
    says = f"not needed: {why}"
    return Finding(operation.check, "ok", says, "", facts, operation.service)


def _blind(finding: Finding, patient: Patient, results: Answer, own: Answer) -> Finding:
    """An empty list is no proof: it is all that a RAM user without the permission
    gets, and no error. Source: the vendor's operation page "DescribeInstances"."""
    if patient.all_may or _page(patient, "ecs", own).instances:
        return finding
    seen = _page(patient, "ecs", results).results if not results.error else ()
    action = f"{PREFIXES['ecs']}:{finding.operation}"
    says = f"an empty list: no instances, or {action} is missing"
    if seen:
        says = f"an empty list, though results have instances: {action} may be missing"
    remedy = "Instances are shown by their ids then."
    return replace(
        finding,
        state="warning",
        says=says,
        remedy=remedy,
        facts={**finding.facts, "allowed": None},
    )
