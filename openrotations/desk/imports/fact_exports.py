"""What is known of schools, preceptors, sites and students, as rows in the columns of an import."""

from collections.abc import Iterator
from typing import Any

from openrotations.applications.models import Background
from openrotations.desk.imports.lines import shown
from openrotations.desk.imports.queries import agreements_that_stand
from openrotations.hosts.models import Preceptor, Site
from openrotations.schools.models import AgencyAccreditation, Policy, School, SponsorNote

type Row = dict[str, Any]
_POLICY = (
    "allows_external", "from_year", "most_weeks", "gives_credit", "credit_note", "signs", "approves_each",
    "evaluation_back", "source", "checked_on",
)  # fmt: skip
_BACKGROUND = (
    "study_year", "is_final_year", "step1", "step2_ck", "step2_ck_score", "english_test", "english_score", "residence",
    "entry", "arrives_on", "departs_on",
)  # fmt: skip


def policies() -> Iterator[Row]:
    """One row for each school with a policy, and further rows for its days on which nobody is away."""
    for policy in Policy.objects.select_related("school").order_by("school__country", "school__name"):
        about = {**named_school(policy.school), **_filled(policy, _POLICY)}
        blackouts = list(policy.school.blackouts.all())
        for blackout in blackouts:
            period = {"blackout_from": blackout.dates.first, "blackout_to": blackout.dates.last}
            yield {**about, **period, "blackout_because": blackout.because}
        if not blackouts:
            yield about


def recognition() -> Iterator[Row]:
    """A row for each school's sponsor note, and one for each agency, since each was looked up by itself."""
    for note in SponsorNote.objects.select_related("school").order_by("school__country", "school__name"):
        yield {
            **named_school(note.school),
            "sponsor_note": note.presence,
            **_filled(note, ("graduated_from", "graduated_to", "source", "checked_on")),
            "note_until": note.until,
        }
    agencies = AgencyAccreditation.objects.select_related("school")
    for agency in agencies.order_by("school__country", "school__name", "agency", "country"):
        yield {
            **named_school(agency.school),
            "agency": agency.agency,
            "agency_country": str(agency.country),
            "agency_until": agency.until,
            **_filled(agency, ("source", "checked_on")),
        }


def licences() -> Iterator[Row]:
    """A row for each licence, certificate and insurance of a preceptor, since each was looked up by itself."""
    held = Preceptor.objects.prefetch_related("licences", "certifications", "insurances")
    for preceptor in held.order_by("full_name", "npi", "email"):
        whose = {"npi": preceptor.npi or None, "email": preceptor.email or None, "full_name": preceptor.full_name}
        for licence in preceptor.licences.all():
            found = {"state": licence.state, "number": licence.number, "issued_on": licence.issued_on}
            found["expires_on"] = licence.expires_on
            yield {**whose, **_prefixed("licence", found), **_filled(licence, ("source", "checked_on"))}
        for board in preceptor.certifications.all():
            about = {"board": board.board, "board_specialty": board.specialty, "board_expires_on": board.expires_on}
            yield {**whose, **about, **_filled(board, ("source", "checked_on"))}
        for insurance in preceptor.insurances.all():
            names = ("insurer", "policy_number", "per_occurrence", "in_total", "source", "checked_on")
            yield {**whose, **_filled(insurance, names), "insurance_expires_on": insurance.expires_on}


def agreements() -> Iterator[Row]:
    """Agreements that are drafted, out, or in force; what has ended is history."""
    schools = {school.pk: school for school in School.objects.all()}
    for agreement in agreements_that_stand():
        school = schools.get(agreement.school_id) if agreement.school_id else None
        yield {
            **_filled(agreement, ("title", "starts_on", "ends_on", "reference")),
            **place(agreement.site),
            **(named_school(school) if school else {}),
        }


def backgrounds() -> Iterator[Row]:
    """What each student told."""
    for told in Background.objects.select_related("student__person").order_by("student__person__email"):
        row = {
            "email": told.student.person.email,
            **_filled(told, _BACKGROUND),
            "cores_done": shown(told.cores_done) or None,
            "weeks_in_state": shown(told.weeks_in_state) or None,
            "electives_in_state": shown(told.electives_in_state) or None,
        }
        if any(value is not None for key, value in row.items() if key != "email"):
            yield row


def named_school(school: School) -> Row:
    """How a row names a school."""
    return {"school": school.name, "school_country": str(school.country)}


def place(site: Site) -> Row:
    """How a row names a site."""
    return {"site": site.name, "site_city": site.city, "site_state": site.state}


def _filled(row: object, names: tuple[str, ...]) -> Row:
    values = {name: getattr(row, name) for name in names}
    return {name: None if value == "" else value for name, value in values.items()}


def _prefixed(prefix: str, values: Row) -> Row:
    return {f"{prefix}_{name}": value for name, value in values.items()}
