"""Which key, from where, until when; and whose it is."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from ca_tui.api.errors import CaTuiError, CredentialsError, Rejected
from ca_tui.api.failures import one_line
from ca_tui.api.models import Json
from ca_tui.api.signing import SHOWN
from ca_tui.api.wire import Call
from ca_tui.connection import Connection, Line
from ca_tui.doctor.asking import Answer, Asker
from ca_tui.doctor.findings import Finding, State
from ca_tui.doctor.judging import advice, reason

VERSION: Final = "2015-04-01"
"""Of the Security Token Service."""

KINDS: Final = {
    "Account": "the account itself",
    "RAMUser": "RAM user",
    "AssumedRoleUser": "role",
}
"""IdentityType in words. Source: the vendor's operation page "GetCallerIdentity"."""

NO_KEY: Final = "Run `aliyun configure`, or look around without: ca-tui --demo"


def key(line: Line, now: datetime) -> Finding:
    """The key in use."""
    signer = line.credentials
    temporary = signer.security_token is not None
    says = f"{signer.masked_id} from {signer.source}"
    if temporary:
        says += f", temporary{_until(line.expires, now)}"
    facts: dict[str, Json] = {
        "access_key_id": signer.masked_id,
        "source": signer.source,
        "temporary": temporary,
        "expires": line.expires.isoformat() if line.expires else None,
    }
    return Finding("credentials", "ok", says, facts=facts)


def no_key(error: CaTuiError) -> Finding:
    """Nobody signs."""
    head, *places = str(error).splitlines()
    looked = [place.removeprefix("- ") for place in places if place.startswith("- ")]
    says = head.removesuffix(" Looked at:").removesuffix(".")
    if looked:
        names = (place.partition(": ")[0] for place in looked)
        says += f"; looked at {', '.join(names)}"
    facts: dict[str, Json] = {"looked_at": list(looked)}
    return Finding("credentials", "failed", says, NO_KEY, facts)


def files(warnings: tuple[str, ...]) -> Finding:
    """What is unsafe or odd about the places with keys."""
    if not warnings:
        says = "nothing unsafe about the places of keys"
        return Finding("files", "ok", says, facts={"warnings": []})
    more = f" (and {len(warnings) - 1} more)" if len(warnings) > 1 else ""
    facts: dict[str, Json] = {"warnings": list(warnings)}
    return Finding("files", "warning", f"{warnings[0]}{more}", facts=facts)


async def caller(connection: Connection, line: Line, asker: Asker) -> Answer:
    """The answer to GetCallerIdentity, which every identity may ask."""
    try:
        host, secure = connection.sts()
    except CaTuiError as error:
        return Answer(error=error)
    return await asker.ask(
        line, Call("GetCallerIdentity", VERSION, host, {}, "", secure)
    )


def identity(answer: Answer) -> Finding:
    """Whose key it is."""
    error = answer.error
    if error is not None:
        refused = isinstance(error, Rejected | CredentialsError)
        says = reason(error) if refused else f"not known: {reason(error)}"
        state: State = "failed" if refused else "warning"
        return Finding("identity", state, says, advice(error), {"host": answer.host})
    kind, account, arn = (
        _text(answer.tree, name) for name in ("IdentityType", "AccountId", "Arn")
    )
    masked = f"***{account[-SHOWN:]}" if len(account) > 2 * SHOWN else "***"
    shown = arn.replace(account, masked) if account else arn
    name = shown.rpartition(":")[2].partition("/")[2]
    says = " ".join(part for part in (KINDS.get(kind, kind), name) if part)
    facts: dict[str, Json] = {"type": kind, "account_id": masked, "arn": shown}
    return Finding(
        "identity", "ok", f"{says or 'somebody'}, account {masked}", facts=facts
    )


def is_account(finding: Finding) -> bool:
    """Whether nothing can be denied to it."""
    return finding.facts.get("type") == "Account"


def _text(tree: dict[str, Json], name: str) -> str:
    value = tree.get(name)
    return one_line(value, 200) if isinstance(value, str) else ""


def _until(expires: datetime | None, now: datetime) -> str:
    if expires is None:
        return ""
    minutes = int((expires - now).total_seconds() // 60)
    left = f"{minutes} minutes" if minutes < 120 else f"{minutes // 60} hours"
    return f" until {expires.astimezone():%H:%M:%S %z} ({left})"
