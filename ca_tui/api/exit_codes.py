"""Exit codes and statuses in words: shell conventions, Windows, Cloud Assistant's own.

126, 127 and 128+n are the shell's convention, not the vendor's text. 193, 194, 3009
and 3010 are how a task asks the agent to power the instance off or restart it.
"""

from __future__ import annotations

from typing import Final

from ca_tui.api.status import canonical, exit_code_is_real

EXIT_CODES: Final = {
    -1: "the shell itself was killed by a signal",
    126: "the command was found on the instance, but may not be executed",
    127: "the command was not found on the instance",
    193: "the task asked for the instance to be powered off",
    194: "the task asked for the instance to be restarted",
    3009: "the task asked for the instance to be powered off",
    3010: "the task asked for the instance to be restarted",
    9009: "the command was not found on the instance",
}

SIGNALS: Final = {
    1: ("SIGHUP", "its terminal or session went away"),
    2: ("SIGINT", "interrupted, as with Ctrl+C"),
    3: ("SIGQUIT", ""),
    4: ("SIGILL", "illegal instruction"),
    5: ("SIGTRAP", ""),
    6: ("SIGABRT", "it gave up by itself"),
    7: ("SIGBUS", "bad memory access"),
    8: ("SIGFPE", "arithmetic error"),
    9: ("SIGKILL", "often the kernel, when memory ran out"),
    10: ("SIGUSR1", ""),
    11: ("SIGSEGV", "bad memory access"),
    12: ("SIGUSR2", ""),
    13: ("SIGPIPE", "nobody read its output any more"),
    14: ("SIGALRM", ""),
    15: ("SIGTERM", "somebody asked it to end"),
    24: ("SIGXCPU", "CPU time limit"),
    25: ("SIGXFSZ", "file size limit"),
    31: ("SIGSYS", "forbidden system call"),
}
"""Linux numbers: the instance's, whatever this program runs on."""

NTSTATUS: Final = {
    0xC0000005: "access violation",
    0xC0000017: "out of memory",
    0xC000001D: "illegal instruction",
    0xC0000094: "division by zero",
    0xC00000FD: "stack overflow",
    0xC0000135: "a DLL was not found",
    0xC0000139: "a DLL lacks a function that the program needs",
    0xC000013A: "ended by Ctrl+C or by closing its window",
    0xC0000142: "a DLL could not be started",
    0xC0000374: "heap damaged",
    0xC0000409: "stack damaged, or it gave up by itself",
    0xE0434352: "unhandled .NET exception",
}
"""NTSTATUS and exception codes that programs on Windows end with."""

STATUSES: Final = {
    "Timeout": "the command ran longer than its timeout and was stopped",
    "Terminated": "the command was stopped while it ran",
    "Cancelled": "the command was cancelled before it started",
    "Aborted": "the command could not be sent to the instance",
    "Invalid": "the command's type or one of its parameters is not valid",
    "Error": "the command could not be carried out",
}
"""Statuses in which ExitCode says nothing: 1 of a Timeout and 0 of a Terminated run
are what the agent fills in."""

SHELL_SIGNAL: Final = 128
LAST_SIGNAL: Final = 64
WIDEST_PLAIN: Final = 255
"""An exit code beyond it is a 32-bit one of Windows, which people know in hex."""

_WINDOWS: Final = range(-(2**31), 2**32)


def shown_exit_code(exit_code: int) -> str:
    """The number as people know it: `0xC000013A (3221225786)` for 32-bit ones."""
    if exit_code in EXIT_CODES or 0 <= exit_code <= WIDEST_PLAIN:
        return str(exit_code)
    if exit_code not in _WINDOWS or -WIDEST_PLAIN <= exit_code < 0:
        return str(exit_code)
    return f"0x{exit_code & 0xFFFFFFFF:08X} ({exit_code})"


def exit_code_clause(exit_code: int, status: str) -> str:
    """What an exit code means in this status; `""` where the number says all."""
    if not exit_code_is_real(status):
        return STATUSES.get(canonical(status), "")
    if exit_code in EXIT_CODES:
        return EXIT_CODES[exit_code]
    if SHELL_SIGNAL < exit_code <= SHELL_SIGNAL + LAST_SIGNAL:
        return _signal_clause(exit_code - SHELL_SIGNAL)
    if exit_code in _WINDOWS and exit_code & 0xFFFFFFFF in NTSTATUS:
        return f"the program crashed or was ended: {NTSTATUS[exit_code & 0xFFFFFFFF]}"
    return ""


def _signal_clause(number: int) -> str:
    name, why = SIGNALS.get(number, (f"signal {number}", ""))
    return f"a process was ended by {name}" + (f" ({why})" if why else "")
