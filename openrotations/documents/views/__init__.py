"""Pages of papers: for their owner, for the office, and the files themselves."""
