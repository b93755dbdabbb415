"""What we know so far."""
