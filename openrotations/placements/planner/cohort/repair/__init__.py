"""After a cancellation, a closure or a request: the fewest changes, priced, and others to choose from."""
