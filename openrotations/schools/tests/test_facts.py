"""What we know of a school, as facts: what nobody knows, or what lapsed, is left out."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from openrotations.common.periods import Period
from openrotations.schools.facts import declared_count, facts_of_school, state_standing
from openrotations.schools.models import (
    AgencyAccreditation,
    Blackout,
    DeclaredCount,
    Policy,
    School,
    SponsorNote,
    StateStanding,
)
from openrotations.schools.tests.factories import make_registrar, make_school

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)
CHECKED = {"source": "a test", "checked_on": date(2026, 11, 1)}


def told(school: School, **changes: Any) -> dict[str, Any]:
    asked = {"student_status": "enrolled", "graduation_on": date(2028, 7, 1), "study_year": 5, "today": TODAY}
    return facts_of_school(school, **{**asked, **changes})


def test_of_an_unknown_school_little_is_said() -> None:
    unknown = make_school(accreditation="unknown", accreditation_source="", accreditation_checked_on=None)
    assert told(unknown) == {"school_known": True, "school_blackouts": []}


def test_an_accreditation_that_lapsed_is_not_known() -> None:
    school = make_school(accreditation_until=date(2026, 11, 21))
    assert "school_accreditation" not in told(school)
    assert told(school, today=date(2026, 11, 21))["school_accreditation"] == "accredited"


@pytest.mark.parametrize(
    ("years", "graduation_on", "says"),
    [
        ((2005, None), date(2028, 7, 1), "covers"),
        ((2005, 2027), date(2028, 7, 1), "does_not_cover"),
        ((2029, None), date(2028, 7, 1), "does_not_cover"),
        ((2005, 2028), date(2028, 7, 1), "covers"),
        ((2005, None), None, None),
    ],
)
def test_a_sponsor_note_covers_years(
    years: tuple[int, int | None], graduation_on: date | None, says: str | None
) -> None:
    school = make_school()
    SponsorNote.objects.create(
        school=school, presence="present", graduated_from=years[0], graduated_to=years[1], **CHECKED
    )
    assert told(school, graduation_on=graduation_on).get("school_sponsor_note") == says


def test_no_note_is_absent_until_the_look_is_too_old() -> None:
    school = make_school()
    SponsorNote.objects.create(school=school, presence="absent", until=date(2026, 11, 22), **CHECKED)
    assert told(school)["school_sponsor_note"] == "absent"
    assert "school_sponsor_note" not in told(school, today=date(2026, 11, 23))


def test_recognition_is_said_only_where_it_is_confirmed() -> None:
    school = make_school(country="JP")
    row = AgencyAccreditation.objects.create(school=school, agency="JACME", country="JP", **CHECKED)
    assert told(school)["school_recognition"] == "recognised"
    row.until = date(2026, 1, 1)
    row.save()
    assert "school_recognition" not in told(school)
    AgencyAccreditation.objects.create(school=school, agency="TEPDAD", country="TR", **CHECKED)
    assert "school_recognition" not in told(school)


def test_a_policy_binds_those_who_study_there() -> None:
    school = make_school()
    Policy.objects.create(
        school=school, allows_external=True, from_year=5, most_weeks=12, gives_credit=False, **CHECKED
    )
    days = Period(date(2027, 6, 1), date(2027, 6, 30))
    Blackout.objects.create(school=school, period=days.stored, because="examinations")
    facts = told(school)
    assert facts["school_allows_external"] is True
    assert (facts["school_from_year"], facts["school_most_weeks"]) == (5, 12)
    assert facts["school_gives_credit"] is False
    assert facts["school_year_reached"] is True
    assert facts["school_blackouts"] == [days]
    assert "school_approves_each" not in facts
    of_a_graduate = told(school, student_status="graduate")
    assert "school_allows_external" not in of_a_graduate
    assert of_a_graduate["school_blackouts"] == []


def test_a_state_knows_a_school_or_nobody_knows() -> None:
    school = make_school()
    StateStanding.objects.create(school=school, state="NY", standing="approved", until=date(2026, 11, 21), **CHECKED)
    assert state_standing(school, "NY") == "approved"
    assert state_standing(school, "NY", today=TODAY) is None
    assert state_standing(school, "TX") is None


def test_a_count_is_told_by_the_registrar_for_a_year() -> None:
    registrar = make_registrar()
    at = datetime(2026, 11, 1, tzinfo=UTC)
    DeclaredCount.objects.create(
        school=registrar.school, state="FL", year=2027, count=2, registrar=registrar, declared_at=at
    )
    assert declared_count(registrar.school, "FL", 2027) == 2
    assert declared_count(registrar.school, "FL", 2028) is None
