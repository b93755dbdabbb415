"""Text that means harm: put into every string of a reply."""

from __future__ import annotations

import base64
import binascii
from typing import Final

from ca_tui.emulator.refusals import Json

POISON: Final = (
    "\x1b]0;pwned\x07\x1b[2J\x1b[31m\x1b]52;c;cHduZWQ=\x07\x9b5n\x90q\x9c"
    "[@click=app.quit]x[/] [/red][bold\\] \x00\x08\r\n\t\u202egnp\u2066\ufeff\x7f"
)
"""A title, a clipboard write, a device query, C1 controls, markup, NUL, a line break,
and characters that turn the direction of writing."""

_KEPT: Final = frozenset({"RequestId", "HostId", "NextToken", "Code", "Recommend"})

_NAMED: Final = frozenset(
    {
        "ContainerName", "CommandName", "CommandDescription", "ErrorInfo", "TagKey",
        "TagValue", "Key", "Value", "Username", "InvokeUser", "InstanceName",
        "HostName", "LocalName", "Launcher", "WorkingDir", "Description", "OSName",
        "OSNameEn", "Frequency", "OssOutputDelivery", "OssOutputUri", "Uri",
        "OssOutputErrorInfo", "CloudAssistantVersion", "KeyPairName", "ImageName",
        "Message",
    }
)  # fmt: skip
"""Members that hold free text."""

_ENCODED: Final = frozenset({"Output", "CommandContent"})


def _poisoned(value: str) -> str:
    return value + POISON


def _encoded(value: str) -> str:
    """Harmful bytes inside the base64, or behind what is no base64."""
    try:
        data = base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        return _poisoned(value)
    return base64.b64encode(data + POISON.encode() + b"\xff\xfe\x9b31m").decode()


def poison(payload: Json, *, everything: bool = False, name: str = "") -> Json:
    """The payload with harmful text in it; all strings, or the free ones."""
    if isinstance(payload, dict):
        return {
            key: poison(value, everything=everything, name=key)
            for key, value in payload.items()
        }
    if isinstance(payload, list):
        return [poison(item, everything=everything, name=name) for item in payload]
    if not isinstance(payload, str) or name in _KEPT:
        return payload
    if name in _ENCODED:
        return _encoded(payload)
    return _poisoned(payload) if everything or name in _NAMED else payload
