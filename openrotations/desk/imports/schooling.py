"""Rows of schools' policies and of who recognises them, compared with what is known."""

from django.utils.translation import gettext_lazy as _

from openrotations.common.periods import Period
from openrotations.desk.imports.lines import Line
from openrotations.desk.imports.looked_up import say_checked, school_named
from openrotations.desk.imports.plans import Item, Sort
from openrotations.desk.spreadsheets.words import comparable
from openrotations.schools.agencies import agency_named

_POLICY = (
    "allows_external", "from_year", "most_weeks", "gives_credit", "credit_note", "signs", "approves_each",
    "evaluation_back",
)  # fmt: skip
_YEARS = {"graduated_from": "graduated_from", "graduated_to": "graduated_to"}


def plan_policy(line: Line) -> None:
    """A school's policy, and one time in which it lets nobody be away."""
    school = school_named(line)
    if school is None:
        return
    line.name = school.name
    policy = line.known.one(Sort.POLICY, school)
    policy = policy or line.new(Sort.POLICY, school.name, (school,), school=school)
    say_checked(line, policy, {name: name for name in _POLICY})
    if line["blackout_from"] and line["blackout_to"]:
        _plan_blackout(line, school, Period(line["blackout_from"], line["blackout_to"]))


def _plan_blackout(line: Line, school: Item, period: Period) -> None:
    """Days are told from others by their first and last: other days are further days, none are taken away."""
    known = line.known.find(Sort.BLACKOUT, school)
    blackout = next((item for item in known if item.values["period"] == period), None)
    if blackout is None:
        blackout = line.new(Sort.BLACKOUT, school.name, (school,), school=school)
        blackout.values["period"] = period
    line.say(blackout, "because", "blackout_because")


def plan_recognition(line: Line) -> None:
    """A school's sponsor note, and one agency that accredited it."""
    school = school_named(line)
    if school is None:
        return
    line.name = school.name
    if line["sponsor_note"]:
        _plan_note(line, school)
    elif any(line[key] for key in (*_YEARS, "note_until")):
        text = _("These years belong to a sponsor note, and the row says of none.")
        line.fault("sponsor_note", text, _("Write whether there is a note."))
    if line["agency"]:
        _plan_agency(line, school)


def _plan_note(line: Line, school: Item) -> None:
    note = line.known.one(Sort.SPONSOR_NOTE, school)
    note = note or line.new(Sort.SPONSOR_NOTE, school.name, (school,), school=school)
    is_there = line["sponsor_note"] == "present"
    if not is_there and (line["graduated_from"] or line["graduated_to"]):
        text = _("Where there is no note, there are no graduation years.")
        line.fault("graduated_from", text, _("Leave the years empty, or write that there is a note."))
        return
    columns = {"presence": "sponsor_note", **(_YEARS if is_there else {}), "until": "note_until"}
    say_checked(line, note, columns, until="note_until")
    if line.is_faulty:
        return
    first, last = note.value("graduated_from"), note.value("graduated_to")
    if is_there and first is None:
        text = _("A sponsor note holds for graduation years, and the first is not known.")
        line.fault("graduated_from", text, _("Write the first graduation year that it covers."))
    elif is_there and last and last < first:
        text = _("The last graduation year is before the first.")
        line.fault("graduated_to", text, _("Correct one of the two."))


def _plan_agency(line: Line, school: Item) -> None:
    listed = agency_named(str(line["agency"]))
    name = listed.name if listed else str(line["agency"])
    if listed is None:
        text = _("This agency is not in the program's list. Whether anybody recognises it stays unknown.")
        line.warn("agency", text, _("Look whether the name is right."))
    key = (school, comparable(name), line["agency_country"])
    agency = line.known.one(Sort.AGENCY, *key)
    if agency is None:
        agency = line.new(Sort.AGENCY, name, key, school=school)
        agency.values |= {"agency": name, "country": line["agency_country"]}
    say_checked(line, agency, {"until": "agency_until"}, until="agency_until")
