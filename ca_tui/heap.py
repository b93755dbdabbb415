"""What the C library keeps of memory that was used once.

Pages of results come as large pieces that live for a moment, in several threads. glibc
keeps a heap for each thread, and after a while takes such pieces from there too: with
100,000 results read, half of what is resident would be holes.
"""

from __future__ import annotations

import sys
from typing import Final

OPTIONS: Final = (
    (-8, 1),
    (-3, 128 * 1024),
    (-1, 256 * 1024),
)
"""M_ARENA_MAX, M_MMAP_THRESHOLD and M_TRIM_THRESHOLD, in heaps and bytes.

Source: glibc, mallopt(3). A threshold that is set is not raised by what is freed.
"""


def give_back() -> bool:
    """One heap for all threads, and large pieces returned; False: not known here.

    To be called before there are threads.
    """
    if sys.platform != "linux":
        return False
    try:
        import ctypes
    except ImportError:
        return False
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is None:
        return False
    taken = [mallopt(*option) for option in OPTIONS]
    return all(taken)
