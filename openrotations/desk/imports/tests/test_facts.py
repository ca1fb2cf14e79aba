"""What is known of schools, preceptors, sites and students: in by a sheet, never over a later look, and out again."""

from datetime import date
from decimal import Decimal

import pytest

from openrotations.applications.models import Application, Background
from openrotations.applications.states import ApplicationState
from openrotations.audit.models import Entry
from openrotations.desk.imports.exports import rows_of
from openrotations.desk.imports.plans import ImportPlan, Outcome
from openrotations.desk.imports.sources import Source
from openrotations.desk.imports.tests.factories import (
    NOW,
    bring_in,
    plan,
    source,
    state_of_the_database,
    whole_knowledge,
    whole_office,
)
from openrotations.desk.spreadsheets.writing import write_csv, write_workbook
from openrotations.hosts.models import Agreement, Certification, Insurance, Licence
from openrotations.hosts.states import AgreementState
from openrotations.office.tests.factories import make_programme
from openrotations.schools.models import AgencyAccreditation, Blackout, Policy, School, SponsorNote

pytestmark = pytest.mark.django_db
KINDS = ("policies", "recognition", "licences", "agreements", "backgrounds")


@pytest.fixture(autouse=True)
def _office() -> None:
    make_programme()


def known_office() -> None:
    bring_in(*whole_office())


def faults(planned: ImportPlan) -> list[tuple[str | None, str]]:
    """Column and words of each fault, with what to do."""
    return [(fault.column, f"{fault.message} {fault.what_to_do}") for fault in planned.faults]


def test_everything_comes_in_together_in_any_order_and_a_second_time_changes_nothing() -> None:
    bring_in(*whole_knowledge(), *whole_office())
    policy, note, agency = Policy.objects.get(), SponsorNote.objects.get(), AgencyAccreditation.objects.get()
    assert (policy.from_year, policy.most_weeks, policy.gives_credit, policy.signs) == (5, 12, True, "The Dean")
    assert (policy.evaluation_back, policy.approves_each, policy.checked_on) == ("ours", False, date(2026, 9, 1))
    assert str(Blackout.objects.get().because) == "Examinations"
    assert (note.presence, note.graduated_from, note.graduated_to) == ("present", 1980, 2030)
    assert (agency.agency, str(agency.country), agency.until) == ("Example Council", "KE", date(2031, 8, 31))
    licence, insurance = Licence.objects.get(), Insurance.objects.get()
    assert (licence.state, licence.number, licence.expires_on) == ("IL", "TEST-1", date(2028, 6, 30))
    assert (insurance.per_occurrence, insurance.in_total) == (1_000_000, 3_000_000)
    assert Certification.objects.get().specialty == "Internal medicine"
    agreement = Agreement.objects.get()
    assert (agreement.state, agreement.reference) == (AgreementState.DRAFTED, "AA-1")
    assert agreement.school_id == School.objects.get().pk
    told = Background.objects.get()
    assert (told.cores_done, told.step2_ck_score) == (["internal_medicine", "surgery"], 240)
    assert (told.english_score, told.weeks_in_state) == (Decimal("7.5"), {"NY": 4, "FL": 2})
    before = state_of_the_database()
    again = plan(*whole_knowledge(), *whole_office())
    assert again.changes_nothing and {row.outcome for row in again.rows} == {Outcome.UNCHANGED}
    assert state_of_the_database() == before


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_is_taken_out_comes_in_again_unchanged(form: str) -> None:
    bring_in(*whole_office(), *whole_knowledge())
    files = [Source(f"{kind}.{form}", _written(kind, form), kind) for kind in KINDS]
    again = plan(*files)
    assert faults(again) == []
    assert again.changes_nothing
    assert sum(len(rows_of(kind)) for kind in KINDS) == 1 + 2 + 3 + 1 + 1


def _written(kind: str, form: str) -> bytes:
    return write_csv(kind, rows_of(kind)) if form == "csv" else write_workbook(kind, rows_of(kind), now=NOW)


def test_each_change_is_noted_by_its_own_action() -> None:
    known_office()
    bring_in(*whole_knowledge())
    actions = set(Entry.objects.values_list("action", flat=True))
    assert {"state_of_school", "note_credential", "draft_agreement", "tell_background", "import_sheets"} <= actions


def test_a_changed_cell_shows_old_and_new_and_only_it_is_saved() -> None:
    bring_in(*whole_office(), *whole_knowledge())
    spoilt = source("policies", Most_weeks="16", Checked_on="2026-10-01")
    planned = plan(spoilt)
    assert [(str(change.name), change.old, change.new) for change in planned.rows[0].changes] == [
        ("Most weeks", "12", "16"), ("Checked on", "2026-09-01", "2026-10-01"),
    ]  # fmt: skip
    bring_in(spoilt)
    policy = Policy.objects.get()
    assert (policy.most_weeks, policy.from_year, policy.signs) == (16, 5, "The Dean")
    assert Blackout.objects.count() == 1


@pytest.mark.parametrize(
    ("kind", "heading", "cell"),
    [
        ("policies", "Most_weeks", "16"),
        ("recognition", "Graduation_years_from", "1990"),
        ("recognition", "Agency_until", "2032-01-01"),
        ("licences", "Licence_valid_until", "2029-01-01"),
        ("licences", "Insurance_valid_until", "2029-01-01"),
    ],
)
def test_a_later_look_is_never_overwritten_by_an_earlier_one(kind: str, heading: str, cell: str) -> None:
    bring_in(*whole_office(), *whole_knowledge())
    before = state_of_the_database()
    planned = plan(source(kind, **{heading: cell, "Checked_on": "2026-08-01"}))
    [(column, words)] = faults(planned)
    assert column == heading.replace("_", " ")
    assert "later than this row says" in words and "Look again" in words
    assert state_of_the_database() == before


def test_an_earlier_look_that_found_the_same_changes_nothing() -> None:
    bring_in(*whole_office(), *whole_knowledge())
    for kind in ("policies", "recognition", "licences"):
        assert plan(source(kind, Checked_on="2026-08-01", Source="an older list")).changes_nothing


@pytest.mark.parametrize(
    ("kind", "spoilt", "column", "words"),
    [
        ("policies", {"School": "Nowhere"}, "School", "not known"),
        ("policies", {"Checked_on": "2030-01-01"}, "Checked on", "future"),
        ("policies", {"Source": ""}, "Source", "needed"),
        ("policies", {"From_year": "12"}, "From year", "out of range"),
        ("policies", {"Evaluation_back": "fax"}, "Evaluation back", "none of the choices"),
        ("policies", {"Nobody_away_to": "2027-04-01"}, "Nobody away to", "comes before"),
        ("policies", {"Nobody_away_because": ""}, "Nobody away because", "go together"),
        ("recognition", {"Sponsor_note": "absent"}, "Graduation years from", "no graduation years"),
        ("recognition", {"Sponsor_note": ""}, "Sponsor note", "whether there is a note"),
        ("recognition", {"Graduation_years_from": ""}, "Graduation years from", "first graduation year"),
        ("recognition", {"Note_counts_until": "2020-01-01"}, "Note counts until", "cannot end before"),
        ("recognition", {"Agency_country": ""}, "Agency country", "go together"),
        ("licences", {"Preceptor_e_mail": "nobody@x.example"}, "Preceptor e-mail", "not known"),
        ("licences", {"Licence_state": "Bavaria"}, "Licence state", "no US state"),
        ("licences", {"Per_occurrence": "many"}, "Per occurrence", "no amount"),
        ("licences", {"In_total": "5"}, "In total", "comes before"),
        ("licences", {"Licence_valid_until": "2019-01-01"}, "Licence valid until", "comes before"),
        ("agreements", {"Site": "Nowhere"}, "Site", "not known"),
        ("agreements", {"School": "Nowhere"}, "School", "not known"),
        ("agreements", {"Agreement_to": "2020-01-01"}, "Agreement to", "comes before"),
        ("backgrounds", {"E_mail": "nobody@x.example"}, "E-mail", "no student"),
        ("backgrounds", {"Core_clerkships_done": "Surgery; Alchemy"}, "Core clerkships done", "Alchemy"),
        ("backgrounds", {"Weeks_elsewhere": "NY four"}, "Weeks elsewhere", "NY four"),
        ("backgrounds", {"Weeks_elsewhere": "NY 4; New York 2"}, "Weeks elsewhere", "stands twice"),
        ("backgrounds", {"Step_2_CK": "failed"}, "Step 2 CK score", "has a score"),
        ("backgrounds", {"English_score": "high"}, "English score", "score of a test"),
        ("backgrounds", {"English_score": "104"}, "English score", "no such score"),
        ("backgrounds", {"Departure": "2027-01-01"}, "Departure", "comes before"),
    ],
)
def test_a_bad_cell_is_named_with_what_to_do_and_nothing_comes_in(
    kind: str, spoilt: dict[str, object], column: str, words: str
) -> None:
    known_office()
    before = state_of_the_database()
    planned = plan(source(kind, **spoilt), *[each for each in whole_knowledge() if each.kind != kind])
    found = faults(planned)
    assert [column] == [place for place, _text in found], found
    assert words in found[0][1]
    assert state_of_the_database() == before


def test_an_agreement_that_is_in_force_is_not_changed() -> None:
    bring_in(*whole_office(), *whole_knowledge())
    Agreement.objects.update(state=AgreementState.OUT)
    Agreement.objects.update(state=AgreementState.IN_FORCE)
    assert plan(source("agreements")).changes_nothing
    [(_column, words)] = faults(plan(source("agreements", Agreement_to="2035-01-01")))
    assert "no draft any more" in words


def test_an_agreement_for_every_school_and_one_for_a_school_are_two() -> None:
    known_office()
    bring_in(source("agreements", School="", School_country="", Reference=""), source("agreements"))
    assert sorted(Agreement.objects.values_list("school_name", flat=True)) == ["", "Fictional University"]
    [(column, words)] = faults(plan(source("agreements", School="", School_country="")))
    assert column == "School" and "covers others" in words


def test_what_an_application_rests_on_stays_and_examinations_move_on() -> None:
    bring_in(*whole_office(), *whole_knowledge())
    Application.objects.update(state=ApplicationState.SUBMITTED)
    [(column, words)] = faults(plan(source("backgrounds", Year_of_study="6")))
    assert column == "Year of study" and "rests on" in words
    bring_in(source("backgrounds", Step_2_CK_score="250"))
    assert Background.objects.get().step2_ck_score == 250


def test_other_days_of_a_school_are_further_days_and_another_reason_takes_the_place() -> None:
    bring_in(*whole_office(), *whole_knowledge())
    bring_in(source("policies", Nobody_away_from="2027-12-01", Nobody_away_to="2027-12-24"))
    assert Blackout.objects.count() == 2
    bring_in(source("policies", Nobody_away_because="State examinations"))
    assert sorted(Blackout.objects.values_list("because", flat=True)) == ["Examinations", "State examinations"]


def test_an_agency_that_the_list_does_not_have_is_pointed_out() -> None:
    known_office()
    warnings = [str(warning.message) for warning in plan(source("recognition")).warnings]
    assert any("not in the program's list" in text for text in warnings)


def test_a_sheet_is_recognised_by_its_headings() -> None:
    known_office()
    files = [Source("list.csv", each.content, None) for each in whole_knowledge()]
    assert [plan(each).tables[0].kind for each in files] == [each.kind for each in whole_knowledge()]
