"""What a repair of a published round is found from, and what it would change: read only."""
