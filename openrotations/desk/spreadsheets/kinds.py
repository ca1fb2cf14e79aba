"""What a column and a table of columns are."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from openrotations.desk.spreadsheets.faults import Template


class CellKind(StrEnum):
    """What a cell of a column means, and the Python type it is read as."""

    TEXT = "text"  # str, one line
    LINES = "lines"  # str, may have line breaks
    EMAIL = "email"  # str, lower case
    DATE = "date"  # datetime.date
    MONTH_END = "month end"  # datetime.date; a bare month is read as its last day
    INTEGER = "integer"  # int, 1 or more
    WEEKS = "weeks"  # int, 1 to 52
    MONEY = "money"  # decimal.Decimal, US dollars with two places
    AMOUNT = "amount"  # int, whole US dollars
    SCORE = "score"  # decimal.Decimal with one place, 0 to 1,000
    YES_NO = "yes or no"  # bool
    CHOICE = "choice"  # str, a key of Column.choices
    COUNTRY = "country"  # str, ISO 3166-1 alpha-2
    STATE = "state"  # str, two-letter US postal code
    TIME_ZONE = "time zone"  # str, IANA name
    NPI = "npi"  # str, ten digits with the right check digit
    POSTCODE = "postcode"  # str, five digits or ZIP+4
    LINK = "link"  # str, http or https address, or plain text naming a source


@dataclass(frozen=True)
class Column:
    """One column. `synonyms[0]` is the heading that an export writes; `example` is a cell that reads well.

    `max_length` bounds text in characters, `most` a whole number.
    """

    key: str
    label: Template
    kind: CellKind
    synonyms: tuple[str, ...]
    help: Template
    example: str
    required: bool = False
    choices: Mapping[str, tuple[str, ...]] | None = None
    max_length: int = 200
    most: int = 1_000

    @property
    def heading(self) -> str:
        """The heading in an export, the same in every language."""
        return self.synonyms[0]


@dataclass(frozen=True)
class Table:
    """The columns of one kind of file, and what must hold across the cells of a row.

    `one_of`: of each group at least one is filled. `together`: all of a group are filled, or none.
    `in_order`: the first is not after (or more than) the second. `identity`: what makes two rows the same.
    """

    kind: str
    label: Template
    columns: tuple[Column, ...]
    identity: tuple[str, ...]
    one_of: tuple[tuple[str, ...], ...] = ()
    together: tuple[tuple[str, ...], ...] = ()
    in_order: tuple[tuple[str, str], ...] = ()

    def column(self, key: str) -> Column:
        """The column with this key. Raises KeyError where the table has none."""
        for column in self.columns:
            if column.key == key:
                return column
        raise KeyError(key)

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of all columns, in the order of an export."""
        return tuple(column.key for column in self.columns)

    @property
    def needed_headings(self) -> list[str]:
        """The headings that a file of this kind cannot do without."""
        return [column.heading for column in self.columns if column.required]
