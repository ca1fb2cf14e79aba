"""All columns that a spreadsheet may have, by kind of file. `docs/import.md` says the same to people."""

from openrotations.desk.spreadsheets.background_columns import BACKGROUNDS
from openrotations.desk.spreadsheets.catalogue_columns import OFFERINGS, OPENINGS
from openrotations.desk.spreadsheets.credential_columns import AGREEMENTS, LICENCES
from openrotations.desk.spreadsheets.home_columns import SCHOOLS, STUDENTS
from openrotations.desk.spreadsheets.host_columns import PRECEPTORS, SITES
from openrotations.desk.spreadsheets.kinds import Table
from openrotations.desk.spreadsheets.school_columns import POLICIES, RECOGNITION

# In the order in which they can be imported into an empty programme.
_ALL = (
    SCHOOLS, POLICIES, RECOGNITION, STUDENTS, BACKGROUNDS, SITES, PRECEPTORS, LICENCES, AGREEMENTS, OFFERINGS,
    OPENINGS,
)  # fmt: skip
TABLES: dict[str, Table] = {table.kind: table for table in _ALL}


def table_of(kind: str) -> Table:
    """The table of a kind, such as students or openings. Raises KeyError."""
    return TABLES[kind]
