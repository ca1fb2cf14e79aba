"""Letters, each step through the real action at its moment: drafts are sealed, PDFs made, answers told."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from openrotations.desk.demo.letters import LetterRequest as Plan
from openrotations.desk.demo.rows import Rows, link_actor
from openrotations.letters import actions
from openrotations.letters.drafts import Draft
from openrotations.letters.models import LetterRequest

WISHES = (
    ("Residency application", LetterRequest.Destination.ERAS),
    ("Residency application", LetterRequest.Destination.RESIDENCYCAS),
    ("Report to my home school", LetterRequest.Destination.INSTITUTION),
)
"""What letters are for, and where they go; students take turns."""
UNTIL_NEEDED = timedelta(days=35)


def fill_letters(rows: Rows) -> None:
    """Every request as far as it has come."""
    for number, letter in enumerate(rows.world.story.letters):
        requests: list[LetterRequest] = []
        steps = _steps(rows, letter, number, requests)
        for name, at in letter.steps:
            if name in steps:
                rows.diary.act(at, steps[name])


def _steps(
    rows: Rows, letter: Plan, number: int, requests: list[LetterRequest]
) -> dict[str, Callable[[datetime], object]]:
    placement, student = rows.placements[letter.placement], rows.people[letter.student]
    preceptor = placement.offering.preceptor
    by, draft = link_actor(preceptor), Draft(body=letter.text, title=preceptor.title, email=preceptor.email)

    def ask(now: datetime) -> None:
        requests.append(
            actions.ask_for_letter(
                placement, _wish(placement.offering.specialty, number, now), is_waived=letter.waived,
                signed_as=student.full_name, by=rows.student_actor(letter.student), now=now,
            )
        )  # fmt: skip

    def with_request(step: Callable[..., object], *more: Any, **named: Any) -> Callable[[datetime], object]:
        return lambda now: step(requests[0], *more, **named, by=by, now=now)

    return {
        "asked": ask,
        "agreed": with_request(actions.agree_to_write),
        "declined": with_request(actions.decline_to_write, letter.reply),
        "redirected": with_request(actions.suggest_another_writer, letter.reply),
        "drafted": with_request(actions.keep_draft, draft),
        "signed": with_request(actions.sign_letter, draft, signed_as=preceptor.full_name),
        "handed_over": with_request(actions.hand_over_letter),
    }


def _wish(specialty: str, number: int, now: datetime) -> dict[str, Any]:
    purpose, destination = WISHES[number % len(WISHES)]
    return {
        "purpose": purpose,
        "specialty": specialty,
        "destination": destination,
        "deadline_on": (now + UNTIL_NEEDED).date(),
    }
