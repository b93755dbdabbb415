"""Why a command failed: the last lines of its output that look like the cause.

Programs say it in a few ways. The more telling one wins: the last line of a traceback
before any line with the word error in it. Of equal ones the last ones count, because
what ended a command is near its end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import IntEnum
from functools import cache
from typing import Final

MOST: Final = 3
"""Lines that are marked."""

LOOKED_AT: Final = 400
"""Lines at the end of an output among which a cause is looked for."""

_LONGEST: Final = 1000
"""Characters of a line that are looked at."""

_RECORD: Final = 12
"""Lines that an error record of PowerShell has at most above its CategoryInfo."""


class _Rank(IntEnum):
    """How sure a line tells the cause."""

    HINT = 1
    """A word for a failure somewhere in the line."""
    ERROR = 2
    """Begins as error messages do."""
    SYSTEM = 3
    """A message of the system's own: of the shell, the kernel, the C library."""
    RAISED = 4
    """What ended a program, in the words of its language."""


_AS_RAISED: Final = (
    r"(?:[a-z_][\w$]*\.)*[A-Z]\w*(?:Error|Exception|Interrupt|Failure|Exit)(?::|$)",
    r"Exception in thread \"",
    r"Caused by: ",
    r"panic: ",
    r"fatal error: (?!.*\.h: )",
    r"thread '.*' panicked at",
    r"Unhandled [Ee]xception",
    r"(?:PHP )?Fatal error: ",
    r"(?:Uncaught |Unhandled )(?:\w+Error|exception)",
    r".{0,200}:\d+:in [`'].{1,80}': .* \(\w+(?:Error|Exception)\)",
    r"\s*\| .{0,200}(?:does not exist|not recognized|Cannot find)",
)

_AS_SYSTEM: Final = (
    r"\S+: (?:line \d+: .|\d+: \S+: .)|.{0,80}第 ?\d+ ?行[:：]",
    r".*\b(?:command )?not found$",
    r".*(?::|-) ?(?:No such file or directory|Permission denied|Operation not permitted"
    r"|No space left on device|Read-only file system|Cannot allocate memory"
    r"|Connection refused|Connection timed out|Connection reset by peer"
    r"|No route to host|Name or service not known|Device or resource busy"
    r"|Temporary failure in name resolution|Input/output error|Too many open files"
    r"|Text file busy|File exists|Is a directory|Not a directory|Exec format error"
    r"|Network is unreachable|Disk quota exceeded|Argument list too long"
    r"|Host key verification failed)\b",
    r".*(?:没有那个文件或目录|没有该文件或目录|权限不够|权限被拒绝|拒绝访问"
    r"|未找到命令|找不到命令|不允许的操作|设备上没有空间|磁盘空间不足|只读文件系统"
    r"|无法分配内存|连接被拒绝|连接超时|没有到主机的路由|未知的名称或服务"
    r"|系统找不到指定的(?:路径|文件)|不是内部或外部命令)",
    r".*is not recognized as (?:an internal or external command|the name of a cmdlet"
    r"|a name of a cmdlet)",
    r"(?:The system cannot find the (?:path|file) specified|Access is denied)",
    r"(?:.*: )?(?:Killed|Segmentation fault|Bus error|Aborted|Illegal instruction)"
    r"(?: \(core dumped\))?$",
    r".*\bOut of memory: Kill",
    r"(?:Job for|Unit) \S+ (?:failed|could not be found|not found)",
    r".*\bunbound variable$|.*\bsyntax error\b",
)

_AS_ERROR: Final = (
    r"(?:\[[^\]]{1,40}\] ?)?(?:E|ERR|ERROR|Error|error|FATAL|Fatal|fatal|CRITICAL"
    r"|FAILED|PANIC)\b ?(?:\[[^\]]{1,40}\])?[:!\]](?: |$)",
    r"(?:[\w./\\-]{1,80}(?::\d+)*|[\w.-]+\[\d+\]): ?(?:fatal |internal )?"
    r"(?:error|fatal|ERROR|Error|FATAL)\b ?:",
    r"npm (?:ERR!|error) (?!A complete log|\s*/|.*-debug)(?:\S|\s)",
    r"(?:E|W): .*(?:Failed|Unable)|E: ",
    r"dpkg: error|rpm: |yum: |make(?:\[\d+\])?: \*\*\* ",
    r"(?:curl|wget|ssh|scp|rsync|git|docker|kubectl|tar|mysql|psql): .*"
    r"(?:fail|error|refused|denied|cannot|could ?n[o']t|unable|\(\d+\))",
    r"Error (?:response from daemon|from server|in |executing |while |processing )",
    r"Failed to |failed to |Unable to |unable to |Cannot |cannot |Could not |could not",
    r"fatal: |ERROR \d+ \(|ERROR in |FAILED |FAILURE: |BUILD FAILED",
    r"\d{4}[-/]\d\d[-/]\d\d.{0,60}?\b(?:ERROR|FATAL|CRITICAL|SEVERE|PANIC)\b",
    r".{0,40}\b(?:level|severity)=\"?(?:error|fatal|panic|critical)",
    r"(?:\[[^\]]{1,40}\] ?)?(?:错误|致命错误|异常|失败)",
    r".{0,60}(?:错误|异常)[:：]",
)

_AS_HINT: Final = (
    r".*\b(?:[Ff]ail(?:ed|ure)|FAIL(?:ED|URE)?|[Ee]rror|ERROR|[Dd]enied|[Rr]efused"
    r"|[Tt]imed out|[Aa]borted|[Uu]nreachable|[Ii]nvalid|[Uu]nknown host|[Mm]issing"
    r"|[Nn]o such|[Nn]ot found|[Ee]xpired|exceeded|[Cc]annot|can't|[Uu]nable)\b",
    r".*(?:失败|错误|异常|拒绝|超时|无法|不存在|未找到|找不到|无效|不足)",
)

_NOT: Final = re.compile(
    r".*\b(?:0|[Nn]o) (?:errors?|fail(?:ed|ures?)?|invalid)\b"
    r"|.*\b(?:errors?|failed|failures|denied|refused|timeouts?)[=: ]+0\b"
    r"|\+{1,20} |\s*(?:#|//)|.*\b(?:error_log|errors?\.log|ErrorLog)\b"
    r"|npm (?:ERR!|error)\s*$|.*(?:没有|无)(?:错误|异常)"
)
"""What has the words and means nothing bad: counts of none, traces, comments, files."""

_FRAME: Final = re.compile(r"(?:\s|\|)*File \".+\", line \d+|\s+at [\w$.<]")

_CATEGORY: Final = re.compile(r"\s+\+ (?:CategoryInfo|FullyQualifiedErrorId)\s+: ")

_AT_LINE: Final = re.compile(r"(?:At .*:\d+ char:\d+|所在位置 .*:\d+ 字符: ?\d+)")


def causes(lines: Sequence[str]) -> tuple[int, ...]:
    """Indexes of the lines of a failed command's output that look like the cause.

    At most MOST, in order; none where no line of the last LOOKED_AT looks like one.
    """
    start = max(0, len(lines) - LOOKED_AT)
    tail = [line[:_LONGEST].rstrip() for line in lines[start:]]
    found = _powershell(tail) or _ranked(tail)
    return tuple(start + index for index in found)


def _ranked(tail: Sequence[str]) -> list[int]:
    """The last lines of the best rank, or those of a traceback's end."""
    ranks = [_rank(line) for line in tail]
    for index in range(len(tail)):
        if ranks[index] is _Rank.RAISED and not _ends_program(tail, index):
            ranks[index] = _Rank.ERROR
    best = max(filter(None, ranks), default=None)
    if best is None:
        return []
    found = [index for index, rank in enumerate(ranks) if rank is best]
    if best is _Rank.RAISED:
        # the last one is the root: what a Java trace was caused by in the end, and
        # what Python raised while it handled the others
        return found[-1:]
    return _of_last_block(found)


def _of_last_block(found: list[int]) -> list[int]:
    """Of lines under each other the first ones, which the others only explain."""
    block = [found[-1]]
    for index in reversed(found[:-1]):
        if block[-1] - index > 1:
            break
        block.append(index)
    if len(block) >= MOST:
        return block[::-1][:MOST]
    return found[-MOST:] if found[-1] - found[-MOST:][0] <= 10 else block[::-1]


def _ends_program(tail: Sequence[str], index: int) -> bool:
    """A raised error stands behind its frames, or before them, or all alone."""
    line = tail[index]
    if line.startswith(("Caused by", "panic", "Exception in", "thread ")):
        return True
    around = (*tail[max(0, index - 12) : index], *tail[index + 1 : index + 6])
    return any(map(_FRAME.match, around)) or index >= len(tail) - 3


def _rank(line: str) -> _Rank | None:
    if not line or _NOT.match(line):
        return None
    text = line.lstrip(" |") if line.startswith("  |") else line
    return next((rank for rank, form in _patterns() if form.match(text)), None)


@cache
def _patterns() -> tuple[tuple[_Rank, re.Pattern[str]], ...]:
    """Compiled when the first command has failed: nobody waits for it before."""
    return tuple(
        (rank, re.compile("|".join(f"(?:{pattern})" for pattern in patterns)))
        for rank, patterns in (
            (_Rank.RAISED, _AS_RAISED),
            (_Rank.SYSTEM, _AS_SYSTEM),
            (_Rank.ERROR, _AS_ERROR),
            (_Rank.HINT, _AS_HINT),
        )
    )


def _powershell(tail: Sequence[str]) -> list[int]:
    """The message of the last error record, which stands above its place."""
    last = next((i for i in _backwards(tail) if _CATEGORY.match(tail[i])), None)
    if last is None:
        return []
    first = max(0, last - _RECORD)
    for index in range(last, first - 1, -1):
        if _AT_LINE.match(tail[index]) and index:
            return list(_message(tail, index - 1))
    return [first]


def _message(tail: Sequence[str], end: int) -> Iterator[int]:
    """A message that the width of a console has broken into lines."""
    begin = end
    while begin and end - begin < MOST - 1 and " : " not in tail[begin]:
        if not tail[begin - 1] or tail[begin - 1].startswith(" "):
            break
        begin -= 1
    yield from range(begin, end + 1)


def _backwards(tail: Sequence[str]) -> range:
    return range(len(tail) - 1, -1, -1)
