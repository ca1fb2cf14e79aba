"""Rows against the programme: what is new, what changes, what an import never touches."""

from datetime import date

import pytest
from allauth.account.models import EmailAddress

from openrotations.applications.models import Application, Window
from openrotations.applications.states import ApplicationState, WindowState
from openrotations.audit.models import Entry
from openrotations.catalogue.models import Offering, Opening
from openrotations.common.actors import PROGRAM
from openrotations.common.periods import Period
from openrotations.common.refusals import Refused
from openrotations.desk.imports.actions import carry_out_import
from openrotations.desk.imports.plans import Outcome, Sort
from openrotations.desk.imports.tests.factories import NOW, bring_in, plan, source, state_of_the_database, whole_office
from openrotations.hosts.models import HostCoordinator, Preceptor, Site
from openrotations.notifications.models import Message
from openrotations.office.tests.factories import make_programme
from openrotations.people.models import Contact, Person
from openrotations.people.tests.factories import confirmed_address, make_staff
from openrotations.placements.tests.factories import make_placement
from openrotations.schools.models import Registrar, School, Student

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _office() -> None:
    make_programme()


def test_planning_writes_nothing() -> None:
    before = state_of_the_database()
    assert plan(*whole_office()).count(Outcome.NEW) == 5  # the opening stands in the offering's row as well
    assert state_of_the_database() == before


def test_files_in_any_order_refer_to_each_other() -> None:
    bring_in(*whole_office())
    counts = [model.objects.count() for model in (School, Registrar, Site, HostCoordinator, Preceptor, Offering)]
    assert counts == [1] * 6
    assert (Opening.objects.get().seats, Student.objects.get().school.name) == (2, "Fictional University")


def test_importing_twice_changes_nothing() -> None:
    bring_in(*whole_office())
    before = state_of_the_database()
    again = plan(*whole_office())
    assert again.changes_nothing
    assert {row.outcome for row in again.rows} == {Outcome.UNCHANGED}
    carry_out_import(again, by=PROGRAM, now=NOW)
    assert state_of_the_database() == before


def test_every_change_and_the_import_itself_are_audited() -> None:
    bring_in(*whole_office())
    actions = list(Entry.objects.values_list("action", flat=True))
    assert actions.count("import_sheets") == 1
    assert {
        "add_school", "add_registrar", "add_site", "add_coordinator", "add_preceptor", "add_offering", "add_opening",
        "add_person", "state_student", "add_window", "save_request",
    } <= set(actions)  # fmt: skip
    assert not Entry.objects.filter(body__contains="Amara").exists()


def test_imported_addresses_are_not_confirmed_and_nobody_is_written_to() -> None:
    bring_in(*whole_office())
    for model in (Registrar, HostCoordinator, Preceptor):
        contact = model.objects.get()
        assert contact.supplied_by == Contact.SuppliedBy.IMPORT
        assert not contact.is_reachable
    assert not Message.objects.exists()


def test_a_student_gets_an_account_a_stated_enrolment_windows_and_a_draft() -> None:
    bring_in(source("students"))
    student = Student.objects.get()
    assert (student.person.full_name, student.enrolment) == ("Amara Testperson", Student.Enrolment.STATED)
    assert not EmailAddress.objects.get(user=student.person).verified
    window, application = Window.objects.get(), Application.objects.get()
    assert (window.state, window.dates) == (WindowState.STATED, Period(date(2027, 1, 4), date(2027, 2, 28)))
    assert (application.state, application.weeks_wanted) == (ApplicationState.DRAFT, 8)


def test_a_school_of_a_student_is_made_with_an_unknown_accreditation_and_a_warning() -> None:
    done = bring_in(source("students"))
    assert School.objects.get().accreditation == School.Accreditation.UNKNOWN
    assert ["This school is new" in str(warning.message) for warning in done.warnings] == [True]


@pytest.mark.parametrize("missing", ["Accreditation_source", "Accreditation_checked_on"])
def test_accreditation_without_source_and_date_is_not_known(missing: str) -> None:
    done = bring_in(source("schools", **{missing: ""}))
    assert School.objects.get().accreditation == School.Accreditation.UNKNOWN
    assert "counts as not known" in str(done.warnings[0].message)


def test_accreditation_with_source_and_date_is_kept() -> None:
    bring_in(source("schools"))
    assert School.objects.get().accreditation == School.Accreditation.ACCREDITED


@pytest.mark.parametrize("name", ["FICTIONAL university", "  Fictional   University ", "Ｆictional University"])
def test_a_school_is_found_whatever_its_capitals_and_spacing(name: str) -> None:
    bring_in(source("schools"))
    bring_in(source("students", School=name))
    assert School.objects.count() == 1


@pytest.mark.parametrize(("one", "other"), [("कि", "की"), ("🏥", "🏩"), ("Āb", "Ab"), ("St. A", "St A")])
def test_names_that_only_look_alike_are_two(one: str, other: str) -> None:
    bring_in(source("schools", School_name=one))
    bring_in(source("schools", School_name=other))
    assert School.objects.count() == 2


def test_a_changed_cell_is_shown_with_old_and_new_and_only_it_is_saved() -> None:
    bring_in(*whole_office())
    changed = source("offerings", Price_per_week="500.00")
    row = plan(changed).rows[0]
    assert row.outcome is Outcome.CHANGED
    assert [(str(change.name), change.old, change.new) for change in row.changes] == [
        ("Price per week", "450.00", "500.00")
    ]
    bring_in(changed)
    assert str(Offering.objects.get().price_per_week) == "500.00"


def test_an_empty_cell_changes_nothing() -> None:
    bring_in(*whole_office())
    assert plan(source("sites", Street="", Postcode="")).changes_nothing


def test_another_address_of_a_preceptor_must_be_confirmed_anew(settings: object) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]
    bring_in(source("sites"), source("preceptors", NPI="9000000015"))
    Preceptor.objects.update(**confirmed_address())
    bring_in(source("preceptors", NPI="9000000015", E_mail="new@practice.example"))
    preceptor = Preceptor.objects.get()
    assert preceptor.email == "new@practice.example"
    assert not preceptor.is_reachable


def test_a_confirmed_address_that_does_not_change_stays_confirmed() -> None:
    bring_in(*whole_office())
    for model in (Registrar, Preceptor, HostCoordinator):
        model.objects.update(**confirmed_address())
    bring_in(source("schools", Registrar_name="Another Name"), source("preceptors", Specialty="Cardiology"))
    assert Registrar.objects.get().is_reachable
    assert Preceptor.objects.get().is_reachable


def test_two_preceptors_may_share_an_address_when_their_npis_differ(settings: object) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]
    bring_in(source("sites"), source("preceptors", NPI="9000000015"))
    bring_in(source("preceptors", NPI="9000000023", Full_name="Dr Sam Example"))
    assert Preceptor.objects.count() == 2
    told = plan(source("preceptors", NPI="9000000031"))
    assert "has another NPI" in str(told.faults[0].message)


def test_a_preceptor_may_work_at_two_sites() -> None:
    other = source("sites", City="Testville", Coordinator_name="", Coordinator_e_mail="")
    bring_in(source("sites"), other)
    ambiguous = plan(source("preceptors"))
    assert "Several sites have this name" in str(ambiguous.faults[0].message)
    for city in ("Sampleton", "Testville"):
        bring_in(source("preceptors", Site_city=city, Site_state="IL"))
    assert Preceptor.objects.get().sites.count() == 2


def test_an_address_of_the_office_is_no_student() -> None:
    person = make_staff()
    told = plan(source("students", E_mail=person.email))
    assert "somebody of the office" in str(told.faults[0].message)


def test_a_stated_window_takes_the_corrected_dates() -> None:
    bring_in(source("students"))
    bring_in(source("students", Window_1_to="2027-03-07"))
    assert Window.objects.get().dates.last == date(2027, 3, 7)


def test_an_approved_window_is_never_changed() -> None:
    bring_in(source("students"))
    Window.objects.update(state=WindowState.APPROVED)
    assert plan(source("students")).changes_nothing
    told = plan(source("students", Window_1_to="2027-03-07"))
    assert "approved other dates" in str(told.faults[0].message)
    assert "student's page" in str(told.faults[0].what_to_do)


def test_a_refused_window_is_not_asked_for_again() -> None:
    bring_in(source("students"))
    Window.objects.update(state=WindowState.REFUSED)
    assert plan(source("students")).changes_nothing


def test_overlapping_windows_in_one_row_are_a_fault() -> None:
    told = plan(source("students", Window_2_from="2027-02-01", Window_2_to="2027-04-01"))
    assert "overlap" in str(told.faults[0].message)


def test_a_graduates_window_needs_no_school() -> None:
    bring_in(source("students", Status="graduate", Graduation="2025-06-30"))
    assert Window.objects.get().state == WindowState.APPROVED


def test_an_application_that_was_handed_in_stays_as_it_is() -> None:
    bring_in(source("students"))
    Application.objects.update(state=ApplicationState.SUBMITTED)
    assert plan(source("students")).changes_nothing
    assert "past being changed" in str(plan(source("students", Weeks_wanted="12")).faults[0].message)
    assert "rests on" in str(plan(source("students", Graduation="2029-06-30")).faults[0].message)
    assert "rests on" in str(plan(source("students", Window_1_to="2027-03-07")).faults[0].message)


def test_a_new_school_of_a_confirmed_student_must_be_confirmed_anew() -> None:
    bring_in(source("students"))
    Student.objects.update(enrolment=Student.Enrolment.CONFIRMED)
    bring_in(source("students", School="Another University"))
    assert Student.objects.get().enrolment == Student.Enrolment.STATED


def test_seats_that_are_taken_are_not_taken_away() -> None:
    bring_in(*whole_office())
    opening = Opening.objects.get()
    make_placement(opening, period=opening.period, seat=2)
    told = plan(source("openings", Seats="1"))
    assert "Seat 2 of this opening is taken" in str(told.faults[0].message)
    bring_in(source("openings", Seats="3"))
    assert Opening.objects.get().seats == 3


def test_an_opening_is_closed_and_never_opened_again() -> None:
    bring_in(*whole_office())
    bring_in(source("openings", Closed="yes"))
    assert Opening.objects.get().closed_at == NOW
    assert plan(source("openings", Closed="yes")).changes_nothing
    assert "does not open it again" in str(plan(source("openings", Closed="no")).faults[0].message)


def test_a_plan_that_is_out_of_date_is_refused_and_saves_nothing() -> None:
    stale = plan(*whole_office())
    bring_in(source("schools", City="Elsewhere"))
    before = state_of_the_database()
    with pytest.raises(Refused, match="import-changed"):
        carry_out_import(stale, by=PROGRAM, now=NOW)
    assert state_of_the_database() == before


def test_a_plan_with_faults_is_refused() -> None:
    with pytest.raises(Refused, match="import-faults"):
        carry_out_import(plan(source("students", Status="alien")), by=PROGRAM, now=NOW)


def test_a_failure_halfway_saves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    from openrotations.desk.imports import saving

    def fails(*_: object) -> None:
        raise RuntimeError("the power went out")

    planned = plan(*whole_office())
    before = state_of_the_database()
    monkeypatch.setitem(saving._SAVERS, Sort.APPLICATION, fails)
    with pytest.raises(RuntimeError):
        carry_out_import(planned, by=PROGRAM, now=NOW)
    assert state_of_the_database() == before


def test_a_faulty_offering_is_not_also_reported_as_unknown() -> None:
    told = plan(source("sites"), source("preceptors"), source("offerings", Setting="moon"), source("openings"))
    assert [(fault.file, fault.column) for fault in told.faults] == [("offerings.csv", "Setting")]


def test_an_account_that_is_there_already_becomes_the_students() -> None:
    person = Person.objects.create_user("amara@students.example", full_name="Amara Testperson")
    bring_in(source("students"))
    assert Student.objects.get().person == person


def test_another_name_finds_the_school_that_has_it() -> None:
    school = School.objects.create(name="Universidad Ficticia", country="KE")
    school.other_names.create(name="Fictional University")
    bring_in(
        source(
            "schools",
            Country="KE",
            School_name="Fictional University",
            World_Directory_ID="EXAMPLE-7",
            Accreditation_until="2031-08-31",
        )
    )
    school.refresh_from_db()
    assert School.objects.count() == 1
    assert (school.name, school.world_directory_id) == ("Universidad Ficticia", "EXAMPLE-7")
    assert school.accreditation_until == date(2031, 8, 31)
