"""What takes how long, measured beside a baseline of the same run."""
