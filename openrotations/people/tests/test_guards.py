import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.test import RequestFactory
from django.utils import timezone

from openrotations.audit.models import Entry
from openrotations.common.actors import PROGRAM
from openrotations.people.actions import issue_link, revoke_link
from openrotations.people.guards import by_link, director, office, public, signed_in
from openrotations.people.models import Person, SignedLink
from openrotations.people.signals import link_misused
from openrotations.people.tests.factories import make_person, make_staff
from openrotations.people.tokens import token_for
from openrotations.schools.tests.factories import make_registrar

pytestmark = pytest.mark.django_db


def page(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("inside")


def words_of(answer: HttpResponseBase) -> bytes:
    assert isinstance(answer, HttpResponse)
    return answer.content


def asked_by(person: Person | None, method: str = "get") -> HttpRequest:
    request: HttpRequest = getattr(RequestFactory(), method)("/somewhere/")
    request.user = person or AnonymousUser()
    return request


def link_not_for(person: Person | None) -> tuple[SignedLink, str]:
    registrar = make_registrar()
    link = issue_link(
        registrar, purpose="letter", subject_id=registrar.pk, not_for=person, days=7, by=PROGRAM, now=timezone.now()
    )
    return link, token_for(link.pk, link.salt)


@pytest.mark.parametrize(
    ("guard", "name"),
    [(public, "public"), (signed_in, "signed_in"), (office, "coordinator"), (director, "director")],
)
def test_every_guard_leaves_its_name_on_the_view(guard: object, name: str) -> None:
    assert guard(page).guarded_as == name  # type: ignore[operator]


def test_a_stranger_is_led_to_the_sign_in_page() -> None:
    for guard in (signed_in, office, director):
        assert guard(page)(asked_by(None)).status_code == 302


def test_staff_pages_do_not_exist_for_others() -> None:
    for guard, person in ((office, make_person()), (director, make_staff("coordinator"))):
        with pytest.raises(Http404):
            guard(page)(asked_by(person))


def test_directors_reach_what_coordinators_reach() -> None:
    assert words_of(office(page)(asked_by(make_staff("director")))) == b"inside"


def test_the_holder_of_a_working_link_is_let_in_and_nothing_is_cached() -> None:
    _link, token = link_not_for(None)
    answer = by_link("letter")(page)(asked_by(None), token=token)
    assert words_of(answer) == b"inside"
    assert (answer["Cache-Control"], answer["Referrer-Policy"]) == ("no-store", "same-origin")


def test_a_link_opens_nothing_but_its_own_purpose() -> None:
    _link, token = link_not_for(None)
    for purpose, tried in (("evaluate", token), ("letter", token[:-1]), ("letter", "x" * 43)):
        with pytest.raises(Http404):
            by_link(purpose)(page)(asked_by(None), token=tried)


def test_a_revoked_link_says_so() -> None:
    link, token = link_not_for(None)
    revoke_link(link, by=PROGRAM, now=timezone.now())
    assert by_link("letter")(page)(asked_by(None), token=token).status_code == 410


def test_the_student_a_link_concerns_is_refused_and_it_is_announced() -> None:
    student = make_person()
    link, token = link_not_for(student)
    heard: list[SignedLink] = []

    def hear(sender: object, *, link: SignedLink, **unused: object) -> None:
        heard.append(link)

    link_misused.connect(hear)
    try:
        answer = by_link("letter")(page)(asked_by(student), token=token)
    finally:
        link_misused.disconnect(hear)
    assert answer.status_code == 403 and b"inside" not in words_of(answer)
    assert heard == [link]
    assert Entry.objects.filter(action="report_link_misuse").exists()


def test_trying_again_and_again_writes_to_the_office_once_a_day() -> None:
    student = make_person()
    _link, token = link_not_for(student)
    heard: list[object] = []

    def hear(sender: object, **unused: object) -> None:
        heard.append(sender)

    link_misused.connect(hear)
    try:
        for _again in range(3):
            by_link("letter")(page)(asked_by(student), token=token)
    finally:
        link_misused.disconnect(hear)
    assert len(heard) == 1
    assert Entry.objects.filter(action="report_link_misuse").count() == 3


def test_what_somebody_signed_in_sees_is_kept_by_no_browser() -> None:
    for guard, person in ((signed_in, make_person()), (office, make_staff()), (director, make_staff("director"))):
        assert guard(page)(asked_by(person)).headers["Cache-Control"] == "private, no-store"
    assert "Cache-Control" not in public(page)(asked_by(make_person())).headers


def test_a_link_that_ended_or_is_refused_is_kept_by_no_browser() -> None:
    person = make_person()
    link, token = link_not_for(person)
    assert by_link("letter")(page)(asked_by(person), token=token).headers["Cache-Control"] == "private, no-store"
    link.revoked_at = timezone.now()
    link.save()
    assert by_link("letter")(page)(asked_by(None), token=token).headers["Cache-Control"] == "private, no-store"


def test_an_answer_that_says_how_long_it_is_kept_says_so_still() -> None:
    def dated(request: HttpRequest) -> HttpResponse:
        return HttpResponse(headers={"Cache-Control": "private, max-age=60"})

    assert signed_in(dated)(asked_by(make_person())).headers["Cache-Control"] == "private, max-age=60"
