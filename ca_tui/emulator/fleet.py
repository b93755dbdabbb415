"""The servers of a region."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from ca_tui.emulator.dice import HEX, Dice, number_of
from ca_tui.emulator.regions import Region

OsType: TypeAlias = Literal["Linux", "Windows"]

Pool: TypeAlias = Literal["linux", "windows", "stopped", "offline", "gone", "job"]

JOB_WORKERS: Final = 100
"""Auto-scaled workers: one run may address a hundred instances."""

JOB_REGIONS: Final = ("cn-hangzhou", "cn-beijing")
"""Where they are."""

ECS_NAMES: Final = (
    "web", "api", "win", "测试服务器", "db", "web", "gateway", "订单服务",
    "cache", "mq", "web", "k8s-node", "db", "api", "win", "web",
    "build", "k8s-node", "测试服务器", "gateway", "cache", "api", "k8s-node", "web",
)  # fmt: skip
"""What the servers are called, in the order in which a fleet grows."""

SWAS_NAMES: Final = ("blog", "小程序后端", "win-vps", "shop", "wiki", "game")

LINUX_SYSTEMS: Final = (
    ("Alibaba Cloud Linux  3.2104 LTS 64位", "Alibaba Cloud Linux  3.2104 LTS 64 bit"),
    ("Ubuntu  22.04 64位", "Ubuntu  22.04 64 bit"),
    ("CentOS  7.9 64位", "CentOS  7.9 64 bit"),
)

WINDOWS_SYSTEM: Final = (
    "Windows Server  2019 数据中心版 64位中文版",
    "Windows Server  2019 Datacenter Edition 64bit Chinese Edition",
)


@dataclass(frozen=True, slots=True)
class Server:
    """An ECS instance or a simple application server."""

    instance_id: str
    name: str
    os_type: OsType
    status: str
    agent: Literal["online", "offline", "absent"]
    private_ip: str
    public_ip: str
    os_name: str
    os_name_en: str
    number: int
    """Place in the fleet; chance about the server is drawn from it."""

    @property
    def usable(self) -> bool:
        """A command can reach it."""
        return self.status == "Running" and self.agent == "online"


@dataclass(frozen=True, slots=True)
class Fleet:
    """The servers of a region: the listed ones, and by what can be done to them."""

    servers: tuple[Server, ...]
    pools: dict[Pool, tuple[Server, ...]]

    def pool(self, name: Pool) -> tuple[Server, ...]:
        """The servers of a pool; where there are none, any that is there."""
        return self.pools[name] or self.pools["linux"] or self.servers


def _instance_id(region: Region, dice: Dice) -> str:
    """An id of the service's form."""
    if region.service == "swas":
        return dice.text(28, HEX) + "0000"
    return f"i-{region.server_prefix}{dice.text(17)}"


def _status(prefix: str, number: int, region: Region) -> str:
    """The instance's Status: a few are off, and stay so."""
    if (prefix == "db" and number % 2 == 0) or (prefix == "wiki"):
        return "Stopped"
    if region.region_id == "ap-southeast-1" and prefix == "gateway":
        return "Starting"
    return "Running"


def _agent(prefix: str, number: int) -> Literal["online", "offline", "absent"]:
    """Whether the agent is there and its heartbeat comes."""
    if prefix == "mq":
        return "absent" if number % 2 == 0 else "offline"
    return "offline" if prefix == "cache" and number % 2 == 0 else "online"


def _server(seed: int, region: Region, place: int, prefix: str, number: int) -> Server:
    dice = Dice(seed, number_of(region.service + region.region_id), place)
    windows = prefix.startswith("win")
    names = WINDOWS_SYSTEM if windows else LINUX_SYSTEMS[dice.draw(3)]
    digits = 3 if prefix == "job" else 2
    third = 31 + number_of(region.region_id) % 60
    return Server(
        instance_id=_instance_id(region, dice),
        name=f"{prefix}-{number:0{digits}d}",
        os_type="Windows" if windows else "Linux",
        status=_status(prefix, number, region),
        agent=_agent(prefix, number),
        private_ip=f"172.16.{third + place // 200}.{10 + place % 200}",
        public_ip=f"47.9{dice.draw(9)}.{dice.draw(200)}.{1 + dice.draw(250)}"
        if prefix in ("web", "gateway") or region.service == "swas"
        else "",
        os_name=names[0],
        os_name_en=names[1],
        number=place,
    )


def _named(count: int, names: tuple[str, ...]) -> list[tuple[str, int]]:
    """(prefix, number) of `count` servers, those of one name together."""
    numbers: dict[str, int] = {}
    named = []
    for place in range(count):
        prefix = names[place % len(names)]
        numbers[prefix] = numbers.get(prefix, 0) + 1
        named.append((prefix, numbers[prefix]))
    return sorted(named, key=lambda each: (names.index(each[0]), each[1]))


def build_fleet(seed: int, region: Region, instances: int) -> Fleet:
    """The fleet of a region, where `instances` is the size of the biggest one."""
    count = instances if region.share == 1 else max(6, int(instances * region.share))
    if region.service == "swas":
        count = max(3, instances // 4 if region.share >= 0.1 else instances // 6)
    names = SWAS_NAMES if region.service == "swas" else ECS_NAMES
    wanted = _named(count, names)
    if region.service == "ecs" and region.region_id in JOB_REGIONS:
        wanted += [("job", number + 1) for number in range(JOB_WORKERS)]
    servers = tuple(
        _server(seed, region, place, prefix, number)
        for place, (prefix, number) in enumerate(wanted)
    )
    gone = tuple(
        _server(seed, region, place, "released", place) for place in (90001, 90002)
    )
    return Fleet(servers, _pools(servers, gone))


def _pools(
    servers: tuple[Server, ...], gone: tuple[Server, ...]
) -> dict[Pool, tuple[Server, ...]]:
    usable = [server for server in servers if server.usable]
    linux = [server for server in usable if server.os_type == "Linux"]
    return {
        "linux": tuple(s for s in linux if not s.name.startswith("job-")),
        "windows": tuple(s for s in usable if s.os_type == "Windows"),
        "stopped": tuple(s for s in servers if s.status != "Running"),
        "offline": tuple(
            s for s in servers if s.status == "Running" and s.agent != "online"
        ),
        "gone": gone,
        "job": tuple(s for s in linux if s.name.startswith("job-")),
    }
