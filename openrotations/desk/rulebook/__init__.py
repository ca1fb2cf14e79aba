"""The office's pages about the rules: reading the book, proposing a change, deciding on one."""
