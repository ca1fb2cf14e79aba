"""A registrar's own pages, by signed link: the students of the school, and what comes back for credit."""
