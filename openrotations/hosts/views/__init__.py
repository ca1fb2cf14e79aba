"""Pages about hosts."""
