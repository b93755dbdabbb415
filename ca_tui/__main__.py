"""`python -m ca_tui` is `ca-tui`."""

from ca_tui.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
