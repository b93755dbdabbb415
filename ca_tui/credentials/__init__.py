"""Who am I: where keys come from, in the vendor's order. Read-only.

`chain` is who signs; it is imported late, because HTTP comes with it. The vendor's
files are never written, and a secret leaves this room only inside `signing.Secret`,
whose repr hides it.
"""

from __future__ import annotations

from ca_tui.credentials.cli_profile import Profile, find_profile, region_of
from ca_tui.credentials.environment import has_keys

__all__ = ("Profile", "find_profile", "has_keys", "region_of")
