"""How fast, how large and how good, beside other programs. `./bin/dev bench` prints it; nothing here is a test."""

BENCHES = {
    "seats": "many students at once want the last seats (tests/load)",
    "ranked": "ranked rounds of 1,000 to 1,000,000 students, beside the package `matching`",
    "cohort": "plans for 200 and 2,000 students, beside other ways to make them; --large for 10,000",
    "rolling_repair": "the best free plan of one student now, and repairs of a published plan",
    "pages": "pages and actions of the office with 2,000 students in the database",
}
"""The benches by name, in the order in which they run."""
