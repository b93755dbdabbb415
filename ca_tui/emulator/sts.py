"""The one operation of the Security Token Service (2015-04-01) that tells who asks."""

from __future__ import annotations

from typing import Final

from ca_tui.emulator.calls import Call, Handler
from ca_tui.emulator.refusals import Json

VERSION: Final = "2015-04-01"

ACCOUNT_ID: Final = "1111222233334444"

USER_ID: Final = "222233334444555566"


def get_caller_identity(call: Call) -> dict[str, Json]:
    """GetCallerIdentity: the pretended account has one RAM user."""
    return {
        "IdentityType": "RAMUser",
        "AccountId": ACCOUNT_ID,
        "PrincipalId": USER_ID,
        "UserId": USER_ID,
        "Arn": f"acs:ram::{ACCOUNT_ID}:user/demo",
    }


ACTIONS: Final[dict[str, Handler]] = {"GetCallerIdentity": get_caller_identity}
