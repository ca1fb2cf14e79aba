"""Pages about the programme's texts: for everybody, for students, for the office."""
