"""The regions the pretended account sees, busiest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

ServiceName: TypeAlias = Literal["ecs", "swas"]


@dataclass(frozen=True, slots=True)
class Region:
    """A region of one service, and how busy it is."""

    service: ServiceName
    region_id: str
    chinese: str
    english: str
    city: str
    """What ids of the region begin with, behind `t-` and `c-`."""
    server_prefix: str
    """What ECS instance ids of the region begin with, behind `i-`."""
    spacing: float
    """Seconds between two runs, on average."""
    share: float
    """Kept results and instances, as a part of those of the first region."""
    floor: int = 0
    """Fewest kept results, however few were asked for."""

    @property
    def endpoint(self) -> str:
        """RegionEndpoint as the vendor's endpoint lists have it."""
        if self.region_id == "cn-hangzhou" and self.service == "ecs":
            return "ecs-cn-hangzhou.aliyuncs.com"
        return f"{self.service}.{self.region_id}.aliyuncs.com"

    def local_name(self, language: str) -> str:
        """LocalName in the asked AcceptLanguage; Chinese is the default."""
        return self.english if language.casefold().startswith("en") else self.chinese


REGIONS: Final = (
    Region(
        "ecs", "cn-hangzhou", "华东1（杭州）", "China (Hangzhou)", "hz0", "bp1", 5, 1
    ),
    Region(
        "ecs",
        "cn-beijing",
        "华北2（北京）",
        "China (Beijing)",
        "bj0",
        "2ze",
        13,
        0.5,
        320,
    ),
    Region(
        "ecs",
        "cn-shanghai",
        "华东2（上海）",
        "China (Shanghai)",
        "sh0",
        "uf6",
        17,
        0.3,
        60,
    ),
    Region("ecs", "ap-southeast-1", "新加坡", "Singapore", "sg0", "t4n", 7, 0.25, 300),
    Region(
        "swas",
        "cn-shanghai",
        "华东2（上海）",
        "China (Shanghai)",
        "sh0",
        "",
        29,
        0.1,
        60,
    ),
    Region(
        "swas",
        "cn-hangzhou",
        "华东1（杭州）",
        "China (Hangzhou)",
        "hz0",
        "",
        41,
        0.05,
        40,
    ),
)
"""ap-southeast-1 is where everything odd happens: see `cards.py`."""
