"""From the answer to an operation to what it says about permission and service."""

from __future__ import annotations

from typing import Final

from ca_tui.api.errors import (
    ApiError,
    BadParameter,
    CallError,
    CaTuiError,
    Denied,
    Rejected,
    Throttled,
)
from ca_tui.api.explain import explain_api_error
from ca_tui.api.models import Json
from ca_tui.api.permissions import is_about_permission, ram_action
from ca_tui.doctor.asking import Answer, Late
from ca_tui.doctor.findings import Finding, State
from ca_tui.doctor.operations import Operation

NOT_HERE: Final = ("invalidregionid", "regionid.apinotsupported", "invalidapi.notfound")
"""How codes begin, folded, of a region that lacks an operation or is none."""

AGAIN: Final = "Run doctor again in a minute."


def judge(operation: Operation, answer: Answer, region_id: str) -> Finding:
    """What the answer to an operation's smallest request means."""
    error = answer.error
    facts: dict[str, Json] = {"ms": round(answer.ms, 1), "host": answer.host}
    if isinstance(error, ApiError):
        facts |= {"code": error.code, "request_id": error.request_id}
    state, says, remedy = _meaning(operation, error, region_id)
    if isinstance(error, Denied) and is_about_permission(error):
        facts["costs"] = operation.gives
        facts["missing_ram_action"] = ram_action(error, operation.service)
        says = f"the RAM action {facts['missing_ram_action']} is missing"
        remedy = f"Have it granted; without it: no {operation.gives}."
    facts["allowed"] = _allowed(state, error)
    return Finding(operation.check, state, says, remedy, facts, operation.service)


def reason(error: CaTuiError) -> str:
    """An error as a clause, without operation, region and RequestId."""
    if isinstance(error, Denied) and error.ram_action:
        return f"the RAM action {error.ram_action} is missing"
    if isinstance(error, ApiError):
        return f"{error.code}: {error.message}" if error.message else error.code
    text = error.message if isinstance(error, CallError) else str(error)
    return text.removesuffix(".")


def advice(error: CaTuiError) -> str:
    """What to do about an error; empty where nothing is known to help."""
    if isinstance(error, Denied) and error.ram_action:
        return "Have it granted."
    if isinstance(error, ApiError):
        known = explain_api_error(error.code)
        return known.remedy if known else ""
    if isinstance(error, Late):
        return "Something on the way swallows calls: check proxy and firewall."
    if isinstance(error, CallError):
        return "Check network, proxy and endpoint."
    return ""


def _meaning(
    operation: Operation, error: CaTuiError | None, region_id: str
) -> tuple[State, str, str]:
    """State, clause and remedy."""
    if error is None:
        return "ok", "allowed", ""
    if isinstance(error, Throttled):
        return "warning", f"throttled now ({error.code})", AGAIN
    if isinstance(error, BadParameter):
        if error.code.casefold().startswith(NOT_HERE):
            says = f"not to be had in {region_id} ({error.code})"
            return "failed", says, "Name another region with --region."
        if operation.names_nobody:
            return "ok", "allowed", ""
        return "warning", reason(error), advice(error)
    return "failed", reason(error), advice(error)


def _allowed(state: State, error: CaTuiError | None) -> bool | None:
    """None: it cannot be told."""
    if state == "ok":
        return True
    return False if isinstance(error, Denied | Rejected) else None
