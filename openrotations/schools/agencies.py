"""Agencies that accredit medical schools, and which of them WFME is known to recognise. Information only.

Recognition is of an agency and for a country. What the list does not confirm today is "not confirmed"; this
package never says "not recognised", because the list is incomplete.
"""

from calendar import monthrange
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import yaml
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

_FILE = Path(__file__).with_name("agencies.yaml")
# A year and a month, as the sources give them.
type Month = Annotated[str, BeforeValidator(str), Field(pattern=r"^20\d\d-(0[1-9]|1[0-2])$")]


class Recognition(StrEnum):
    """What the list says today of an agency's decisions for a country."""

    RECOGNISED = "recognised"
    NOT_CONFIRMED = "not_confirmed"


RECOGNITION_WORDS = {
    Recognition.RECOGNISED: _("recognised by WFME"),
    Recognition.NOT_CONFIRMED: _("recognition not confirmed"),
}


class Agency(BaseModel):
    """One row of the table: `countries` by ISO code with the source's spelling, `said` the source's own words."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str = Field(max_length=120)
    name: str
    countries: dict[Annotated[str, Field(pattern=r"^[A-Z]{2}$")], str] = Field(default_factory=dict)
    said: str = ""
    until: Month | None = None
    awarded: Month | None = None
    term_years: int | None = Field(default=None, ge=1, le=20)
    remark: str = ""
    tier: Literal["A", "B"]
    mark: Literal["S", "S*"]
    as_of: Month | None = None
    source: str = Field(min_length=1)

    @model_validator(mode="after")
    def _says_where(self) -> "Agency":
        if not self.countries and not self.said:
            raise ValueError("an agency is recognised for some country")
        if self.term_years and not self.awarded:
            raise ValueError("a term counts from the month of the award")
        return self

    @property
    def last_on(self) -> date | None:
        """The last day of the term, at the end of its month; None where no source names it."""
        if self.until:
            year, month = _parts(self.until)
        elif self.awarded and self.term_years:
            year, month = _parts(self.awarded)
            year += self.term_years
        else:
            return None
        return date(year, month, monthrange(year, month)[1])

    def recognition(self, country: str, *, today: date) -> Recognition:
        """Whether its decisions for this country (ISO code) are confirmed as recognised today."""
        holds = self.last_on is not None and today <= self.last_on
        if self.tier == "A" and holds and country in self.countries:
            return Recognition.RECOGNISED
        return Recognition.NOT_CONFIRMED

    def is_confirmed(self, today: date) -> bool:
        """Whether its recognition is confirmed today for the countries named."""
        return any(self.recognition(code, today=today) == Recognition.RECOGNISED for code in self.countries)


class AgencyTable(BaseModel):
    """The whole list, with the month in which WFME's own list was copied, and where to check."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    copied: Month
    where_to_check: str
    agencies: tuple[Agency, ...]

    @model_validator(mode="after")
    def _names_each_once(self) -> "AgencyTable":
        keys = [row.key for row in self.agencies]
        if len(keys) != len(set(keys)):
            raise ValueError("an agency stands twice in the list")
        return self


@cache
def agency_table() -> AgencyTable:
    """The list that comes with the program. Raises pydantic's ValidationError when it is malformed."""
    return AgencyTable.model_validate(yaml.safe_load(_FILE.read_text(encoding="utf-8")))


def agency_named(name: str) -> Agency | None:
    """The agency with this key or name, whatever its capitals; None when the list does not have it."""
    wanted = name.strip().casefold()
    return next((row for row in agency_table().agencies if wanted in (row.key.casefold(), row.name.casefold())), None)


def recognition_of(agency: str, country: str, *, today: date) -> Recognition:
    """Whether the list confirms that WFME recognises this agency (key or name) for this country (ISO code)."""
    row = agency_named(agency)
    return row.recognition(country, today=today) if row else Recognition.NOT_CONFIRMED


def _parts(month: str) -> tuple[int, int]:
    year, number = month.split("-")
    return int(year), int(number)
