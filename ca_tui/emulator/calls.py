"""One call of an operation, as its handler sees it: parameters, read and judged."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from ca_tui.emulator.paging import Asked, Cut, Source, T, Tokens, cut, query_of
from ca_tui.emulator.refusals import Json, Refusal
from ca_tui.emulator.regions import ServiceName
from ca_tui.emulator.stream import Stream
from ca_tui.emulator.world import World

MOST_TAGS: Final = 20

MOST_IDS: Final = 100

_TAG: Final = re.compile(r"Tag\.([0-9]{1,4})\.(Key|Value)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Call:
    """A verified request for one operation."""

    world: World
    service: ServiceName
    action: str
    params: Mapping[str, str]
    now: float
    tokens: Tokens

    def text(self, name: str) -> str:
        """A parameter; empty where it is absent."""
        return self.params.get(name, "")

    def flag(self, name: str) -> bool | None:
        """A boolean parameter; SDKs send True as well as true. None: absent."""
        return {"true": True, "false": False}.get(self.text(name).lower())

    @property
    def stream(self) -> Stream:
        """The runs of the asked region; raises Refusal for a missing or unknown one."""
        region_id = self.text("RegionId")
        if not region_id:
            raise Refusal("MissingParameter.RegionId")
        stream = self.world.stream(self.service, region_id)
        if stream is None:
            raise Refusal("InvalidRegionId.NotFound")
        return stream

    @property
    def plain(self) -> bool:
        """ContentEncoding is PlainText; the default is Base64."""
        wanted = self.text("ContentEncoding").lower() or "base64"
        if wanted not in ("base64", "plaintext"):
            raise Refusal("InvalidParameter.ContentEncoding")
        return wanted == "plaintext"

    def cut(self, asked: Asked, source: Source[T]) -> Cut[T]:
        """A page of a list; its token is bound to this query."""
        query = query_of(self.action, self.params)
        return cut(asked, source, self.tokens, query)

    def tags(self) -> tuple[tuple[str, str | None], ...]:
        """Tag.N.Key and Tag.N.Value; raises Refusal as the vendor's error list says."""
        found: dict[str, dict[str, str]] = {}
        for name, value in self.params.items():
            match = _TAG.fullmatch(name)
            if match:
                part = match.group(2).capitalize()
                found.setdefault(match.group(1), {})[part] = value
        if len(found) > MOST_TAGS:
            raise Refusal("NumberExceed.Tags")
        keys = [tag.get("Key", "") for tag in found.values()]
        if not all(keys):
            raise Refusal("MissingParameter.TagKey")
        if len(set(keys)) != len(keys):
            raise Refusal("Duplicate.TagKey")
        for tag in found.values():
            _check_tag(tag["Key"], tag.get("Value", ""))
        return tuple((tag["Key"], tag.get("Value")) for tag in found.values())

    def instance_ids(self) -> list[str] | None:
        """InstanceIds, a JSON array in a string; None where it is absent."""
        text = self.text("InstanceIds")
        if not text:
            return None
        try:
            ids = json.loads(text)
        except (ValueError, RecursionError):
            raise Refusal("InvalidInstanceIds.Malformed") from None
        if not isinstance(ids, list) or len(ids) > MOST_IDS:
            raise Refusal("InvalidInstanceIds.Malformed")
        return [str(each) for each in ids]

    def numbered(self, name: str) -> list[str]:
        """`name.1`, `name.2` …, in the order of their numbers."""
        found = []
        for key, value in self.params.items():
            head, _, number = key.rpartition(".")
            if head == name and number.isascii() and number.isdigit():
                found.append((len(number), number, value))
        return [value for _, _, value in sorted(found)]


Handler: TypeAlias = Callable[[Call], "dict[str, Json]"]


def _check_tag(key: str, value: str) -> None:
    web = ("http://", "https://")
    if (
        len(key) > 64
        or key.startswith(("aliyun", "acs:"))
        or any(w in key for w in web)
    ):
        raise Refusal("InvalidTagKey.Malformed")
    if len(value) > 128 or any(w in value for w in web):
        raise Refusal("InvalidTagValue.Malformed")


def iso(at: float | None) -> str:
    """ISO 8601 in UTC, to the second; empty for a time that is not yet."""
    return "" if at is None else time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at))


def iso_minutes(at: float) -> str:
    """The form of DescribeInstances, which has no seconds."""
    return time.strftime("%Y-%m-%dT%H:%MZ", time.gmtime(at))


def iso_naive(at: float | None) -> str:
    """The form of SWAS DescribeCommandInvocations, which has no zone."""
    return iso(at)[:-1]
