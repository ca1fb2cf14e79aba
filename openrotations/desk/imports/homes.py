"""Rows of schools and of students compared with what is known."""

from django.utils.translation import gettext_lazy as _

from openrotations.applications.rules import MOST_WINDOWS
from openrotations.applications.states import EDITABLE, RELIED_ON, ApplicationState, WindowState
from openrotations.common.periods import Period
from openrotations.desk.imports.known import school_keys
from openrotations.desk.imports.lines import Line
from openrotations.desk.imports.looked_up import school_named
from openrotations.desk.imports.plans import Item, Sort
from openrotations.people.models import Contact
from openrotations.schools.models import Student

_STATUSES = {"student": Student.Status.ENROLLED, "graduate": Student.Status.GRADUATE}
_LONGEST_WINDOW = 366


def plan_school(line: Line) -> None:
    """A school, what is known of its accreditation, and one of its registrars."""
    school = _school(line, str(line["name"]), str(line["country"]))
    line.name = school.name
    line.say(school, "city", "city")
    line.say(school, "accreditation_source", "accreditation_source")
    line.say(school, "accreditation_checked_on", "accreditation_checked_on")
    line.say(school, "accreditation_until", "accreditation_until")
    line.say(school, "world_directory_id", "world_directory_id")
    checked_on = school.value("accreditation_checked_on")
    if line["accreditation_checked_on"] and line["accreditation_checked_on"] > line.draft.today:
        line.fault(
            "accreditation_checked_on",
            _("This day lies in the future."),
            _("Write the day on which somebody looked."),
        )
    if line["accreditation"] and school.value("accreditation_source") and checked_on:
        line.say(school, "accreditation", "accreditation")
    elif line["accreditation"]:
        line.warn(
            "accreditation",
            _("Without a source and a date the accreditation counts as not known."),
            _("Add where and when somebody checked it."),
        )
    if line["registrar_email"]:
        plan_contact(line, Sort.REGISTRAR, "registrar", school=school)


def plan_contact(line: Line, sort: Sort, prefix: str, **parent: Item) -> None:
    """Somebody to write to at a school or a site. The address is not confirmed by an import."""
    (at,) = parent.values()
    email = str(line[f"{prefix}_email"])
    found = line.known.one(sort, at, email)
    if found is None:
        found = line.new(sort, str(line[f"{prefix}_name"]), (at, email), prefix=f"{prefix}_", **parent)
        found.values = {"email": email, "supplied_by": Contact.SuppliedBy.IMPORT}
    line.say(found, "full_name", f"{prefix}_name")


def plan_student(line: Line) -> None:
    """A student or graduate with an account, windows, and the weeks wanted."""
    email = str(line["email"])
    line.name = str(line["full_name"])
    if line.known.find(Sort.PERSON, "staff", email):
        line.fault(
            "email",
            _("This address belongs to somebody of the office."),
            _("Write the student's own address."),
        )
        return
    school = _school_of_student(line)
    if school is None:
        return
    person = line.known.one(Sort.PERSON, email)
    if person is None:
        person = line.new(Sort.PERSON, email, (email,))
        person.values["email"] = email
    line.say(person, "full_name", "full_name")
    student = line.known.one(Sort.STUDENT, email)
    if student is None:
        student = line.new(Sort.STUDENT, line.name, (email,), person=person)
    line.link(student, "school", "school", school)
    line.say(student, "status", "status", _STATUSES[line["status"]])
    for name in ("citizenship", "graduation_on", "goal"):
        line.say(student, name, name)
    _look_at_facts(line, student)
    _look_at_graduation(line)
    _plan_windows(line, student)
    if line["weeks_wanted"] is not None:
        _plan_weeks(line, student)


def _look_at_facts(line: Line, student: Item) -> None:
    """What an application that was handed in rests on, or approved windows, is not changed by an import."""
    if student.row is None or not (line.changes and (set(student.values) - {"goal"} or "school" in line.moved)):
        return
    if relies(line, student):
        line.fault(
            "email",
            _("An application that was handed in rests on what would change."),
            _("Return the application to the student first, or write what the programme has."),
        )
    elif "status" in student.values and any(
        getattr(item.row, "state", "") == WindowState.APPROVED for item in line.known.find(Sort.WINDOW, student)
    ):
        line.fault(
            "status",
            _("This student has approved windows, and another status would change them."),
            _("The student changes the status in their own profile."),
        )


def relies(line: Line, student: Item) -> bool:
    """Whether an application of this student was handed in and rests on what is known."""
    return any(getattr(item.row, "state", "") in RELIED_ON for item in line.known.find(Sort.APPLICATION, student))


def _look_at_graduation(line: Line) -> None:
    graduation_on, today = line["graduation_on"], line.draft.today
    if line["status"] == "student" and graduation_on and graduation_on < today:
        line.warn("graduation_on", _("This student's graduation lies in the past."), _("Look whether it is right."))
    if line["status"] == "graduate" and graduation_on and graduation_on > today:
        line.warn("graduation_on", _("This graduate's graduation lies ahead."), _("Look whether it is right."))


def _school(line: Line, name: str, country: str) -> Item:
    keys = school_keys(name, country)
    same = line.known.find(Sort.SCHOOL, *keys[0])
    exact = [item for item in same if item.name == name]
    if same:
        return (exact or same)[0]
    alike = line.known.one(Sort.SCHOOL, *keys[2])
    school = line.new(Sort.SCHOOL, name, *keys)
    school.values = {"name": name, "country": country, "supplied_by": Contact.SuppliedBy.IMPORT}
    key = "school" if line.kind == "students" else "name"
    if alike:
        text = _("This name is nearly that of “%(other)s”. It is read as another school.")
        line.warn(key, text, _("Write both alike if they are one school."), other=alike.name)
    if line.kind == "students":
        text = _("This school is new. Its accreditation is not known yet.")
        line.warn(key, text, _("Look whether the name is right; add what you know to the schools file."))
    return school


def _school_of_student(line: Line) -> Item | None:
    """The school named in a row of students; a new one where the country is given. None after a fault."""
    name, country = str(line["school"]), line["school_country"]
    if country:
        return _school(line, name, country)
    text = _("Correct the name, or add the country of the school to enter it as a new one.")
    return school_named(line, mend=text)


def _plan_windows(line: Line, student: Item) -> None:
    wanted = [
        (number, Period(line[f"window_{number}_from"], line[f"window_{number}_to"]))
        for number in (1, 2, 3)
        if line[f"window_{number}_from"] and line[f"window_{number}_to"]
    ]
    windows = line.known.find(Sort.WINDOW, student)
    # Those that are there already come first, so that none of them is taken for one that moved.
    for number, period in sorted(wanted, key=lambda pair: all(pair[1] != item.values["period"] for item in windows)):
        _plan_window(line, student, f"window_{number}_from", period)


def _plan_window(line: Line, student: Item, key: str, period: Period) -> None:
    windows = list(line.known.find(Sort.WINDOW, student))
    same = next((item for item in windows if item.values["period"] == period), None)
    if same:
        line.draft.claimed.setdefault(same, line)
        return
    if period.days > _LONGEST_WINDOW or len(windows) >= MOST_WINDOWS:
        line.fault(
            key,
            _("A window is at most one year long, and a student has at most %(most)s."),
            _("Write the dates in which the school lets the student be away."),
            most=MOST_WINDOWS,
        )
        return
    overlapping = [
        item
        for item in windows
        if item.values["period"].overlaps(period) and getattr(item.row, "state", "") != WindowState.REFUSED
    ]
    if period.last < line.draft.today:
        line.warn(key, _("This window is over."), _("Look whether the year is right."))
    if any(item in line.draft.claimed or item.row is None for item in overlapping):
        line.fault(key, _("Two windows of this student overlap."), _("Join them, or correct one of them."))
    elif any(getattr(item.row, "state", "") == WindowState.APPROVED for item in overlapping):
        line.fault(
            key,
            _("The school has approved other dates that overlap these."),
            _("Write the approved dates, or ask the school for new ones on the student's page."),
        )
    elif len(overlapping) > 1:
        line.fault(key, _("These dates overlap two windows that are known."), _("Change them on the student's page."))
    elif overlapping and relies(line, student):
        line.fault(
            key,
            _("An application that was handed in rests on other dates that overlap these."),
            _("Return the application to the student first, or write the dates that the programme has."),
        )
    elif overlapping:
        moved = overlapping[0]
        line.change(moved, key, str_of(moved.values["period"]), str_of(period))
        moved.values["period"] = period
        line.draft.claimed[moved] = line
    else:
        window = line.new(Sort.WINDOW, student.name, (student,), student=student)
        window.values["period"] = period
        line.draft.claimed[window] = line


def _plan_weeks(line: Line, student: Item) -> None:
    application = line.known.one(Sort.APPLICATION, student)
    if application is None:
        application = line.new(Sort.APPLICATION, student.name, (student,), student=student)
    state = getattr(application.row, "state", ApplicationState.DRAFT)
    if application.value("weeks_wanted") != line["weeks_wanted"] and state not in EDITABLE:
        line.fault(
            "weeks_wanted",
            _("This student's application asks for %(weeks)s weeks and is past being changed."),
            _("Write %(weeks)s, or return the application to the student first."),
            weeks=application.value("weeks_wanted"),
        )
        return
    line.say(application, "weeks_wanted", "weeks_wanted")


def str_of(period: Period) -> str:
    """First and last day as a spreadsheet shows them."""
    return f"{period.first.isoformat()} – {period.last.isoformat()}"
