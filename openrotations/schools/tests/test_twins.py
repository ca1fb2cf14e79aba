"""Schools that resemble one another: over spellings and scripts; told apart, or made one."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.utils import timezone

from openrotations.audit.models import Entry
from openrotations.common.actors import PROGRAM
from openrotations.common.refusals import Refused
from openrotations.people.actions import issue_link
from openrotations.people.models import SignedLink
from openrotations.people.tests.factories import make_person, make_staff
from openrotations.schools import actions, queries
from openrotations.schools.models import (
    AgencyAccreditation,
    DeclaredCount,
    OtherName,
    Policy,
    Registrar,
    School,
    SponsorNote,
)
from openrotations.schools.queries import twins
from openrotations.schools.queries.knowledge import office_needs
from openrotations.schools.queries.twins import ALIKE, likely_twins, likeness, spelling_of, twins_of, unjudged_twins
from openrotations.schools.signals import schools_merge
from openrotations.schools.tests.factories import make_registrar, make_school, make_student

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
CHECKED = {"source": "a test", "checked_on": date(2026, 11, 1)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Universidade de Exemplar, Faculdade de Medicina", "University of Exemplar Faculty of Medicine"),
        ("UNIVERSITY OF EXEMPLAR", "Exemplar University, School of Medicine"),
        ("Универзитет у Примерграду", "Univerzitet u Primergradu"),
        ("Exemplár Univerzita", "Exemplar Universitat"),
        ("St. Sample's Medical College", "Saint Samples Medical College"),
        ("示例医科大学", "Shili Yike Daxue"),
        ("Exmeplar University", "Exemplar University"),
    ],
)
def test_names_of_one_school_are_alike(one: str, other: str) -> None:
    assert likeness(spelling_of(one), spelling_of(other)) >= ALIKE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("First Medical University of Exemplar 1", "Medical University of Exemplar 2"),
        ("Coastal Exemplar University", "Mountain Exemplar University"),
        ("Exemplar Medical School", "Sampleton Medical School"),
        ("Faculty of Medicine", "University of Exemplar"),
    ],
)
def test_names_of_two_schools_are_not(one: str, other: str) -> None:
    assert likeness(spelling_of(one), spelling_of(other)) < ALIKE


@pytest.mark.django_db
def test_twins_are_looked_for_in_the_country_and_under_every_name() -> None:
    school = make_school(name="Univerzita Vzorov", country="CZ")
    OtherName.objects.create(school=school, name="Exemplar University")
    assert [(twin.school, twin.spelling) for twin in likely_twins("University of Exemplar", "CZ")] == [
        (school, "Exemplar University")
    ]
    assert likely_twins("Exemplarr University", "PT") == []
    assert [twin.school for twin in likely_twins("Exemplar University", "PT")] == [school]


@pytest.mark.django_db
def test_who_was_told_apart_is_not_shown_again() -> None:
    one, other = make_school(name="Exemplar University"), make_school(name="Exemplar Medical University")
    assert [twin.school for twin in twins_of(one)] == [other]
    actions.tell_apart(one, other, by=PROGRAM, now=NOW)
    actions.tell_apart(other, one, by=PROGRAM, now=NOW)
    assert twins_of(one) == [] and twins_of(other) == []
    with pytest.raises(Refused):
        actions.tell_apart(one, one, by=PROGRAM, now=NOW)


@pytest.mark.django_db
def test_the_office_hears_of_what_a_student_or_an_import_named() -> None:
    old = make_school(name="Exemplar University")
    assert unjudged_twins() == []
    new = make_school(name="Universidade Exemplar", supplied_by="student")
    assert [(row, twin.school) for row, twin in unjudged_twins()] == [(new, old)]
    assert [need.code for need in office_needs(NOW)] == ["school-twins"]
    actions.tell_apart(new, old, by=PROGRAM, now=NOW)
    assert unjudged_twins() == []


@pytest.mark.django_db
def test_many_pairs_are_one_need_that_leads_to_a_page_of_them(client: Client) -> None:
    make_school(name="Exemplar University")
    for name in ("Universidade Exemplar", "Exemplar Universitat", "Universita Exemplar"):
        make_school(name=name, supplied_by="student")
    make_school(name="Exemplar University", country="CN", supplied_by="student")
    need = next(iter(office_needs(NOW)))
    assert (len(office_needs(NOW)), need.about) == (1, "6 pairs")
    client.force_login(make_staff())
    page = client.get(need.url).content.decode()
    assert page.count("Universita Exemplar") >= 1
    assert page.count("<tr>") == 1 + 6


@pytest.mark.django_db
def test_only_schools_that_may_be_alike_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    for place, school in enumerate(("Alderwick", "Brockmoor", "Castlefen", "Dunhollow", "Elmsgarth")):
        make_school(name=f"University of {school}", supplied_by="student" if place else "office")
    looked: list[object] = []

    def look(ones: object, others: object) -> int:
        looked.append((ones, others))
        return 0

    monkeypatch.setattr(twins, "_best", look)
    assert unjudged_twins() == [] and looked == []
    make_school(name="University of Elmsgarth School of Medicine", supplied_by="import")
    assert unjudged_twins() == [] and len(looked) == 1


@pytest.mark.django_db
def test_no_more_pairs_are_looked_for_than_somebody_can_judge(monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(6):
        make_school(name="Exemplar University" + " of the" * number, supplied_by="import")
    assert len(unjudged_twins()) == 15
    monkeypatch.setattr(twins, "MOST_PAIRS", 4)
    assert len(unjudged_twins()) == 4


@pytest.mark.django_db
def test_merged_everybody_goes_over_and_the_name_stays() -> None:
    kept, gone = make_school(name="Exemplar University"), make_school(name="Universidade Exemplar")
    student, registrar = make_student(school=gone), make_registrar(gone)
    link = actions.page_link(registrar, by=PROGRAM, now=timezone.now())
    heard: list[object] = []

    def hear(sender: object, *, kept: School, gone: School, **unused: object) -> None:
        heard.extend([kept, gone.name])

    schools_merge.connect(hear)
    try:
        actions.merge_schools(kept, gone, by=PROGRAM, now=NOW)
    finally:
        schools_merge.disconnect(hear)
    student.refresh_from_db()
    registrar.refresh_from_db()
    assert (student.school, registrar.school) == (kept, kept)
    assert [row.name for row in kept.other_names.all()] == ["Universidade Exemplar"]
    assert queries.school_named("universidade exemplar", "PT") == kept
    assert not School.objects.filter(pk=gone.pk).exists()
    assert SignedLink.objects.get(pk=link.pk).revoked_at is not None
    assert heard == [kept, "Universidade Exemplar"]
    assert Entry.objects.filter(action="merge_schools").count() == 1


@pytest.mark.django_db
def test_one_address_at_both_schools_is_one_registrar_afterwards() -> None:
    kept, gone = make_school(), make_school()
    email = "registrar@school.example"
    stays = make_registrar(kept, email=email, address_source="", address_confirmed_at=None)
    goes, other = make_registrar(gone, email=email.upper()), make_registrar(gone)
    counted = DeclaredCount.objects.create(school=gone, state="FL", year=2027, count=3, registrar=goes, declared_at=NOW)
    link = issue_link(
        goes, purpose="school-answer", subject_id=goes.pk, not_for=None, days=7, by=PROGRAM, now=timezone.now()
    )
    actions.merge_schools(kept, gone, by=PROGRAM, now=timezone.now())
    assert set(kept.registrars.all()) == {stays, other}
    for row in (counted, stays, link):
        row.refresh_from_db()
    assert (counted.registrar, counted.school) == (stays, kept)
    assert stays.is_reachable
    assert (link.holder_id, link.works_at(timezone.now())) == (stays.pk, True)
    assert [row.pk for row in queries.registrars_at(email)] == [stays.pk]


@pytest.mark.django_db
def test_the_account_of_a_folded_registrar_goes_on_as_the_one_that_stays() -> None:
    kept, gone = make_school(), make_school()
    stays = make_registrar(kept, email="dean@school.example")
    goes = make_registrar(gone, email=stays.email, person=make_person())
    actions.merge_schools(kept, gone, by=PROGRAM, now=timezone.now())
    stays.refresh_from_db()
    assert stays.person == goes.person


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["two-accounts", "left-one"])
def test_two_accounts_of_one_address_or_one_who_left_at_one_school_are_settled_first(code: str) -> None:
    kept, gone = make_school(), make_school()
    stays, goes = (make_registrar(school, email="dean@school.example", person=make_person()) for school in (kept, gone))
    if code == "left-one":
        Registrar.objects.filter(pk=stays.pk).update(ended_at=NOW, address_confirmed_at=None, person=None)
    with pytest.raises(Refused) as refused:
        actions.merge_schools(kept, gone, by=PROGRAM, now=timezone.now())
    assert [reason.code for reason in refused.value.reasons] == [code]
    assert Registrar.objects.filter(pk=goes.pk, school=gone).exists()


@pytest.mark.django_db
def test_where_both_know_something_the_one_that_stays_is_right() -> None:
    kept = make_school(accreditation="unknown", accreditation_source="", accreditation_checked_on=None, city="")
    gone = make_school(world_directory_id="F0")
    Policy.objects.create(school=kept, most_weeks=8, **CHECKED)
    Policy.objects.create(school=gone, most_weeks=12, **CHECKED)
    SponsorNote.objects.create(school=gone, presence="absent", **CHECKED)
    AgencyAccreditation.objects.create(school=gone, agency="X", country="PT", **CHECKED)
    AgencyAccreditation.objects.create(school=kept, agency="X", country="PT", source="kept", checked_on=NOW.date())
    merged = actions.merge_schools(kept, gone, by=PROGRAM, now=NOW)
    assert (merged.accreditation, merged.city, merged.world_directory_id) == ("accredited", "Sampleton", "F0")
    assert Policy.objects.get().most_weeks == 8
    assert SponsorNote.objects.get().school == kept
    assert AgencyAccreditation.objects.get().source == "kept"


@pytest.mark.django_db
def test_a_school_is_not_merged_with_itself() -> None:
    school = make_school()
    with pytest.raises(Refused):
        actions.merge_schools(school, school, by=PROGRAM, now=NOW)
