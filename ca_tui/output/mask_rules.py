"""What ids, hosts, times, paths and numbers look like in outputs.

Every rule treats all ten digits alike, so that lines which differ in digits only are
looked at once. A match never has a quotation mark in it, and nothing here backtracks
over more than a word.
"""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache
from typing import Final


class Mask(Enum):
    """What may be left out of a comparison."""

    ID = "id"
    """Instance ids and the like, UUIDs, hashes, MAC and memory addresses, pids."""
    HOST = "host"
    """Host names and IP addresses, with their port or prefix."""
    TIME = "time"
    """Dates, times of day, ages, durations, and rates of so many bytes per second."""
    PATH = "path"
    """Absolute paths, those from ~ or a dot, of Windows too, and URLs."""
    NUMBER = "number"
    """Numbers with their sign and unit: sizes and percentages too."""


_MONTH: Final = (
    "(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    "|Sep(?:t(?:ember)?)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
)

_WEEKDAY: Final = (
    "(?:Mon(?:day)?|Tue(?:s(?:day)?)?|Wed(?:nesday)?|Thu(?:rs(?:day)?)?|Fri(?:day)?"
    "|Sat(?:urday)?|Sun(?:day)?|星期[一二三四五六日天]|周[一二三四五六日])"
)

_ZONE: Final = (
    r"(?:[ ]?(?:Z|UTC|GMT|CST|HKT|SGT|JST|KST|IST|MSK|CES?T|BST|[ECMP][SD]T|AE[SD]T)"
    r"(?![A-Za-z0-9_])|[ ]?[+-][0-9]{2}:?[0-9]{2}(?![0-9]))"
)

_CLOCK: Final = (
    r"(?:[上下]午[ ]?)?(?:[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]{1,9})?)?"
    r"|[0-9]{3}:[0-9]{2}:[0-9]{2})(?![0-9])(?!:[0-9A-Za-z])"
    rf"(?:[ ]?[AaPp][Mm](?![A-Za-z0-9_]))?{_ZONE}{{0,2}}"
)

_IPV4: Final = r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?![0-9])(?!\.[0-9])"

_TOP: Final = (
    "com|net|org|edu|gov|info|biz|cn|hk|jp|sg|io|dev|cloud|internal|intranet|local"
    "|localdomain|lan|corp|home|arpa"
)

_NAME: Final = r"[A-Za-z][A-Za-z0-9._-]{0,252}"

_PROCESS: Final = r"[A-Za-z0-9_.@/()-]{1,64}"

_IN_PATH: Final = r"""[^\s"'<>`|;:,*?()\[\]{}。，、；：）】》”]"""

_POD: Final = "[bcdfghj-np-tvwxz0-9]"
"""Kubernetes draws the ends of names from letters that spell no words."""

_LEVEL: Final = "(?<=[IWEF])"
"""A rule that begins behind the letter of a klog line, which is not hidden."""

_AFTER_DIGITS: Final = {
    "a": r"(?=[0-9]++[^\W0-9])",
    "c": r"(?=[0-9]++:)",
    "s": r"(?=[0-9]++[-/])",
    "p": r"(?=[0-9]++\.)",
    "b": r"(?=[0-9]++[ ])",
    "e": "",
}
"""Rules that begin with digits, by what is behind these: a letter, a colon, a dash or
slash, a period, a blank, or anything. So that at each place only few are tried."""

_BEGINNINGS: Final = (
    (r"[0-9]", _AFTER_DIGITS),
    (
        r"[A-Za-z]",
        {"L": r"(?=[A-Za-z_+-]{1,63}+[0-9.:]|[JFMASONDTW]|(?<=[0-9Z][ ]))"},
    ),
    (r"[-+/~.:\\星周上下]", {"O": ""}),
)
"""How rules begin: with digits, with a letter, with something else."""

_RULES: Final = (
    (
        Mask.PATH,
        "L",
        r"(?<![A-Za-z0-9])[A-Za-z][A-Za-z0-9+.-]{1,15}+://[^\s\"'<>`|\\^{}。，、；：）】》”]++",
    ),
    (Mask.PATH, "L", rf"(?<![A-Za-z0-9_])[A-Za-z]:\\{_IN_PATH}*+"),
    (Mask.PATH, "O", rf"(?<![\w\\])\\\\(?=\w){_IN_PATH}++"),
    (
        Mask.PATH,
        "O",
        rf"(?<![\w.~/<\\*])(?:~[A-Za-z0-9_-]{{0,32}}|\.{{1,2}})?/(?![/\s]){_IN_PATH}++",
    ),
    (
        Mask.ID,
        "asL",
        r"(?<![A-Za-z0-9_-])[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"
        r"(?![A-Za-z0-9_])",
    ),
    (
        Mask.ID,
        "acsL",
        r"(?<![A-Za-z0-9_:-])[0-9A-Fa-f]{2}(?:(?::[0-9A-Fa-f]{2}){5}"
        r"|(?:-[0-9A-Fa-f]{2}){5})(?![A-Za-z0-9_:-])",
    ),
    (
        Mask.ID,
        "L",
        r"(?<![A-Za-z0-9_-])(?:i|eci|t|c|d|s|m|r|e|sg|eni|vpc|vsw|vtb|rm|lb|alb|nlb|slb"
        r"|ngw|eip|ecs|cp|ag|asg|ace|ehpc|acl|snap|nat|ssh|hz|w)"
        r"-(?=[a-z]*[0-9])[0-9a-z]{8,64}(?![A-Za-z0-9_-])",
    ),
    (
        Mask.ID,
        "asL",
        rf"(?<=[a-z0-9]-)(?:{_POD}{{8,10}}-{_POD}{{5}}"
        rf"|(?=[a-z]*[0-9])(?=[0-9]*[a-z]){_POD}{{5}})(?![A-Za-z0-9_-])",
    ),
    (Mask.ID, "a", r"(?<![A-Za-z0-9_])0x[0-9A-Fa-f]{4,64}(?![A-Za-z0-9_])"),
    (
        Mask.ID,
        "aeL",
        r"(?<![A-Za-z0-9_])(?:(?=[a-f]*[0-9])(?=[0-9]*[a-f][0-9a-f])[0-9a-f]{7,128}+"
        r"|(?=[a-f]*[0-9])[0-9a-f]{16,128}+"
        r"|(?=[0-9]*[A-F]++[0-9])[0-9A-F]{8,128}+)(?![A-Za-z0-9_])",
    ),
    (Mask.ID, "e", r"(?<=[A-Za-z0-9_)-]\[)[0-9]{1,10}(?=\]:)"),
    (
        Mask.HOST,
        "acLO",
        r"(?<![A-Za-z0-9_:.])"
        r"(?=::|(?:[0-9A-Fa-f]{1,4}:){1,6}:|(?:[0-9A-Fa-f]{1,4}:){7})"
        r"(?=[0-9A-Fa-f:]{0,39}[0-9])(?:[0-9A-Fa-f]{0,4}:){2,8}"
        rf"(?:{_IPV4}|[0-9A-Fa-f]{{0,4}})(?:%[A-Za-z0-9_.-]{{1,16}})?(?:/[0-9]{{1,3}})?"
        r"(?![A-Za-z0-9_:])",
    ),
    (
        Mask.HOST,
        "p",
        rf"(?<![A-Za-z0-9_.]){_IPV4}(?::[0-9]{{1,5}}(?![0-9])|/[0-9]{{1,2}}(?![0-9]))?"
        r"(?![A-Za-z_])",
    ),
    (
        Mask.HOST,
        "L",
        r"(?<![A-Za-z0-9_])(?:iZ[0-9a-z]{8,32}Z|ip(?:-[0-9]{1,3}){4})(?![A-Za-z0-9_])"
        r"(?:\.[A-Za-z0-9-]{1,63}){0,8}",
    ),
    (
        Mask.HOST,
        "aspL",
        rf"(?<![A-Za-z0-9_.-])(?:[A-Za-z0-9_-]{{1,63}}+\.){{1,9}}(?:{_TOP})"
        r"(?![A-Za-z0-9_-])(?!\.[A-Za-z0-9])(?::[0-9]{1,5})?",
    ),
    (Mask.HOST, "eL", r"(?<=://)[A-Za-z0-9][A-Za-z0-9._-]{0,252}(?::[0-9]{1,5})?"),
    (
        Mask.HOST,
        "L",
        rf"(?<=[0-9Z][ ]){_NAME}(?=[ ](?:{_PROCESS}\[[0-9]{{1,10}}\]|kernel):)",
    ),
    (
        Mask.TIME,
        "aspLO",
        rf"(?:{_WEEKDAY},?[ ]{{1,2}})?"
        r"(?:[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}"
        rf"|[0-9]{{1,2}}[-/]{_MONTH}[-/][0-9]{{2,4}}"
        r"|[0-9]{1,2}/[0-9]{1,2}/[0-9]{2,4}(?!/[0-9])"
        r"|[0-9]{4}年[ ]?[0-9]{1,2}月[ ]?[0-9]{1,2}日)(?![0-9])"
        rf"(?:[ ]?{_WEEKDAY})?"
        rf"(?:(?:[T_:]|,?[ ]{{1,2}}){_CLOCK}|[T_-][0-9]{{2}}-?[0-9]{{2}}-?[0-9]{{2}})?"
        r"(?![0-9])",
    ),
    (
        Mask.TIME,
        "sbLO",
        rf"(?:{_WEEKDAY},?[ ]{{1,2}})?"
        rf"(?:{_MONTH}[ ]{{0,2}}[0-9]{{1,2}}(?![A-Za-z0-9])"
        rf"|[0-9]{{1,2}}[ -]{_MONTH}(?![A-Za-z0-9])(?![ ]+[0-9]{{1,2}}(?![0-9:])))"
        r"(?:,?[ -][ ]?[0-9]{4}(?![0-9:]))?"
        rf"(?:,?[ ](?:at[ ])?{_CLOCK}(?:[ ][0-9]{{4}}(?![0-9:]){_ZONE}?)?)?",
    ),
    (
        Mask.TIME,
        "a",
        r"(?<![A-Za-z0-9_])[0-9]{8}[T_-][0-9]{6}(?:\.[0-9]{1,9})?Z?(?![A-Za-z0-9])",
    ),
    (Mask.TIME, "L", rf"{_LEVEL}[0-9]{{4}}[ ]{_CLOCK}"),
    (Mask.TIME, "p", r"(?<=[\[ ])[0-9]{1,9}\.[0-9]{6}(?=\])"),
    (
        Mask.TIME,
        "cOs",
        rf"(?<![A-Za-z0-9_:.-])(?:[0-9]{{1,4}}-(?=[0-9]{{2}}:[0-9]{{2}}:))?{_CLOCK}",
    ),
    (
        Mask.TIME,
        "apb",
        r"(?<![A-Za-z0-9_.])(?:(?:[0-9]{1,9}(?:y|d|h|min|m)[ ]?){1,4}"
        r"[0-9]{1,9}(?:\.[0-9]{1,9})?(?:d|h|min|ms?|s)"
        r"|[0-9]{1,15}+(?:\.[0-9]{1,15}+)?(?:[mnuµμ]?s|secs?|min|h|d"
        r"|[ ](?:(?:milli|micro|nano)?sec(?:ond)?|min(?:ute)?|hour|day|week|month|year)"
        r"s?(?:[ ]ago)?|[ ]?(?:毫秒|秒|分钟|小时|天)前?"
        r"|[ ]?[kKMGT]?i?(?:[Bb]|[Bb]it)(?:/s|ps)))(?![A-Za-z0-9_])",
    ),
    (
        Mask.NUMBER,
        "eO",
        r"(?<![A-Za-z0-9_.])(?:(?<![A-Za-z0-9_)\]-])[-+])?"
        r"(?:0x[0-9A-Fa-f]++|(?:[0-9]{1,3}(?:,[0-9]{3})++(?![0-9])|[0-9]++)"
        r"(?:\.[0-9]++)*+(?:[eE][-+]?[0-9]++)?)"
        r"(?:[ ]?(?:%|bytes?|[kKMGTPE]i?B|[mnuµμ]s)(?![A-Za-z0-9_])"
        r"|(?:(?:[kKMGTPE]i?)?[Bb]|[kKMGTPE]i?|[smhd]|min)"
        r"(?![A-Za-z0-9_])|(?![A-Za-z0-9_]))",
    ),
)
"""What, how it begins, and how it looks. The earlier of two at one place is right."""


@lru_cache
def pattern(*, paths: bool, numbers: bool) -> re.Pattern[str]:
    """Finds what is described here; a group's name begins with that of its Mask.

    `paths`: whole paths; without, what is inside of them. `numbers`: these too. The
    rest is always found, so that a host that counts is not taken for numbers.
    """
    left_out = {
        mask
        for mask, wanted in ((Mask.PATH, paths), (Mask.NUMBER, numbers))
        if not wanted
    }
    branches = []
    for first, kinds in _BEGINNINGS:
        parts = [
            f"{ahead}(?:{rules})"
            for kind, ahead in kinds.items()
            if (rules := _rules(kind, left_out))
        ]
        branches.append(f"(?={first})(?:{'|'.join(parts)})")
    # hardly anything begins inside of a word: most places are done with here
    return re.compile(rf"(?<![A-Za-z0-9])(?:{'|'.join(branches)})")


def _rules(kind: str, left_out: set[Mask]) -> str:
    return "|".join(
        ("[IWEF]" if rule.startswith(_LEVEL) else "")
        + f"(?P<{mask.name}_{kind}{number}>{rule})"
        for number, (mask, begins, rule) in enumerate(_RULES)
        if kind in begins and mask not in left_out
    )
