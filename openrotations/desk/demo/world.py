"""A whole fictional programme, the same for the same seed and day. Plain records; `fill.py` turns them into rows."""

from dataclasses import dataclass
from datetime import date

from openrotations.desk.demo.applications import BEFORE_APPROVAL, Application, Paperwork, Window, make_paperwork
from openrotations.desk.demo.attendance import AttendanceDay, make_attendance
from openrotations.desk.demo.evaluations import Evaluation, SelfAssessment, make_evaluations
from openrotations.desk.demo.letters import LetterRequest, make_letters
from openrotations.desk.demo.names import NameGiver
from openrotations.desk.demo.offerings import Offering, Opening, make_offerings, make_openings
from openrotations.desk.demo.office import Office, Staff, make_office, make_staff
from openrotations.desk.demo.people import Student, make_students
from openrotations.desk.demo.placements import Placement, SeatBook, make_placements
from openrotations.desk.demo.rotation_records import RotationRecord, make_records
from openrotations.desk.demo.rounds import Round, make_rounds
from openrotations.desk.demo.schools import Registrar, School, make_registrars, make_schools
from openrotations.desk.demo.sites import (
    HostCoordinator,
    Preceptor,
    Site,
    make_host_coordinators,
    make_preceptors,
    make_sites,
)
from openrotations.desk.demo.texts import stream
from openrotations.desk.demo.threads import Message, make_thread


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What the programme has to offer: who hosts, who teaches, what, when."""

    sites: tuple[Site, ...]
    host_coordinators: tuple[HostCoordinator, ...]
    preceptors: tuple[Preceptor, ...]
    offerings: tuple[Offering, ...]
    openings: tuple[Opening, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """What running and finished placements led to, and what was written about all of them."""

    attendance: tuple[AttendanceDay, ...]
    evaluations: tuple[Evaluation, ...]
    self_assessments: tuple[SelfAssessment, ...]
    letters: tuple[LetterRequest, ...]
    records: tuple[RotationRecord, ...]
    messages: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class World:
    """Everything. Records refer to one another by key; every moment is in UTC and before today."""

    seed: int
    today: date
    office: Office
    staff: tuple[Staff, ...]
    schools: tuple[School, ...]
    registrars: tuple[Registrar, ...]
    catalogue: Catalogue
    students: tuple[Student, ...]
    paperwork: tuple[Paperwork, ...]
    rounds: tuple[Round, ...]
    placements: tuple[Placement, ...]
    story: Story

    @property
    def windows(self) -> tuple[Window, ...]:
        """Every window of everybody."""
        return tuple(window for papers in self.paperwork for window in papers.windows)

    @property
    def applications(self) -> tuple[Application, ...]:
        """Every application."""
        return tuple(papers.application for papers in self.paperwork if papers.application)


def generate_world(seed: int, today: date) -> World:
    """The demo programme of that seed as it stands on the morning of `today`."""
    names = NameGiver(stream(seed, "names"))
    schools = make_schools(stream(seed, "schools"))
    staff = make_staff(stream(seed, "staff"), names)
    catalogue = generate_catalogue(seed, today, names)
    students = make_students(stream(seed, "students"), schools, names, today)
    answered = frozenset(s.school for s in students if s.status == "student" and s.stage not in BEFORE_APPROVAL)
    offerings = {offering.key: offering for offering in catalogue.offerings}
    book = SeatBook(stream(seed, "seats"), offerings, catalogue.openings, today)
    placements = make_placements(stream(seed, "placements"), book, students)
    papers, of_student = stream(seed, "paperwork"), placements_by_student(students, placements)
    story = generate_story(seed, today, catalogue, students, placements)
    return World(
        seed=seed,
        today=today,
        office=make_office(),
        staff=staff,
        schools=schools,
        registrars=make_registrars(stream(seed, "registrars"), schools, names, answered),
        catalogue=catalogue,
        students=students,
        paperwork=tuple(make_paperwork(papers, person, of_student[person.key], book, today) for person in students),
        rounds=make_rounds(today),
        placements=placements,
        story=story,
    )


def generate_story(
    seed: int, today: date, catalogue: Catalogue, students: tuple[Student, ...], placements: tuple[Placement, ...]
) -> Story:
    """What the placements led to."""
    people = {student.key: student for student in students}
    offerings = {offering.key: offering for offering in catalogue.offerings}
    sites = {site.key: site for site in catalogue.sites}
    days, forms, talk = stream(seed, "attendance"), stream(seed, "evaluations"), stream(seed, "threads")
    evaluations: list[Evaluation] = []
    own: list[SelfAssessment] = []
    attendance: list[AttendanceDay] = []
    messages: list[Message] = []
    for placement in placements:
        student, offering = people[placement.student], offerings[placement.offering]
        attendance += make_attendance(days, placement, offering, today)
        theirs, ours = make_evaluations(forms, placement, student, offering, today)
        evaluations += theirs
        own += ours
        messages += make_thread(talk, placement, student.given_name, sites[offering.site].name, today)
    return Story(
        attendance=tuple(attendance),
        evaluations=tuple(evaluations),
        self_assessments=tuple(own),
        letters=make_letters(stream(seed, "letters"), placements, people, offerings, sites, today),
        records=make_records(stream(seed, "records"), placements_by_student(students, placements), today),
        messages=tuple(messages),
    )


def placements_by_student(
    students: tuple[Student, ...], placements: tuple[Placement, ...]
) -> dict[str, list[Placement]]:
    """The placements of each student by key, the earliest first. Those without any have an empty list."""
    of_student: dict[str, list[Placement]] = {student.key: [] for student in students}
    for placement in placements:
        of_student[placement.student].append(placement)
    return of_student


def generate_catalogue(seed: int, today: date, names: NameGiver) -> Catalogue:
    """Sites, the people there, and what they offer."""
    sites = make_sites()
    hosts = make_host_coordinators(sites, names)
    preceptors = make_preceptors(stream(seed, "preceptors"), sites, names, today.year)
    by_key = {site.key: site for site in sites}
    offerings = make_offerings(stream(seed, "offerings"), preceptors, by_key)
    return Catalogue(sites, hosts, preceptors, offerings, make_openings(stream(seed, "openings"), offerings, today))
