"""Structural tests for what certain programs print that has no form but its own."""

from __future__ import annotations

import re
from typing import Final

from ca_tui.output.kinds import Syntax
from ca_tui.output.sample import Sample

_LINK: Final = re.compile(r"\d{1,6}: [\w.@:-]{1,60}: <[A-Z_,-]*> mtu \d+ ")
_OLD_LINK: Final = re.compile(r"[\w.:-]{1,60}:? +(?:flags=\d+<|Link encap:)")
_ROUTE: Final = re.compile(
    r"(?:(?:unreachable|blackhole|prohibit|local|broadcast) )?"
    r"(?:default|[\da-f.:]{3,45}(?:/\d{1,3})?) (?:via [\da-f.:]{3,45} )?dev \S+"
)


def network(sample: Sample) -> Syntax | None:
    """`ip address`, `ip link`, `ip route` and `ifconfig`."""
    if any(map(_LINK.match, sample.lines[:1])):
        return Syntax("network", None, "starts with an interface of ip")
    if any(map(_OLD_LINK.match, sample.lines[:1])) and len(sample.lines) > 2:
        return Syntax("network", None, "starts with an interface of ifconfig")
    if sample.lines and sample.share(_ROUTE) >= 0.9:
        return Syntax("network", None, "lines are routes of ip")
    return None


_APT: Final = re.compile(
    r"Reading (?:package lists|state information)\.\.\.|Building dependency tree\.\.\."
    r"|正在读取(?:软件包列表|状态信息)\.\.\.|正在(?:分析|生成)软件包的?依赖关系树?"
    r"|(?:Get|Hit|Ign|Err|命中|获取|忽略):\d+ (?:https?|mirror\+|cdrom:|file:)"
    r"|The following (?:NEW |additional |held )?packages (?:will be|have been) "
    r"|(?:Preparing to unpack|Unpacking|Selecting previously unselected package"
    r"|Setting up|Processing triggers for) \S"
    r"|\d+ upgraded, \d+ newly installed, |Fetched \d|Need to get \d"
    r"|\(Reading database \.\.\. "
)
_YUM: Final = re.compile(
    r"Last metadata expiration check: |Loaded plugins: |Dependencies resolved\.$"
    r"|Resolving Dependencies$|--> (?:Running transaction|Package )|Nothing to do\.$"
    r"|Running transaction(?: check| test)?$|Transaction (?:Summary|check succeeded)"
    r"|  (?:Installing|Upgrading|Verifying|Cleanup|Erasing) +: \S.* \d+/\d+$"
)


def packages(sample: Sample) -> Syntax | None:
    """What `apt`, `yum` and `dnf` say while they work."""
    for pattern, name in ((_APT, "apt"), (_YUM, "yum")):
        found = sample.count(pattern)
        if found >= 2 and (found >= 4 or found * 4 >= len(sample.lines)):
            return Syntax("packages", None, f"has lines of {name}")
    return None


_UPTIME: Final = re.compile(
    r" ?\d\d:\d\d(?::\d\d)? up .{1,60}, +load averages?: \d+[.,]\d\d,? "
)


def uptime(sample: Sample) -> Syntax | None:
    """`uptime`, and the first line of `w`."""
    if sample.lines and _UPTIME.match(sample.lines[0]):
        if len(sample.lines) == 1:
            return Syntax("uptime", None, "time up and load average")
        if sample.lines[1].startswith("USER"):
            return Syntax("table", None, "starts like w")
    return None


_COMMIT: Final = re.compile(r"(?:commit|tree|parent) [0-9a-f]{7,64}(?: \(.*\))?$")
_AUTHOR: Final = re.compile(r"(?:Author|AuthorDate|Merge|Date|Commit|CommitDate): ")


def history(sample: Sample) -> Syntax | None:
    """`git log`."""
    if sample.lines and _COMMIT.match(sample.lines[0]) and sample.count(_AUTHOR) >= 2:
        return Syntax("git log", None, "starts with a commit and its author")
    return None


_PING: Final = re.compile(
    r"(?:PING|正在 Ping|Pinging) \S+|(?:\d+ bytes|Reply|64 bytes) from \S+: "
    r"|来自 \S+ 的回复|--- \S+ ping statistics ---"
    r"|\d+ packets transmitted, \d+ (?:packets )?received|rtt min/avg/max"
)


def ping(sample: Sample) -> Syntax | None:
    """`ping`, of Linux and of Windows."""
    if sample.count(_PING) >= 2 and sample.share(_PING) >= 0.5:
        return Syntax("ping", None, "has replies and statistics of ping")
    return None
