"""How long a call may take and how large a reply may be."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds and bytes after which waiting ends with an error."""

    connect: float = 5.0
    """Seconds to get a connection."""
    silence: float = 20.0
    """Seconds without a byte. Source: the read timeouts of the vendor's SDK, 10 to
    19 s."""
    total: float = 60.0
    """Seconds for one attempt, however busily the bytes trickle."""
    largest: int = 32 * 1024 * 1024
    """Bytes of a reply, decompressed; 50 results of 24 KB are 2 MB."""
    first_delay: float = 0.5
    """Seconds; the longest first wait after a fault, doubled with every further one."""
