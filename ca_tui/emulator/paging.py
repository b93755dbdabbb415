"""Both ways of the service to hand out a list in pages, and their errors.

Source: "You can use only one of the paging methods. If you specify MaxResults or
NextToken, PageSize and PageNumber do not take effect and TotalCount is invalid"
(DescribeInvocationResults, ECS).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import struct
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Final, Generic, TypeAlias, TypeVar

from ca_tui.emulator.refusals import Refusal
from ca_tui.emulator.stream import Window

T = TypeVar("T")

Place: TypeAlias = tuple[int, int]
"""Where an item stands in its list, in a way that new items do not change."""

MEANINGLESS_TOTAL: Final = 0
"""TotalCount of a reply to token paging."""

_MARK: Final = struct.Struct(">qqqq")

_SEAL: Final = 8

_NOT_BOUND: Final = frozenset(
    {
        "Action", "Version", "Format", "AccessKeyId", "Signature", "SignatureMethod",
        "SignatureVersion", "SignatureNonce", "SignatureType", "Timestamp",
        "SecurityToken", "MaxResults", "NextToken", "PageNumber", "PageSize",
    }
)  # fmt: skip
"""Parameters that may differ between the pages of one walk."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which page is asked for; `number` is 0 in token mode."""

    size: int
    number: int = 0
    token: str = ""


@dataclass(frozen=True, slots=True)
class Cut(Generic[T]):
    """A page of a list, with its metadata."""

    items: list[T]
    size: int
    number: int
    total: int
    next_token: str = ""


@dataclass(frozen=True, slots=True)
class Source(Generic[T]):
    """A list to cut pages from."""

    window: Window
    """What belongs to a walk that starts now."""
    walk: Callable[[Window, Place | None], Iterator[tuple[Place, T]]]
    """The items of a window behind a place."""
    total: Callable[[Window], int] | None = None
    """How many they are; None: they have to be counted."""
    jump: Callable[[Window, int], Place] | None = None
    """The place of the item with a number; given together with `total`."""


def _whole(text: str, code: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Refusal(code)
    return int(text)


def _within(text: str, most: int, code: str) -> int:
    number = _whole(text, code)
    if not 1 <= number <= most:
        raise Refusal(code)
    return number


def read_asked(
    params: Mapping[str, str], *, most: int = 50, tokens: bool = True, clamp: int = 0
) -> Asked:
    """The page that the parameters ask for.

    `clamp` is the least MaxResults of an operation that corrects the value instead of
    refusing it (DescribeInstances). Raises Refusal.
    """
    if tokens and (params.get("MaxResults") or params.get("NextToken")):
        wanted = params.get("MaxResults") or "10"
        code = "InvalidParameter.MaxResults"
        if clamp:
            size = max(clamp, min(most, _whole(wanted, code)))
        else:
            size = _within(wanted, most, code)
        return Asked(size, token=params.get("NextToken", ""))
    return Asked(
        _within(params.get("PageSize") or "10", most, "InvalidParam.PageSize"),
        _within(params.get("PageNumber") or "1", 10**8, "InvalidParam.PageNumber"),
    )


class Tokens:
    """Makes and reads NextToken: a place in a window, sealed for one query."""

    def __init__(self, seed: int) -> None:
        self._key = struct.pack(">q", seed & 0x7FFFFFFFFFFFFFFF)

    def _seal(self, mark: bytes, query: str) -> bytes:
        return hashlib.blake2b(
            mark + query.encode("utf-8", "replace"), key=self._key, digest_size=_SEAL
        ).digest()

    def make(self, query: str, window: Window, place: Place) -> str:
        """The token of the page behind `place`."""
        mark = _MARK.pack(window.newest, window.oldest, *place)
        return base64.b64encode(mark + self._seal(mark, query)).decode()

    def read(self, query: str, token: str) -> tuple[Window, Place]:
        """Window and place of a token; raises Refusal for any other text."""
        try:
            data = base64.b64decode(token, validate=True)
        except (binascii.Error, ValueError):
            data = b""
        mark, seal = data[: _MARK.size], data[_MARK.size :]
        if len(mark) != _MARK.size or seal != self._seal(mark, query):
            raise Refusal("InvalidParameter.NextToken")
        newest, oldest, first, second = _MARK.unpack(mark)
        return Window(newest, oldest), (first, second)


def query_of(action: str, params: Mapping[str, str]) -> str:
    """What a token is bound to: the operation and its filters."""
    bound = sorted((k, v) for k, v in params.items() if k not in _NOT_BOUND)
    return repr((action, bound))


def cut(asked: Asked, source: Source[T], tokens: Tokens, query: str) -> Cut[T]:
    """The page that was asked for; raises Refusal for a token of another query."""
    if asked.number:
        return _numbered(asked, source)
    window, place = source.window, None
    if asked.token:
        window, place = tokens.read(query, asked.token)
    found = list(islice(source.walk(window, place), asked.size + 1))
    more = len(found) > asked.size
    found = found[: asked.size]
    token = tokens.make(query, window, found[-1][0]) if more else ""
    items = [item for _, item in found]
    return Cut(items, asked.size, 0, MEANINGLESS_TOTAL, token)


def _numbered(asked: Asked, source: Source[T]) -> Cut[T]:
    first = (asked.number - 1) * asked.size
    if source.total is None or source.jump is None:
        every = [item for _, item in source.walk(source.window, None)]
        items, total = every[first : first + asked.size], len(every)
    else:
        total = source.total(source.window)
        items = []
        if first < total:
            place = source.jump(source.window, first - 1) if first else None
            walked = islice(source.walk(source.window, place), asked.size)
            items = [item for _, item in walked]
    return Cut(items, asked.size, asked.number, total)
