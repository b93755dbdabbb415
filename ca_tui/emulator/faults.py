"""A plan of things that go wrong, for tests: which call, what, how often."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal[
    "throttle",
    "error",
    "unavailable",
    "html",
    "cut",
    "empty",
    "denied",
    "blind",
    "drop",
    "hostile",
    "hostile-all",
]
"""`throttle` Throttling.User, `error` 500, `unavailable` 503, `html` a proxy's 502
page, `cut` half the body, `empty` no body, `denied` Forbidden.RAM, `blind` a list of
no instances, as for a RAM user without the permission, `drop` the connection is closed
without a reply, `hostile` control bytes and markup in every free text, `hostile-all` in
ids, statuses and times too."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that goes wrong."""

    kind: Kind
    action: str = ""
    """The operation; empty: any."""
    region_id: str = ""
    """The RegionId parameter; empty: any."""
    times: int | None = None
    """How many calls it hits; None: all."""
    skip: int = 0
    """How many matching calls it lets through first."""
    retry_after_ms: int | None = None
    """`x-acs-retry-after` of a throttled call, in milliseconds."""

    def meets(self, action: str, region_id: str) -> bool:
        """Whether a call is meant."""
        return self.action in ("", action) and self.region_id in ("", region_id)


class Faults:
    """The rules, and how often each was met. The first that applies is taken."""

    def __init__(self, rules: Iterable[Rule] = ()) -> None:
        self._rules = tuple(rules)
        self._met = [0] * len(self._rules)

    def take(self, action: str, region_id: str) -> Rule | None:
        """The rule that hits this call; it is counted."""
        for number, rule in enumerate(self._rules):
            if not rule.meets(action, region_id):
                continue
            self._met[number] += 1
            hit = self._met[number] - rule.skip
            if hit > 0 and (rule.times is None or hit <= rule.times):
                return rule
        return None
