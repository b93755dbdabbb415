"""What is on screen."""

import os
from typing import Final

FRAMES: Final = "1000"
"""Frames per second at most.

Textual lets each frame wait for the one before it, one to two of its 60th parts of a
second: a key that is pressed while an output lands would be seen 33 ms later. So many
are never drawn, since one takes longer, and how many a line carries is known to
`frame_diff`.
"""

# read when Textual is imported
os.environ.setdefault("TEXTUAL_FPS", FRAMES)
