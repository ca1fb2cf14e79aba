"""Why a student got or did not get a choice, what would have changed it, and what each rule costs."""
