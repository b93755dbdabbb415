"""Decks of cards: what is run in a region, and how it ends.

Runs of a region are dealt from its deck. When it is used up it is shuffled again, so
that every card comes once in each round, the number of results of a round is constant
and the place of any result can be computed instead of searched.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias

from ca_tui.emulator.codes import CODES, COMMON, Code
from ca_tui.emulator.commands import COMMANDS
from ca_tui.emulator.dice import Dice
from ca_tui.emulator.fleet import Fleet, Pool
from ca_tui.emulator.regions import Region

Fate: TypeAlias = Literal[
    "done",
    "mixed",
    "uneven",
    "nonzero",
    "timeout",
    "stopped",
    "stopping",
    "cancelled",
    "code",
    "stuck",
    "period",
    "reboot",
    "waiting",
    "dry",
]
"""How a run goes: `mixed` fails on some instances, `uneven` goes alike on all but the
few of `states.Uneven`, `code` ends with an ErrorCode,
`stuck` stays Pending for a minute, `stopping` takes long to stop, `period`, `reboot`
and `waiting` are scheduled, `dry` only checks."""


@dataclass(frozen=True, slots=True)
class Card:
    """One run of a deck."""

    command: str
    fate: Fate = "done"
    fan: int = 1
    """Instances it runs on."""
    pool: Pool | None = None
    """Where it runs; None: wherever its command can run."""
    container: bool = False
    oss: bool = False
    steady: bool = False
    """It comes at even distances, so that one of its kind is always under way."""
    codes: tuple[Code, ...] = ()
    """What a card of fate `code` takes in turn."""
    turn: int = 0
    """Its number among the cards of one deck that share `codes`."""
    turns: int = 1
    """How many such cards the deck has."""

    def code(self, deal: int) -> Code | None:
        """The code of the `deal`-th time that the deck is dealt."""
        if not self.codes:
            return None
        return self.codes[(deal * self.turns + self.turn) % len(self.codes)]


def _plain(*names: str) -> tuple[Card, ...]:
    return tuple(Card(name) for name in names)


def _coded(count: int, codes: tuple[Code, ...]) -> tuple[Card, ...]:
    return tuple(
        Card("disk-usage", "code", codes=codes, turn=turn, turns=count)
        for turn in range(count)
    )


_DAILY: Final = (
    *_plain("disk-usage", "disk-usage", "top-memory", "nginx-status", "order-log"),
    *_plain("memory", "kernel-version", "uptime", "restart-nginx", "health-check"),
    *_plain("tls-expiry", "服务器巡检", "list-pods", "app-config", "mysql-config"),
    *_plain("nginx-config", "unit-tests", "fetch-release", "fetch-release", "deploy"),
    *_plain(
        "dist-upgrade", "access-log", "dump-journal", "win-services", "health-check"
    ),
    *_plain("win-processes", "hotfixes", "list-inetpub", "磁盘检查", "ipconfig"),
    *(Card("nightly-backup", steady=True),) * 3,
    Card("inspect", container=True),
    Card("order-log", oss=True),
    Card("disk-usage", fan=5),
    Card("deploy", "mixed", fan=5),
    Card("restart-nginx", "mixed", fan=3),
    Card("kernel-release", "nonzero"),
    Card("smoke-test", "nonzero"),
    Card("config-drift", "nonzero"),
    Card("daily-report", "nonzero"),
    Card("update-iis", "timeout"),
    Card("wait-nacos", "timeout"),
    Card("nightly-backup", "stopped"),
    Card("health-check", "period"),
)

CROWD: Final = Card("package-versions", "uneven", fan=100, pool="job")
"""A run on all job workers."""

CROWDED: Final = 500
"""Results from which on a world has room for it: in a smaller one it would push out
everything else."""

BUSY: Final = (*_DAILY * 6, *_coded(12, COMMON), CROWD)
"""cn-hangzhou: an ordinary fleet at work; now and then a run on all job workers."""

BATCH: Final = (
    *_plain("disk-usage", "memory", "list-pods", "unit-tests", "nightly-backup"),
    *_plain("app-config", "order-log", "uptime", "win-services", "服务器巡检"),
    Card("package-versions", "uneven", fan=100, pool="job", steady=True),
    Card("deploy", "mixed", fan=5, pool="job"),
    Card("health-check", fan=5, pool="job"),
    Card("unit-tests", "nonzero", pool="job"),
    Card("restart-nginx", "cancelled", fan=2),
    Card("disk-usage", "period", fan=3),
    Card("dump-journal", oss=True),
    *_coded(1, COMMON),
)
"""cn-beijing: few runs, on many instances."""

OFFICE: Final = (
    *_plain("win-services", "win-processes", "hotfixes", "list-inetpub", "磁盘检查"),
    *_plain("ipconfig", "disk-usage", "mysql-config", "nightly-backup", "uptime"),
    Card("restart-w3svc", "nonzero"),
    Card("update-iis", "timeout"),
    Card("win-services", fan=2),
    Card("health-check", "reboot"),
    *_coded(1, COMMON),
)
"""cn-shanghai: mostly Windows."""

ODD: Final = (
    *_plain("old-logs", "dump-journal", "access-log", "nightly-backup", "hotfixes"),
    *_coded(14, CODES),
    Card("unit-tests", "nonzero"),
    Card("inspect", container=True),
    Card("order-log", oss=True),
    *(Card("nightly-backup", oss=True, steady=True),) * 2,
    Card("wait-nacos", "timeout"),
    Card("memory", "cancelled"),
    Card("nightly-backup", "stopped"),
    *(Card("dump-journal", "stopping", steady=True),) * 3,
    *(Card("uptime", "stuck", steady=True),) * 7,
    Card("access-log", "period"),
    Card("disk-usage", "reboot"),
    Card("restart-nginx", "waiting"),
    Card("uptime", "dry"),
)
"""ap-southeast-1: everything that can happen does."""

SMALL: Final = (
    *_plain("disk-usage", "memory", "health-check", "uptime", "app-config"),
    *_plain(
        "nginx-config", "服务器巡检", "access-log", "win-services", "nightly-backup"
    ),
    Card("disk-usage", fan=2),
    Card("smoke-test", "nonzero"),
    Card("wait-nacos", "timeout"),
    *_coded(2, tuple(code for code in CODES if code.older_info and not code.frequency)),
)
"""Simple Application Server: a handful of servers, nothing scheduled."""

DECKS: Final = {
    ("ecs", "cn-hangzhou"): BUSY,
    ("ecs", "cn-beijing"): BATCH,
    ("ecs", "cn-shanghai"): OFFICE,
    ("ecs", "ap-southeast-1"): ODD,
}


def deck_of(region: Region, fleet: Fleet, kept: int) -> tuple[Card, ...]:
    """The cards of a region, as far as its fleet can play them; `kept`: results."""
    deck = DECKS.get((region.service, region.region_id), SMALL)
    return tuple(
        _playable(card, fleet) for card in deck if card is not CROWD or kept >= CROWDED
    )


def deal(deck: tuple[Card, ...], dice: Dice) -> tuple[Card, ...]:
    """One round of a deck: shuffled, but for the steady cards."""
    dealt: list[Card | None] = [None] * len(deck)
    steady = sorted((card for card in deck if card.steady), key=lambda c: c.fate)
    kinds = [card.fate for card in steady]
    for index, card in enumerate(steady):
        number = index - kinds.index(card.fate)
        place = number * len(deck) // kinds.count(card.fate)
        while dealt[place] is not None:
            place = (place + 1) % len(deck)
        dealt[place] = card
    rest = iter(dice.shuffled([card for card in deck if not card.steady]))
    return tuple(card or next(rest) for card in dealt)


def _playable(card: Card, fleet: Fleet) -> Card:
    pool: Pool = card.pool or ("windows" if COMMANDS[card.command].windows else "linux")
    if not fleet.pools[pool]:
        return Card("disk-usage")
    return replace(card, pool=pool, fan=min(card.fan, len(fleet.pools[pool])))
