"""Results to take away: forms for programs and people, files, the clipboard, and the
query as a command. Values and text only; nothing here draws or asks.
"""
