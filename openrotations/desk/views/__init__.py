"""Pages that combine what the packages below know: for students, the office, and everybody of one placement."""
