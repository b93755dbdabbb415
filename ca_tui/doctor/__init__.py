"""Who am I, what may I, and what is in the way: `ca-tui doctor`.

`findings` is what a check says, `examination` makes all of them, and the rest of the
rooms make one or a few each; `screenful` and `objects` are how they are printed.
"""
