"""Pages of students, registrars and the office about applications; a module for each of them."""
