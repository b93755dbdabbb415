"""The run before: what the same command printed on the same instance last time."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import Final

from ca_tui.api.models import Scope
from ca_tui.ui import group_about
from ca_tui.ui.diff_screen import DiffScreen, Side
from ca_tui.ui.explorer import Explorer
from ca_tui.ui.glyphs import Glyphs
from ca_tui.ui.group_report import Masks
from ca_tui.ui.run_groups import RunGroups

NO_PREVIOUS: Final = "No earlier run of this command on this instance is known"


async def previous(explorer: Explorer, groups: RunGroups, row_id: int) -> int | None:
    """The result before; the service is asked for one page if it is not known.

    None: it is not among the newest results of the instance either. Raises CaTuiError.
    """
    found = await asyncio.to_thread(groups.previous, row_id)
    row = explorer.store.row(row_id)
    if found is not None or row is None:
        return found
    key = row.key
    scope = Scope(key.service, key.region_id, instance_id=key.instance_id)
    async with aclosing(explorer.read_run(scope)) as pages:
        async for _ in pages:
            break
    return await asyncio.to_thread(groups.previous, row_id)


async def difference(
    explorer: Explorer, groups: RunGroups, row_id: int, masks: Masks, glyphs: Glyphs
) -> DiffScreen | None:
    """What is different from the result before; None as `previous`.

    Raises CaTuiError.
    """
    before = await previous(explorer, groups, row_id)
    if before is None:
        return None
    rows = explorer.store.rows((before, row_id))
    if len(rows) < 2:
        # what left the service is not kept for ever
        return None
    utc = explorer.view.utc
    one, other = (group_about.one(row, glyphs, utc=utc) for row in rows)
    found = await asyncio.to_thread(groups.compare_rows, before, row_id, masks)
    return DiffScreen(Side("run before", one), Side("this run", other), found, glyphs)
