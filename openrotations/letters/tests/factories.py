"""Requests for letters and letters, for tests. They go through the actions, in the order of life."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from openrotations.applications.tests.factories import make_application, make_window
from openrotations.catalogue.models import Offering
from openrotations.catalogue.tests.factories import make_offering, make_opening
from openrotations.common.actors import Actor
from openrotations.common.periods import Period
from openrotations.letters import actions
from openrotations.letters.drafts import Draft
from openrotations.letters.models import LetterRequest
from openrotations.logbook.tests.factories import as_preceptor, as_student, make_running_placement
from openrotations.people.tokens import token_for
from openrotations.placements.models import Placement
from openrotations.schools.tests.factories import make_student

CANARY = "heliotrope-canary-8842"
TEXT = f"Dear Program Director,\n\nI supervised this student for four weeks. {CANARY}\n\nI would take them."


def make_running_now(weeks_ago: int = 2, offering: Offering | None = None) -> Placement:
    """A rotation of four weeks that began so many weeks ago, by the real clock."""
    today = timezone.now().date()
    period = Period.of_weeks(today - timedelta(weeks=weeks_ago), 4)
    student = make_student()
    make_window(student, Period(period.first - timedelta(days=7), period.last + timedelta(days=7)))
    opening = make_opening(period, offering=offering or make_offering())
    return make_running_placement(opening=opening, application=make_application(opening, student=student))


def wish(**values: object) -> dict[str, Any]:
    """What a student asks for."""
    defaults = {
        "purpose": "Residency in internal medicine",
        "specialty": "Internal Medicine",
        "destination": LetterRequest.Destination.ERAS,
        "deadline_on": timezone.now().date() + timedelta(days=40),
    }
    return {**defaults, **values}


def make_request(
    placement: Placement | None = None, *, is_waived: bool = True, now: datetime | None = None, **values: object
) -> LetterRequest:
    """A request that waits for the preceptor's answer; waived unless told otherwise."""
    placement = placement or make_running_now()
    person = placement.student.person
    return actions.ask_for_letter(
        placement, wish(**values), is_waived=is_waived, signed_as=person.full_name,
        by=as_student(person), now=now or timezone.now(),
    )  # fmt: skip


def writer(request: LetterRequest) -> Actor:
    """The preceptor who holds the link."""
    return as_preceptor(request.placement)


def make_agreed(**values: Any) -> LetterRequest:
    """A request that the preceptor has agreed to."""
    request = make_request(**values)
    actions.agree_to_write(request, by=writer(request), now=timezone.now())
    return LetterRequest.objects.get(pk=request.pk)


def make_signed(body: str = TEXT, **values: Any) -> LetterRequest:
    """A letter that its writer drafted and signed."""
    request = make_agreed(**values)
    draft = Draft(body=body, title="MD", telephone="555 0100", email="writer@host.example")
    actions.keep_draft(request, draft, by=writer(request), now=timezone.now())
    actions.sign_letter(request, draft, signed_as="A. Writer", by=writer(request), now=timezone.now())
    return LetterRequest.objects.get(pk=request.pk)


def token_of(request: LetterRequest) -> str:
    """The token in the preceptor's mail."""
    assert request.link
    return token_for(request.link.pk, request.link.salt)
