"""What we know of a school today, as facts for rules. What nobody knows, or what lapsed, is left out."""

from datetime import date
from typing import Any

from django.core.exceptions import ObjectDoesNotExist

from openrotations.schools import queries
from openrotations.schools.agencies import Recognition, recognition_of
from openrotations.schools.models import DeclaredCount, Policy, School, SponsorNote, StateStanding, Student


def facts_of_school(
    school: School, *, student_status: str, graduation_on: date | None, study_year: int | None, today: date
) -> dict[str, Any]:
    """The facts about a school that rules ask for. A key that is missing is not known.

    school_known; school_accreditation (accredited | not_accredited); school_recognition (recognised; information
    only, and never said to be missing); school_sponsor_note (covers | does_not_cover | absent); and what the
    school's policy says to those who study there: school_allows_external, school_from_year, school_most_weeks,
    school_gives_credit, school_approves_each, school_blackouts (list of Period). `study_year` is the student's
    own; with it, school_year_reached says whether the policy's year has come.
    """
    facts: dict[str, Any] = {
        "school_known": queries.is_known(school),
        "school_accreditation": accreditation_on(school, today),
        "school_recognition": recognition_on(school, today),
        "school_sponsor_note": sponsor_note_for(school, graduation_on, today),
        "school_blackouts": [],
    }
    if student_status == Student.Status.ENROLLED:
        facts |= _policy_facts(school, study_year)
    return {name: value for name, value in facts.items() if value is not None}


def accreditation_on(school: School, today: date) -> str | None:
    """accredited or not_accredited; None when nobody knows, or when what was known has lapsed."""
    has_lapsed = school.accreditation_until is not None and school.accreditation_until < today
    return None if has_lapsed or school.accreditation == School.Accreditation.UNKNOWN else school.accreditation


def recognition_on(school: School, today: date) -> str | None:
    """recognised, when an agency accredits the school today whose recognition for that country is confirmed."""
    for row in school.agencies.all():
        holds = row.until is None or today <= row.until
        if holds and recognition_of(row.agency, str(row.country), today=today) == Recognition.RECOGNISED:
            return str(Recognition.RECOGNISED)
    return None


def sponsor_note_for(school: School, graduation_on: date | None, today: date) -> str | None:
    """covers, does_not_cover or absent; None when nobody looked, the look is too old, or the year is not told."""
    note = _one(school, "sponsor_note", SponsorNote)
    if note is None or (note.until is not None and note.until < today):
        return None
    if note.presence == SponsorNote.Presence.ABSENT:
        return "absent"
    if graduation_on is None:
        return None
    after_first = note.graduated_from is not None and note.graduated_from <= graduation_on.year
    before_last = note.graduated_to is None or graduation_on.year <= note.graduated_to
    return "covers" if after_first and before_last else "does_not_cover"


def policy_of(school: School) -> Policy | None:
    """The school's policy on external rotations; None before anybody asked."""
    return _one(school, "policy", Policy)


def state_standing(school: School, state: str, *, today: date | None = None) -> str | None:
    """approved or not_approved in this state (two letters); None when nobody knows or, by `today`, it lapsed."""
    found = StateStanding.objects.filter(school=school, state=state).first()
    if found is None or (today is not None and found.until is not None and found.until < today):
        return None
    return found.standing


def declared_count(school: School, state: str, year: int) -> int | None:
    """Students of the school in this state and calendar year who come by another way; None if no registrar said."""
    return DeclaredCount.objects.filter(school=school, state=state, year=year).values_list("count", flat=True).first()


def _policy_facts(school: School, study_year: int | None) -> dict[str, Any]:
    facts: dict[str, Any] = {"school_blackouts": [row.dates for row in school.blackouts.all()]}
    if policy := policy_of(school):
        facts |= {
            "school_allows_external": policy.allows_external,
            "school_from_year": policy.from_year,
            "school_most_weeks": policy.most_weeks,
            "school_gives_credit": policy.gives_credit,
            "school_approves_each": policy.approves_each,
        }
        if policy.from_year is not None and study_year is not None:
            facts["school_year_reached"] = study_year >= policy.from_year
    return facts


def _one[T](school: School, name: str, kind: type[T]) -> T | None:
    try:
        found = getattr(school, name)
    except ObjectDoesNotExist:
        return None
    return found if isinstance(found, kind) else None
