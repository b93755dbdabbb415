"""The places where a key may be, in the vendor's order, and the key in use.

Source of the order: the default chain of the vendor's credentials libraries.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from ca_tui.api.errors import CaTuiError, CredentialsError
from ca_tui.api.signing import Credentials
from ca_tui.credentials.issued import Issued, Nothing
from ca_tui.credentials.places import Place, places
from ca_tui.credentials.surroundings import METADATA, Surroundings

MARGIN: Final = timedelta(minutes=5)
"""Before a key expires, another one is asked for; the shortest lives 15 minutes."""

PATIENCE: Final = timedelta(seconds=30)
"""Between two renewals, however short-lived a key seems to our clock."""

STALL: Final = 10.0
"""Seconds that a call waits for a new key while the old one is still good."""

LOGGER: Final = logging.getLogger("ca_tui.credentials")


class Chain:
    """Gives the key to sign with; renews it before it expires.

    All who ask at once share one search. Later searches ask the place that had the key,
    so that an identity never changes by itself; `renew` asks all of them. A profile
    that is named is the only place.
    """

    def __init__(
        self,
        environ: Mapping[str, str],
        home: Path,
        profile_name: str = "",
        *,
        clock: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        metadata: str = METADATA,
        ca_bundle: Path | None = None,
        stall: float = STALL,
        on_warning: Callable[[str], None] | None = None,
        log: logging.Logger = LOGGER,
    ) -> None:
        """`on_warning` hears each warning once; `metadata` is the service's URL."""
        self._clock = clock
        self._stall = stall
        self._on_warning = on_warning
        self._log = log
        self._warnings: dict[str, None] = {}
        near = Surroundings(
            environ, home, clock, sleep, self._warn, metadata, ca_bundle
        )
        self._places = places(near, profile_name)
        self._place: Place | None = None
        self._found: Issued | None = None
        self._tried: datetime | None = None
        self._search: asyncio.Task[Issued | str] | None = None
        self._waiting = 0

    @property
    def warnings(self) -> tuple[str, ...]:
        """Sentences for the operator: exposed files, places passed over, renewals that
        failed; each once."""
        return tuple(self._warnings)

    @property
    def expires(self) -> datetime | None:
        """When the key in use does; None: never, or it is not known."""
        return self._found.expires if self._found else None

    async def __call__(self) -> Credentials:
        """The key to sign the next request with.

        Raises CredentialsError, naming every place and why it gave none.
        """
        found = self._found
        if found is None:
            return _key(await self._shared(self._everywhere))
        if not self._is_due(found):
            return found.credentials
        if not self._is_good(found):
            return _key(await self._shared(self._same_place))
        try:
            async with asyncio.timeout(self._stall):
                outcome = await self._shared(self._same_place)
        except TimeoutError:
            outcome = f"There was no answer within {self._stall:g} s."
        if isinstance(outcome, str):
            self._tried = self._clock()
            self._warn(
                f"The key of {found.credentials.source} expires soon and could not be"
                f" renewed: {outcome}"
            )
            return found.credentials
        return outcome.credentials

    async def renew(self, refused: Credentials) -> Credentials:
        """Another key than the one that the service refused, from wherever it is now;
        the same, with a warning, where there is no other.

        Raises CredentialsError where there is none at all.
        """
        if self._found is not None:
            if not _same(self._found.credentials, refused):
                return self._found.credentials
            self._found = None
        credentials = _key(await self._shared(self._everywhere))
        if _same(credentials, refused):
            self._warn(
                f"The service no longer takes the key of {credentials.source}, and the"
                " same one is still there. Sign in again or set a new one: files are"
                " read anew at the next call, variables when ca-tui is started again."
            )
        return credentials

    async def _shared(
        self, search: Callable[[], Coroutine[None, None, Issued | str]]
    ) -> Issued | str:
        """What the search finds, or why nothing; one at a time, whoever asks.

        A search ends when the last one who waits for it is gone.
        """
        task = self._search
        if task is None or task.done():
            task = self._search = asyncio.create_task(search())
        self._waiting += 1
        try:
            return await asyncio.shield(task)
        finally:
            self._waiting -= 1
            if not self._waiting and not task.done():
                task.cancel()
                self._search = None

    async def _everywhere(self) -> Issued | str:
        """The first key there is, in the order of the places."""
        reasons: list[tuple[str, str]] = []
        passed_over: list[str] = []
        for place in self._places:
            outcome, meant = await _ask(place)
            if isinstance(outcome, Issued):
                self._keep(outcome, place)
                for reason in passed_over:
                    self._warn(f"{reason} Using {outcome.credentials.source} instead.")
                return outcome
            reasons.append((place.name, outcome))
            if meant:
                passed_over.append(outcome)
        if len(reasons) == 1:
            return reasons[0][1]
        looked = "\n".join(f"- {name}: {reason}" for name, reason in reasons)
        return (
            f"No credentials found. Looked at:\n{looked}\n"
            "Run `aliyun configure`, or look around without an account: ca-tui --demo"
        )

    async def _same_place(self) -> Issued | str:
        """A new key from the place that gave the one in use."""
        if self._place is None:
            return await self._everywhere()
        outcome, _ = await _ask(self._place)
        if isinstance(outcome, Issued):
            self._keep(outcome, self._place)
        return outcome

    def _keep(self, issued: Issued, place: Place) -> None:
        self._found, self._place, self._tried = issued, place, self._clock()
        credentials = issued.credentials
        until = issued.expires.isoformat() if issued.expires else "it is refused"
        self._log.info(
            "key %s of %s, until %s", credentials.masked_id, credentials.source, until
        )

    def _is_good(self, issued: Issued) -> bool:
        return issued.expires is None or self._clock() < issued.expires

    def _is_due(self, issued: Issued) -> bool:
        now = self._clock()
        if issued.expires is None or now < issued.expires - MARGIN:
            return False
        return self._tried is None or now >= self._tried + PATIENCE

    def _warn(self, sentence: str) -> None:
        if sentence in self._warnings:
            return
        self._warnings[sentence] = None
        self._log.warning("%s", sentence)
        if self._on_warning is not None:
            self._on_warning(sentence)


async def _ask(place: Place) -> tuple[Issued | str, bool]:
    """A key, or why there is none and whether there was meant to be one.

    The reason is a sentence and no exception, whose traceback would know secrets.
    """
    try:
        return await place.ask(), True
    except Nothing as error:
        return str(error), False
    except CaTuiError as error:
        return str(error), True


def _key(outcome: Issued | str) -> Credentials:
    if isinstance(outcome, str):
        raise CredentialsError(outcome)
    return outcome.credentials


def _same(one: Credentials, other: Credentials) -> bool:
    """Whether both are the same key, wherever each was found."""
    return (
        one.access_key_id == other.access_key_id
        and one.access_key_secret == other.access_key_secret
        and one.security_token == other.security_token
    )
