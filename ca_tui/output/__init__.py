"""What a command printed, made readable."""
