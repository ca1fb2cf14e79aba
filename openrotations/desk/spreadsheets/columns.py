"""All columns that a spreadsheet may have, by kind of file. `docs/import.md` says the same to people."""

from openrotations.desk.spreadsheets.catalogue_columns import OFFERINGS, OPENINGS
from openrotations.desk.spreadsheets.home_columns import SCHOOLS, STUDENTS
from openrotations.desk.spreadsheets.host_columns import PRECEPTORS, SITES
from openrotations.desk.spreadsheets.kinds import Table

# In the order in which they can be imported into an empty programme.
TABLES: dict[str, Table] = {table.kind: table for table in (SCHOOLS, STUDENTS, SITES, PRECEPTORS, OFFERINGS, OPENINGS)}


def table_of(kind: str) -> Table:
    """The table of a kind: students, schools, sites, preceptors, offerings, openings. Raises KeyError."""
    return TABLES[kind]
