"""One run on its instances: what was asked for. Nothing here depends on the time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from ca_tui.emulator.cards import Card
from ca_tui.emulator.codes import Code
from ca_tui.emulator.commands import COMMANDS, Command, printing
from ca_tui.emulator.dice import HEX, ID_ALPHABET, Dice, number_of
from ca_tui.emulator.fleet import Fleet, Pool, Server
from ca_tui.emulator.regions import Region

TAGS: Final = (
    (("owner", "zhangsan"), ("env", "prod")),
    (("owner", "lisi"),),
    (("环境", "生产"), ("项目", "双十一大促")),
    (("team", "sre"), ("ticket", "OPS-2714"), ("env", "staging")),
)

CONTAINERS: Final = ("order-service", "k8s_app_gateway-7d9c5_prod_0", "nacos")

_REPEAT_MODES: Final = {
    "period": "Period",
    "reboot": "EveryReboot",
    "waiting": "NextRebootOnly",
    "dry": "DryRun",
}


@dataclass(frozen=True, slots=True)
class Run:
    """An invocation."""

    region: Region
    seed: int
    slot: int
    invoke_id: str
    card: Card
    command: Command
    code: Code | None
    targets: tuple[Server, ...]
    created: float
    """Epoch seconds."""
    repeat_mode: str
    frequency: str
    tags: tuple[tuple[str, str], ...]
    container_id: str
    container_name: str
    username: str
    oss_delivery: str

    @property
    def command_id(self) -> str:
        """The id of the command in this region; the same for every run of it."""
        return _command_id(self.seed, self.region.city, self.command.name)

    @property
    def repeated(self) -> bool:
        """It has a history: it runs again and again."""
        return self.repeat_mode in ("Period", "EveryReboot") and self.code is None

    @property
    def chance(self) -> tuple[int, int, int]:
        """What the run's draws depend on."""
        place = number_of(self.region.service + self.region.region_id)
        return self.seed, place, self.slot

    def dice(self, *parts: int) -> Dice:
        """Chance that belongs to this run alone."""
        return Dice(*self.chance, *parts)


@dataclass(frozen=True, slots=True)
class Row:
    """A run on one of its instances: one result."""

    run: Run
    index: int

    @property
    def server(self) -> Server:
        """The instance."""
        return self.run.targets[self.index]


@lru_cache
def _command_id(seed: int, city: str, name: str) -> str:
    return f"c-{city}{Dice(seed, number_of(city + name)).text(12)}"


def command_of(card: Card, code: Code | None, dice: Dice) -> Command:
    """What is run: the card's command, or one that the code can happen to."""
    if code is None:
        return COMMANDS[card.command]
    if code.command:
        return COMMANDS[code.command]
    if code.pool == "windows":
        return COMMANDS[dice.pick(("win-services", "hotfixes"))]
    return COMMANDS[
        dice.pick(("disk-usage", "deploy", "top-memory", "restart-nginx", "服务器巡检"))
    ]


def _targets(card: Card, code: Code | None, fleet: Fleet, dice: Dice) -> list[Server]:
    """Different instances, neighbours in the fleet."""
    pool: Pool = code.pool if code else card.pool or "linux"
    servers = fleet.pool(pool)
    first = dice.draw(len(servers)) if card.fan < len(servers) else 0
    return [servers[(first + step) % len(servers)] for step in range(card.fan)]


def _frequency(card: Card, code: Code | None) -> str:
    if code:
        return code.frequency
    return "rate(1m)" if card.fate == "period" else ""


def _username(command: Command, code: Code | None, region: Region) -> str:
    if code and code.error_code in ("AccountNotExists", "UserOrPasswordInvalid"):
        return "deployer"
    if command.windows:
        return "System" if region.service == "ecs" else "administrator"
    return "root"


def make_run(
    seed: int,
    region: Region,
    fleet: Fleet,
    *,
    slot: int,
    invoke_id: str,
    card: Card,
    code: Code | None,
    begun: float = 0.0,
    output_size: int | None = None,
) -> Run:
    """The run of a slot; a function of its arguments."""
    place = number_of(region.service + region.region_id)
    dice = Dice(seed, place, slot)
    created = begun + (slot + dice.between(0, 0.7)) * region.spacing
    command = printing(command_of(card, code, dice), output_size)
    container = region.service == "ecs" and (
        card.container or (code is not None and code.container)
    )
    frequency = _frequency(card, code)
    return Run(
        region=region,
        seed=seed,
        slot=slot,
        invoke_id=invoke_id,
        card=card,
        command=command,
        code=code,
        targets=tuple(_targets(card, code, fleet, dice)),
        created=created,
        repeat_mode="Period" if frequency else _REPEAT_MODES.get(card.fate, "Once"),
        frequency=frequency,
        tags=dice.pick(TAGS) if dice.chance(35) else (),
        container_id=dice.text(64, HEX) if container else "",
        container_name=dice.pick(CONTAINERS) if container else "",
        username=_username(command, code, region),
        oss_delivery="oss://ops-output/cloud-assistant" if card.oss else "",
    )


def base36(number: int, digits: int) -> str:
    """A number in the alphabet of the ids, padded."""
    text = ""
    for _ in range(digits):
        number, digit = divmod(number, 36)
        text = ID_ALPHABET[digit] + text
    return text
