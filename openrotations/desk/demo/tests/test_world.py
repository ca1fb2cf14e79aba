"""The demo programme: big enough for every page, fictional in every name, and true to the house's invariants."""

import re
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from openrotations.desk.demo.figures import all_figures
from openrotations.desk.demo.letters import STEPS as LETTER_STEPS
from openrotations.desk.demo.npi import has_valid_check_digit
from openrotations.desk.demo.offerings import EXPERIENCES
from openrotations.desk.demo.people import STAGE_COUNTS
from openrotations.desk.demo.placements import HOLDING
from openrotations.desk.demo.schools import CARIBBEAN
from openrotations.desk.demo.world import World, generate_world

WELL_KNOWN_SCHOOLS = {
    "harvard medical school",
    "all india institute of medical sciences",
    "christian medical college",
    "aga khan university",
    "st. george's university",
    "ross university school of medicine",
    "american university of the caribbean",
    "university of santo tomas",
    "american university of beirut",
    "universidad nacional autónoma de méxico",
    "universidade de são paulo",
    "trinity college dublin",
    "tehran university of medical sciences",
    "charité – universitätsmedizin berlin",
}


def test_the_programme_is_as_big_as_promised(demo: World) -> None:
    catalogue = demo.catalogue
    assert Counter(person.role for person in demo.staff) == {"director": 2, "coordinator": 4}
    assert len(demo.schools) >= 64
    assert len({school.country for school in demo.schools}) >= 42
    assert {registrar.school for registrar in demo.registrars} == {school.key for school in demo.schools}
    assert len(catalogue.sites) >= 32
    assert len({site.state for site in catalogue.sites}) >= 13
    assert {site.kind for site in catalogue.sites} == {"hospital", "private_practice", "fqhc"}
    assert len(catalogue.preceptors) >= 64
    assert len(catalogue.offerings) >= 76
    assert len(demo.students) >= 250
    assert len({student.country for student in demo.students}) >= 42
    assert {host.site for host in catalogue.host_coordinators} == {site.key for site in catalogue.sites}


def test_every_stage_experience_type_and_letter_state_occurs(demo: World) -> None:
    assert Counter(student.stage for student in demo.students) == STAGE_COUNTS
    assert {o.experience_type for o in demo.catalogue.offerings} == {name for name, _ in EXPERIENCES}
    assert {letter.state for letter in demo.story.letters} == set(LETTER_STEPS)
    assert {letter.waived for letter in demo.story.letters} == {True, False}
    assert {record.state for record in demo.story.records} == {"issued", "superseded", "revoked"}
    assert {window.state for window in demo.windows} == {"stated", "approved", "refused"}
    assert {"submitted", "lapsed"} <= {form.state for form in demo.story.evaluations}
    assert {day.sign_off for day in demo.story.attendance} == {"signed", "waiting", "queried"}
    assert {"student", "coordinator", "host"} == {message.by_role for message in demo.story.messages}


def test_the_same_seed_and_day_give_the_same_bytes_twice() -> None:
    today = date(2026, 11, 22)
    once = repr(generate_world(7, today)).encode()
    assert once == repr(generate_world(7, today)).encode()
    assert once != repr(generate_world(8, today)).encode()


def test_every_key_is_given_once_and_every_reference_leads_somewhere(demo: World) -> None:
    catalogue = demo.catalogue
    groups = (demo.staff, demo.schools, demo.registrars, catalogue.sites, catalogue.preceptors, catalogue.offerings,
              catalogue.openings, demo.students, demo.windows, demo.applications, demo.rounds, demo.placements,
              demo.story.evaluations, demo.story.self_assessments, demo.story.letters, demo.story.records)  # fmt: skip
    keys = [record.key for group in groups for record in group]
    assert len(keys) == len(set(keys))
    known = set(keys)
    referred = {p.student for p in demo.placements} | {p.opening for p in demo.placements}
    referred |= {p.round for p in demo.placements} | {a.round for a in demo.applications if a.round}
    referred |= {choice for application in demo.applications for choice in application.preferences}
    referred |= {letter.placement for letter in demo.story.letters} | {day.placement for day in demo.story.attendance}
    referred |= {record.superseded_by for record in demo.story.records if record.superseded_by}
    assert referred <= known


def test_no_student_is_in_two_places_on_one_day(demo: World) -> None:
    for student in demo.students:
        held = sorted(
            (p.starts_on, p.ends_on) for p in demo.placements if p.student == student.key and p.state in HOLDING
        )
        assert all(earlier[1] < later[0] for earlier, later in pairwise(held))


def test_no_seat_is_given_twice_on_one_day(demo: World) -> None:
    openings = {opening.key: opening for opening in demo.catalogue.openings}
    taken: dict[tuple[str, int], list[tuple[date, date]]] = {}
    for placement in demo.placements:
        if placement.state in HOLDING:
            assert 1 <= placement.seat <= openings[placement.opening].seats
            taken.setdefault((placement.offering, placement.seat), []).append((placement.starts_on, placement.ends_on))
    for periods in taken.values():
        assert all(earlier[1] < later[0] for earlier, later in pairwise(sorted(periods)))


def test_every_placement_is_inside_its_opening_and_an_approved_window(demo: World) -> None:
    openings = {opening.key: opening for opening in demo.catalogue.openings}
    for placement in demo.placements:
        opening = openings[placement.opening]
        assert opening.offering == placement.offering
        assert opening.starts_on <= placement.starts_on <= placement.ends_on <= opening.ends_on
        assert any(
            window.starts_on <= placement.starts_on and placement.ends_on <= window.ends_on
            for window in demo.windows
            if window.student == placement.student and window.state == "approved"
        )


def test_graduates_only_observe_and_students_have_not_graduated_yet(demo: World) -> None:
    offerings = {offering.key: offering for offering in demo.catalogue.offerings}
    students = {student.key: student for student in demo.students}
    for placement in demo.placements:
        student, offering = students[placement.student], offerings[placement.offering]
        assert student.status in offering.accepts
        if student.status == "graduate":
            assert offering.participation == "observation"
            assert student.graduated_on is not None and student.graduated_on < placement.starts_on
        else:
            assert student.expected_graduation_on is not None
            assert placement.ends_on < student.expected_graduation_on
    assert all((s.graduated_on is None) == (s.status == "student") for s in demo.students)


def test_openings_are_whole_blocks_from_monday_to_friday_that_never_overlap(demo: World) -> None:
    offerings = {offering.key: offering for offering in demo.catalogue.offerings}
    for opening in demo.catalogue.openings:
        assert opening.starts_on.weekday() == 0
        assert (opening.ends_on - opening.starts_on).days == opening.weeks * 7 - 3
        assert opening.weeks in (4, 6, 8, 12) and 1 <= opening.seats <= 4
        assert offerings[opening.offering].fewest_weeks <= opening.weeks <= offerings[opening.offering].most_weeks
    for first, second in pairwise(demo.catalogue.openings):
        assert first.offering != second.offering or first.ends_on < second.starts_on
    starts = [opening.starts_on for opening in demo.catalogue.openings]
    assert min(starts) < demo.today - timedelta(weeks=46)
    assert max(starts) > demo.today + timedelta(weeks=34)


def test_preferences_fit_windows_status_weeks_and_lead_time(demo: World) -> None:
    openings = {opening.key: opening for opening in demo.catalogue.openings}
    offerings = {offering.key: offering for offering in demo.catalogue.offerings}
    students = {student.key: student for student in demo.students}
    for application in demo.applications:
        assert application.preferences and len(set(application.preferences)) == len(application.preferences)
        assert 4 <= application.weeks_wanted <= 13
        for key in application.preferences:
            opening = openings[key]
            assert students[application.student].status in offerings[opening.offering].accepts
            assert opening.weeks <= application.weeks_wanted
            assert any(
                w.starts_on <= opening.starts_on and opening.ends_on <= w.ends_on
                for w in demo.windows
                if w.student == application.student and w.state == "approved"
            )
            if application.submitted_at:
                notice = (opening.starts_on - application.submitted_at.date()).days
                assert notice >= offerings[opening.offering].lead_days


def test_what_was_placed_was_asked_for_and_fits_the_weeks_wanted(demo: World) -> None:
    applications = {application.student: application for application in demo.applications}
    weeks: Counter[str] = Counter()
    for placement in demo.placements:
        assert placement.opening in applications[placement.student].preferences
        weeks[placement.student] += placement.weeks
    assert all(total <= applications[student].weeks_wanted for student, total in weeks.items())


def test_a_registrar_decides_only_at_an_address_that_staff_confirmed(demo: World) -> None:
    confirmed = {registrar.school: bool(registrar.email_confirmed_from) for registrar in demo.registrars}
    schools = {student.key: student.school for student in demo.students}
    assert False in confirmed.values()
    assert all(confirmed[schools[w.student]] for w in demo.windows if w.decided_by == "registrar")


def test_windows_of_one_student_do_not_touch(demo: World) -> None:
    windows: dict[str, list[tuple[date, date]]] = {}
    for window in demo.windows:
        windows.setdefault(window.student, []).append((window.starts_on, window.ends_on))
    for periods in windows.values():
        assert 1 <= len(periods) <= 3
        assert all(earlier[1] < later[0] for earlier, later in pairwise(sorted(periods)))


def test_every_step_comes_after_the_one_before_and_none_lies_ahead(demo: World) -> None:
    this_morning = datetime.combine(demo.today, time(0), UTC)
    for papers in demo.paperwork:
        moments = [papers.signed_up_at]
        moments += [window.stated_at for window in papers.windows[:1]]
        moments += [window.decided_at for window in papers.windows[:1] if window.decided_at]
        if application := papers.application:
            steps = [application.drafted_at, application.submitted_at, application.eligible_at]
            steps += [application.in_round_at, application.placed_at, application.withdrawn_at]
            moments += [moment for moment in steps if moment]
        assert moments == sorted(moments) and moments[-1] < this_morning
    for placement in demo.placements:
        at = [event.at for event in placement.events]
        assert at == sorted(at) and at[-1] < this_morning
    for letter in demo.story.letters:
        steps_at = [moment for _, moment in letter.steps]
        assert steps_at == sorted(steps_at) and steps_at[-1] < this_morning
    others = [day.signed_at for day in demo.story.attendance] + [form.submitted_at for form in demo.story.evaluations]
    others += [form.submitted_at for form in demo.story.self_assessments] + [m.at for m in demo.story.messages]
    others += [record.issued_at for record in demo.story.records] + [record.ended_at for record in demo.story.records]
    assert all(moment < this_morning for moment in others if moment)


def test_placements_stand_where_today_is(demo: World) -> None:
    for placement in demo.placements:
        if placement.state == "completed":
            assert placement.ends_on < demo.today
        elif placement.state == "active":
            assert placement.starts_on < demo.today <= placement.ends_on
        else:
            assert placement.starts_on > demo.today
        if placement.state == "offered":
            assert placement.held_until and placement.held_until.date() > demo.today


def test_offers_come_out_on_the_day_of_their_round(demo: World) -> None:
    rounds = {each.key: each for each in demo.rounds}
    for placement in demo.placements:
        assert placement.events[0].at.date() == rounds[placement.round].published_on
    for application in demo.applications:
        if application.in_round_at:
            assert application.in_round_at.date() >= rounds[application.round].opened_on


def test_running_and_finished_placements_have_their_days_and_forms(demo: World) -> None:
    days = Counter(day.placement for day in demo.story.attendance)
    running = [p for p in demo.placements if p.state in ("active", "completed")]
    assert all(days[placement.key] >= 1 for placement in running)
    assert set(days) == {placement.key for placement in running}
    assert all(day.on.weekday() < 5 and day.on < demo.today for day in demo.story.attendance)
    assert all((day.minutes == 0) == (day.presence == "absent") for day in demo.story.attendance)
    for form in demo.story.evaluations:
        assert all(answer.rating is None or 1 <= answer.rating <= 5 for answer in form.answers)
        assert (form.submitted_at is not None) == (form.state == "submitted")
        assert form.state != "submitted" or (form.keep and form.change and len(form.answers) == 12)


def test_country_mix_follows_the_published_shares(demo: World) -> None:
    total = len(demo.students)
    by_country = Counter("CARIBBEAN" if s.country in CARIBBEAN else s.country for s in demo.students)
    for country, percent in all_figures()["school_country_share"].figures.items():
        assert by_country[country] / total == pytest.approx(percent / 100, abs=0.01)


def test_nothing_real_is_named(demo: World) -> None:
    assert demo.office.fictional
    assert all(school.fictional for school in demo.schools)
    assert all(site.fictional for site in demo.catalogue.sites)
    assert all(student.fictional for student in demo.students)
    names = {name.casefold() for school in demo.schools for name in (school.name, school.local_name)}
    assert not names & WELL_KNOWN_SCHOOLS
    assert len({school.name for school in demo.schools}) == len(demo.schools)


def test_addresses_belong_to_nobody(demo: World) -> None:
    catalogue = demo.catalogue
    emails = [demo.office.email, *(person.email for person in demo.staff), *(r.email for r in demo.registrars)]
    emails += [host.email for host in catalogue.host_coordinators] + [p.email for p in catalogue.preceptors]
    emails += [student.email for student in demo.students] + [site.email for site in catalogue.sites]
    assert len(emails) == len(set(emails))
    assert all(re.fullmatch(r"[a-z0-9.]+@([a-z0-9-]+\.)+(example|test)", email) for email in emails)
    assert all(site.postal_code == "00000" for site in catalogue.sites)


def test_names_come_in_many_shapes_and_scripts(demo: World) -> None:
    full = [student.full_name for student in demo.students]
    assert len({student.latin_name for student in demo.students}) == len(full)
    scripts = (r"[\u0600-\u06ff]", r"[\u0900-\u097f]", r"[\u4e00-\u9fff]", r"[\u0400-\u04ff]", r"[\uac00-\ud7af]")
    native = " ".join(student.native_name for student in demo.students)
    assert all(re.search(script, native) for script in scripts)
    latin = [student.latin_name for student in demo.students]
    for shape in (r"'", r"-", r"^\w+$", r"^.{30,}$"):
        assert any(re.search(shape, name) for name in latin), shape


def test_zones_are_real(demo: World) -> None:
    assert all(ZoneInfo(site.zone) for site in demo.catalogue.sites)
    assert ZoneInfo(demo.office.zone)


def test_demo_npis_pass_the_check_digit_and_begin_with_a_digit_never_issued(demo: World) -> None:
    npis = [preceptor.npi for preceptor in demo.catalogue.preceptors]
    assert len(set(npis)) == len(npis)
    assert all(has_valid_check_digit(npi) and npi[0] not in "12" for npi in npis)
