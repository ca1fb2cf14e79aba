"""Running the program: its database, its processes, its demo. Knows how things start, not what they do."""
