"""A key that a program prints: `process_command` of a profile.

The program runs without a shell and without a terminal, so that nothing it asks or
says meets the screen; what it prints is a secret, its errors may be.
"""

from __future__ import annotations

import asyncio
import os
import shlex
import signal
from asyncio.subprocess import DEVNULL, PIPE, Process
from contextlib import suppress
from typing import Final

from ca_tui.api.errors import CredentialsError
from ca_tui.api.failures import one_line
from ca_tui.api.signing import Credentials, Secret
from ca_tui.credentials.environment import is_on
from ca_tui.credentials.issued import Issued, json_object, moment, text_of
from ca_tui.credentials.surroundings import Surroundings

LIMIT: Final = 60.0
"""Seconds that a program may take, as the vendor's library has it."""

LARGEST: Final = 64 * 1024
"""Bytes that it may print."""

REAPING: Final = 2.0
"""Seconds to wait for a killed program."""


async def external_key(
    command: str, source: str, near: Surroundings, limit: float = LIMIT
) -> Issued:
    """What the program prints: `{"mode": "AK" or "StsToken", "access_key_id",
    "access_key_secret", "sts_token", "expiration"}`. Raises CredentialsError."""
    owner = f"process_command of {source}"
    if is_on(near.environ, "DISABLE_EXTERNAL_PROCESS"):
        raise CredentialsError(
            f"{owner} is not run: ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS forbids it."
        )
    process = await _started(command, owner, near)
    output, code = b"", None
    try:
        async with asyncio.timeout(limit):
            output = await _output(process, owner)
            code = await process.wait()
    except TimeoutError:
        raise CredentialsError(f"{owner} gave no key within {limit:g} s.") from None
    finally:
        if code is None:
            await _kill(process)
    if code:
        raise CredentialsError(
            f"{owner} ended with exit code {code}. Run it yourself to see why: what it"
            " says is not shown here, because secrets may be in it."
        )
    return _issued(json_object(output, f"What {owner} printed"), source, owner)


async def _started(command: str, owner: str, near: Surroundings) -> Process:
    why = "it is empty"
    try:
        words = shlex.split(command, posix=os.name == "posix")
        if words:
            return await asyncio.create_subprocess_exec(
                *words,
                stdin=DEVNULL,
                stdout=PIPE,
                stderr=DEVNULL,
                env=dict(near.environ),
                start_new_session=True,
            )
    except OSError as error:
        why = error.strerror or "the system refuses"
    except ValueError:
        why = "its quotes do not match, or it holds a NUL"
    raise CredentialsError(f"{owner} cannot be run: {why}.")


async def _output(process: Process, owner: str) -> bytes:
    output = bytearray()
    while process.stdout is not None and (part := await process.stdout.read(LARGEST)):
        output += part
        if len(output) > LARGEST:
            raise CredentialsError(f"{owner} prints far too much for a key.")
    return bytes(output)


async def _kill(process: Process) -> None:
    """Leave nothing running, children of the program neither."""
    with suppress(ProcessLookupError, PermissionError):
        if os.name == "posix":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    with suppress(TimeoutError):
        async with asyncio.timeout(REAPING):
            await process.wait()


def _issued(fields: dict[str, object], source: str, owner: str) -> Issued:
    mode = text_of(fields, "mode")
    key, secret, token = (
        text_of(fields, name)
        for name in ("access_key_id", "access_key_secret", "sts_token")
    )
    if mode.casefold() not in ("", "ak", "ststoken"):
        said = one_line(mode, 40)
        raise CredentialsError(
            f"{owner} printed mode {said!r}; it may be AK or StsToken."
        )
    if not (key and secret) or (mode.casefold() == "ststoken" and not token):
        wanted = "access_key_id, access_key_secret"
        wanted += " and sts_token" if mode.casefold() == "ststoken" else ""
        raise CredentialsError(f"{owner} printed no {wanted}.")
    credentials = Credentials(
        key, Secret(secret), Secret(token) if token else None, source=source
    )
    return Issued(credentials, moment(text_of(fields, "expiration")))
