"""What commands print, as the real ones do."""
