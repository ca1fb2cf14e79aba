"""“May I?”, as a visitor goes through it."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from openrotations.applications.models import Application, Background
from openrotations.catalogue.tests.factories import make_offering, make_opening
from openrotations.common.periods import Period
from openrotations.hosts.tests.factories import make_site
from openrotations.office.tests.factories import make_programme
from openrotations.people.models import Person
from openrotations.people.tests.factories import make_person
from openrotations.rulebook.queries import book_on
from openrotations.schools.models import School, StateStanding
from openrotations.schools.tests.factories import make_school, make_student
from openrotations.website.forms import QUESTIONS, facts_told, questions_for, read
from openrotations.website.queries import answer_to, asked_of_visitors

pytestmark = pytest.mark.django_db
ANSWER = reverse("website:may_i_answer")
CAN_BE_TOLD = {
    "status": "enrolled", "studies": "final", "exams": "both", "entry": "citizen", "weeks": "8", "goal": "home",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _programme() -> None:
    make_programme()


def offer(state: str, *, kind: str = "hospital", participation: str = "hands_on", **values: object) -> None:
    """An offering with a free seat some months ahead."""
    site = make_site(state=state, kind=kind, has_residency=kind == "hospital", us_school_affiliation=kind == "hospital")
    what = "elective_clerkship" if participation == "hands_on" else "observership"
    offering = make_offering(site=site, participation=participation, experience_type=what, **values)
    first = timezone.localdate() + timedelta(weeks=20)
    make_opening(Period.of_weeks(first - timedelta(days=first.weekday()), 8), offering=offering)


def go_through(client: Client, answers: dict[str, str]) -> tuple[list[str], str]:
    """Press "Continue" from the first question to the result; returns what was asked and where it ended."""
    asked, address = [], reverse("website:may_i_question", args=["status"])
    while "/answer/" not in address:
        page = client.get(address)
        assert page.status_code == 200
        question = address.split("/may-i/")[1].split("/")[0]
        asked.append(question)
        kept = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        for name, value in kept.items():
            assert f'name="{name}" value="{value}"' in page.content.decode()
        sent = {**kept, "answered": question, "answer": answers.get(question, "")}
        address = client.get(urlsplit(address).path, sent).headers["Location"]
    return asked, address


def verdicts(answers: dict[str, str]) -> dict[str, str]:
    """What the first state's row says about each kind of experience."""
    answers_read, wrong = read(answers)
    assert wrong is None
    school = School.objects.filter(pk=answers["school"]).first() if "school" in answers else None
    found = answer_to(facts_told(answers_read), school, answers.get("where", ""), today=timezone.localdate())
    return {each.experience.code: str(each.verdict) for each in found.groups[0].cells}


def test_a_visitor_who_knows_nothing_is_told_what_decides(client: Client) -> None:
    offer("IL")
    asked, address = go_through(client, {})
    assert asked == list(QUESTIONS)
    page = client.get(address).content.decode()
    assert "Cannot tell yet" in page
    assert "We do not know yet: whether you are enrolled or have graduated." in page
    assert not client.cookies.get("openrotations-session")  # nothing is kept


def test_a_graduate_is_asked_nothing_about_studies_and_observes(client: Client) -> None:
    offer("IL")
    told = {"status": "graduate", "entry": "b1", "exams": "both", "weeks": "8"}
    asked, address = go_through(client, told)
    assert asked == [name for name in QUESTIONS if name != "studies"]
    page = client.get(address).content.decode()
    assert "Hands-on externship" in page and "Hands-on elective" not in page
    assert verdicts(told)["externship"] == "no"
    assert "A graduate observes and does not take part in care." in page


def test_the_same_student_is_told_yes_here_and_no_there(client: Client) -> None:
    offer("FL")
    school = make_school(accreditation="accredited")
    told = {**CAN_BE_TOLD, "school": str(school.pk), "where": "FL"}
    said = verdicts(told)
    assert said["elective-practice"] == "no"  # Florida: not in a private practice
    assert said["elective-hospital"] == "cannot_tell"  # how many of the school come there, nobody has attested
    page = client.get(ANSWER, told).content.decode()
    assert "In Florida an elective is at a hospital" in page
    assert "Holds for: Hands-on elective in a private practice." in page
    assert verdicts({**told, "exams": "step1"})["elective-hospital"] == "cannot_tell"  # a licensed school's may come
    StateStanding.objects.create(
        school=school, state="FL", standing="not_approved", source="origin.fldoe.org", checked_on=timezone.localdate()
    )
    assert verdicts({**told, "exams": "step1"})["elective-hospital"] == "not_yet"


def test_what_others_confirm_is_not_what_the_visitor_owes(client: Client) -> None:
    offer("IL")
    school = make_school(accreditation="accredited")
    page = client.get(ANSWER, {**CAN_BE_TOLD, "school": str(school.pk)}).content.decode()
    assert "Nothing against it" in page
    without = client.get(ANSWER, {**CAN_BE_TOLD, "school": str(school.pk), "studies": "unknown"}).content.decode()
    assert "Cannot tell yet" in without.split("</table>")[0]


def test_nobody_is_told_yes_where_a_lawyer_should_be_asked(client: Client) -> None:
    offer("IL")
    school = make_school(accreditation="accredited")
    told = {**CAN_BE_TOLD, "school": str(school.pk), "entry": "waiver"}
    answers, _wrong = read(told)
    [group] = answer_to(facts_told(answers), school, "", today=timezone.localdate()).groups
    words = {said.experience.code: said.verdict_words for said in group.cells}
    assert words["elective-practice"] == "Needs counsel"
    assert words["elective-hospital"] != "Needs counsel"
    table = client.get(ANSWER, told).content.decode().split("</table>")[0]
    assert 'data-state="counsel"' in table


def test_states_of_which_the_same_is_said_stand_together(client: Client) -> None:
    for state in ("IL", "OH", "FL", "TX"):
        offer(state)
    school = make_school(accreditation="accredited")
    page = client.get(ANSWER, {**CAN_BE_TOLD, "school": str(school.pk)}).content.decode()
    table = page.split("</table>")[0]
    assert '<th scope="row">Illinois, Ohio, Texas</th>' in table
    assert table.index("Florida") < table.index("Illinois")


def test_an_answer_that_cannot_be_read_is_asked_again_and_the_others_stay(client: Client) -> None:
    for wrong in ({"weeks": "many"}, {"status": "<script>alert(1)</script>"}, {"where": "ZZ"}, {"school": "x"}):
        page = client.get(ANSWER, {"goal": "home", **wrong})
        assert page.status_code == 422
        text = page.content.decode()
        assert "There is a problem" in text and 'name="goal" value="home"' in text
        assert "<script>alert(1)" not in text
    sent = {"answered": "weeks", "answer": "99", "status": "graduate"}
    page = client.get(reverse("website:may_i_question", args=["weeks"]), sent)
    assert page.status_code == 422
    assert 'value="99"' in page.content.decode() and 'name="status" value="graduate"' in page.content.decode()
    assert client.get(reverse("website:may_i_question", args=["nothing"])).status_code == 404


def test_what_does_not_belong_to_a_graduate_is_not_asked_and_not_counted(client: Client) -> None:
    answers, _wrong = read({"status": "graduate", "studies": "earlier"})
    assert "studies" not in answers
    assert "studies" not in questions_for(answers)
    sent = {"status": "graduate", "answered": "studies", "answer": "final"}
    assert client.get(reverse("website:may_i_question", args=["studies"]), sent).status_code == 302
    assert client.get(reverse("website:may_i_question", args=["studies"]), {"status": "graduate"}).status_code == 302


def test_offerings_that_the_rules_refuse_are_not_shown(client: Client) -> None:
    offer("FL", kind="private_practice", title="In a practice")
    offer("FL", title="At a hospital")
    offer("FL", participation="observation", kind="private_practice", title="To watch")
    page = client.get(ANSWER, {**CAN_BE_TOLD, "where": "FL"}).content.decode()
    assert "At a hospital" in page and "To watch" in page
    assert "In a practice" not in page
    everything = client.get(reverse("catalogue:offerings"), {"state": "FL", "status": "enrolled"})
    assert f"{reverse('catalogue:offerings')}?state=FL&amp;status=enrolled" in page
    assert everything.status_code == 200


def test_the_answers_go_along_into_the_application(client: Client) -> None:
    school = make_school(accreditation="accredited")
    told = {**CAN_BE_TOLD, "studies": "cores", "entry": "waiver", "school": str(school.pk)}
    answer = client.post(reverse("website:apply"), told)
    assert answer.headers["Location"] == reverse("account_signup")
    person = make_person()
    Person.objects.update(full_name="")
    person.refresh_from_db()
    client.force_login(person)
    profile = reverse("applications:profile")
    for question, sent in (
        ("name", {"full_name": "Nova Exampleton-Test"}),
        ("citizenship", {"citizenship": "PT"}),
        ("graduation", {"graduation_on": "2029-07-01"}),
    ):
        page = client.get(profile, follow=True)
        assert page.redirect_chain == [] or page.redirect_chain[-1][0].rstrip("/").endswith(question)
        client.post(reverse("applications:profile_question", args=[question]), sent)
    checked = client.get(profile).content.decode()
    assert "What you told us before" in checked and school.name in checked
    client.post(profile)
    student = person.student
    assert (student.status, student.goal, student.school) == ("enrolled", "home", school)
    background = Background.objects.get(student=student)
    assert (background.is_final_year, background.step2_ck, background.entry) == (False, "passed", "waiver")
    assert len(background.cores_done or []) == 5
    assert Application.objects.get(student=student).weeks_wanted == 8


def test_who_has_a_profile_already_keeps_it(client: Client) -> None:
    student = make_student(status="graduate")
    client.force_login(student.person)
    client.post(reverse("website:apply"), CAN_BE_TOLD)
    page = client.get(reverse("applications:profile")).content.decode()
    assert "Graduate" in page
    student.refresh_from_db()
    assert student.status == "graduate"
    assert not Background.objects.filter(student=student).exists()


def test_every_rule_is_asked_here_or_has_to_wait_for_an_application() -> None:
    book = book_on(timezone.localdate())
    asked = {rule.id for rule in asked_of_visitors(book).rules}
    later = {rule.id for rule in book.rules} - asked
    assert {"final-year-or-cores", "graduate-observes", "florida-step2", "waiver-weeks", "host-step1"} <= asked
    assert {"enrolment-confirmed", "window-approved", "choices-made", "waiver-90-days", "host-lead-time"} <= later


def test_the_number_of_questions_to_the_database_does_not_grow(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    offer("IL")
    client.get(ANSWER, CAN_BE_TOLD)
    with django_assert_max_num_queries(24) as few:
        client.get(ANSWER, CAN_BE_TOLD)
    for state in ("FL", "NY", "TX", "OH"):
        offer(state)
        offer(state, participation="observation")
    with django_assert_max_num_queries(24) as many:
        client.get(ANSWER, CAN_BE_TOLD)
    assert len(many) == len(few)
