"""Rows of offerings and openings compared with what is known."""

import re

from django.utils.translation import gettext_lazy as _

from openrotations.catalogue.models import Opening
from openrotations.catalogue.rules import WEEKEND
from openrotations.common.periods import Period
from openrotations.desk.imports.homes import str_of
from openrotations.desk.imports.lines import Line
from openrotations.desk.imports.places import join, preceptor_of, say_site, site_named
from openrotations.desk.imports.plans import Item, Sort
from openrotations.desk.spreadsheets.words import clean, comparable
from openrotations.placements.queries.seats import highest_seat_taken

_FIELDS = (
    "specialty",
    "experience_type",
    "participation",
    "setting",
    "min_weeks",
    "max_weeks",
    "price_per_week",
    "description",
    "is_published",
)


def plan_offering(line: Line) -> None:
    """An offering, with its site and preceptor where they are new, and one of its openings."""
    line.name = str(line["title"])
    site = site_named(line, may_be_new=True)
    if site is None:
        return
    preceptor = preceptor_of(line, prefix="preceptor_", name_key="preceptor_name", may_be_new=True)
    if preceptor is None:
        return
    say_site(line, site, prefix="site_")
    _describe_preceptor(line, preceptor, site)
    title = comparable(line.name)
    offering = line.known.one(Sort.OFFERING, title, preceptor, site)
    if offering is None:
        keys = (title, preceptor, site), (title, site)
        offering = line.new(Sort.OFFERING, line.name, *keys, preceptor=preceptor, site=site)
        offering.values["title"] = line.name
    for name in _FIELDS:
        line.say(offering, name, name)
    if line["requirements"] is not None:
        _say_requirements(line, offering)
    if line["opening_from"]:
        _plan_dates(line, offering)


def as_lines(text: str) -> str:
    """Requirements a line each, from a list with semicolons or with line breaks."""
    return "\n".join(part for part in (clean(part) for part in re.split(r"[;\r\n]+", text)) if part)


def plan_opening(line: Line) -> None:
    """An opening of an offering that is known or stands in the same import."""
    line.name = str(line["offering"])
    site = site_named(line)
    if site is None:
        return
    found = line.known.find(Sort.OFFERING, comparable(line.name), site)
    if line["preceptor_email"] or line["preceptor_npi"]:
        preceptor = preceptor_of(line, prefix="preceptor_", name_key="preceptor_npi", may_be_new=False)
        found = [item for item in found if item.links["preceptor"] is preceptor]
    if len(found) == 1:
        _plan_dates(line, found[0])
    elif found:
        text = _("Several preceptors offer this at this site.")
        line.fault("preceptor_email", text, _("Add the e-mail or the NPI of the preceptor."))
    elif line.draft.incomplete & {"offerings", "preceptors"}:
        line.is_faulty = True
    else:
        text = _("This offering is not known at this site.")
        line.fault("offering", text, _("Correct the title or the preceptor, or add it to the offerings file."))


def _describe_preceptor(line: Line, preceptor: Item, site: Item) -> None:
    for name in ("licence_state", "licence_number"):
        line.say(preceptor, name, f"preceptor_{name}")
    line.suggest(preceptor, "specialty", "specialty")
    line.suggest(preceptor, "email", "preceptor_email")
    if line["preceptor_name"] and comparable(line["preceptor_name"]) != comparable(preceptor.value("full_name")):
        line.warn(
            "preceptor_name",
            _("This preceptor is known as “%(name)s”. That name stays."),
            _("Change it on the preceptor's page, or in a file of preceptors."),
            name=preceptor.value("full_name"),
        )
    join(line, preceptor, site)


def _say_requirements(line: Line, offering: Item) -> None:
    told = as_lines(str(line["requirements"]))
    if offering.row is None or as_lines(str(offering.row.requirements)) != told:  # type: ignore[attr-defined]
        line.say(offering, "requirements", "requirements", told)


def _plan_dates(line: Line, offering: Item) -> None:
    period = Period(line["opening_from"], line["opening_to"])
    openings = line.known.find(Sort.OPENING, offering)
    opening = next((item for item in openings if item.values["period"] == period), None)
    other = next((item for item in openings if item.values["period"].overlaps(period)), None)
    if opening is None and other is not None:
        line.fault(
            "opening_from",
            _("Another opening of this offering overlaps these dates: %(dates)s."),
            _("Correct the dates, or close the other opening on the offering's page."),
            dates=str_of(other.values["period"]),
        )
        return
    if opening is None:
        opening = line.new(Sort.OPENING, offering.name, (offering,), offering=offering)
        opening.values["period"] = period
        _look_at_dates(line, offering, period)
    _say_seats(line, opening)
    if line["closed"] is not None:
        _say_closed(line, opening)


def _say_seats(line: Line, opening: Item) -> None:
    row = opening.row
    if isinstance(row, Opening) and line["seats"] < row.seats and line["seats"] < (taken := highest_seat_taken(row)):
        line.fault(
            "seats",
            _("Seat %(taken)s of this opening is taken."),
            _("Write at least %(taken)s, or cancel a placement first."),
            taken=taken,
        )
        return
    line.say(opening, "seats", "seats")


def _say_closed(line: Line, opening: Item) -> None:
    is_closed = getattr(opening.row, "closed_at", None) is not None
    if is_closed and line["closed"] is False:
        text = _("This opening is closed, and an import does not open it again.")
        line.fault("closed", text, _("Write yes, or add an opening with other dates."))
    elif line["closed"] and not is_closed:
        opening.values["closed"] = True
        if opening.row is not None:
            line.change(opening, "closed", str(_("no")), str(_("yes")))


def _look_at_dates(line: Line, offering: Item, period: Period) -> None:
    if period.last < line.draft.today:
        line.warn("opening_to", _("These dates are over."), _("Look whether the year is right."))
    least = offering.value("min_weeks")
    if least and period.days < 7 * least - WEEKEND:
        line.warn(
            "opening_to",
            _("The offering lasts at least %(weeks)s weeks, and these dates are shorter."),
            _("Look whether the dates are right."),
            weeks=least,
        )
