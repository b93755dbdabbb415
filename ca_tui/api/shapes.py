"""Where the records stand in a reply, and whose reply it is.

ECS wraps its lists (`Invocations.Invocation[]`), SWAS does not; DescribeInvocation-
Results puts everything, the paging words too, into `Invocation`.
"""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from ca_tui.api.fields import Record, fold, text
from ca_tui.api.models import Json, ServiceName

Kind: TypeAlias = Literal["result", "invocation", "region", "instance", "agent"]

SECTIONS: Final[dict[str, tuple[Kind, tuple[str, ...]]]] = {
    "invocationresults": ("result", ("invocationresult",)),
    "invocationresult": ("result", ()),
    "invokeinstances": ("result", ("invokeinstance",)),
    "invokeinstance": ("result", ()),
    "invocations": ("invocation", ("invocation",)),
    "commandinvocations": ("invocation", ("commandinvocation",)),
    "commandinvocation": ("invocation", ()),
    "regions": ("region", ("region",)),
    "region": ("region", ()),
    "instances": ("instance", ("instance",)),
    "instance": ("instance", ()),
    "instancecloudassistantstatusset": ("agent", ("instancecloudassistantstatus",)),
    "instancecloudassistantstatus": ("agent", ()),
    "cloudassistant": ("agent", ()),
}
"""Folded name of a list of records: what they are, and its possible wrapper."""

INVOCATION: Final = "invocation"
"""The one name that means two things: a reply's body, or a record."""

_NAMES: Final = frozenset(SECTIONS) | {INVOCATION}
_AROUND: Final = _NAMES - {"invokeinstances"}
_DEEPEST_WRAPPING: Final = 4
_SERVICES: Final[dict[str, ServiceName]] = {"ecs": "ecs", "swas": "swas"}
_SWAS_ONLY: Final = frozenset({"commandinvocations", "cloudassistant", "invokeuser"})
_WRAPPED_BY_ECS: Final = (
    ("invocations", "invocation"),
    ("regions", "region"),
    ("instances", "instance"),
)


def unwrap(tree: Json) -> Json:
    """The reply inside an SDK's dump, or inside an element that only wraps it."""
    for _ in range(_DEEPEST_WRAPPING):
        root = fold(tree)
        body = root.get("body")
        if isinstance(body, dict | list) and root.keys() & {"headers", "statuscode"}:
            tree = body
        elif len(root) == 1 and not root.keys() & _NAMES:
            only = next(iter(root.values()))
            if not isinstance(only, dict | list):
                break
            tree = only
        else:
            break
    return tree


def has_sections(root: Record) -> bool:
    """Whether a folded tree names a list of records, even an empty one."""
    return not _NAMES.isdisjoint(root)


def is_record(root: Record) -> bool:
    """Whether a folded tree is one bare result or invocation without a reply."""
    return "invokeid" in root and _AROUND.isdisjoint(root)


def is_invocation(root: Record) -> bool:
    """Whether a folded bare record is a run on many instances, not one of its rows."""
    return "invokeinstances" in root or "instanceid" not in root


def recognise(root: Record) -> ServiceName:
    """The service whose folded reply looks like this; ECS where nothing says SWAS."""
    named = _SERVICES.get(text(root, "service"))
    if named:
        return named
    if not _SWAS_ONLY.isdisjoint(root):
        return "swas"
    if "invokeuser" in fold(root.get("invocationresult")):
        return "swas"
    for name, wrapper in _WRAPPED_BY_ECS:
        section = root.get(name)
        if isinstance(section, dict | list) and section:
            return "ecs" if wrapper in fold(section) else "swas"
    return "ecs"
