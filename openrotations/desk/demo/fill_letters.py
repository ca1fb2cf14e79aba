"""Letters, each step through the real action at its moment: drafts are sealed, PDFs made, answers told."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from openrotations.common.refusals import Refused
from openrotations.desk.demo.letters import LetterRequest as Plan
from openrotations.desk.demo.rows import Rows, link_actor
from openrotations.hosts.models import Preceptor
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
    for number, plan in enumerate(rows.world.story.letters):
        story = LetterStory(rows, plan, _wish(rows, plan, number))
        for name, at in plan.steps:
            if name in STEPS:
                rows.diary.act(at, partial(story.take, name))


@dataclass
class LetterStory:
    """One letter on its way."""

    rows: Rows
    plan: Plan
    wish: dict[str, Any]
    request: LetterRequest | None = None
    is_stuck: bool = False

    def take(self, name: str, now: datetime) -> None:
        """Take the next step. One that is refused (a name that no font can print) ends the story there."""
        if self.is_stuck:
            return
        try:
            STEPS[name](self, now)
        except Refused:
            self.is_stuck = True

    @property
    def preceptor(self) -> Preceptor:
        """Who writes."""
        return self.rows.placements[self.plan.placement].offering.preceptor

    @property
    def draft(self) -> Draft:
        """What was written."""
        return Draft(body=self.plan.text, title=self.preceptor.title, email=self.preceptor.email)

    def ask(self, now: datetime) -> None:
        """The student asks, and decides about reading the letter."""
        placement, student = self.rows.placements[self.plan.placement], self.rows.people[self.plan.student]
        wish = {**self.wish, "deadline_on": (now + UNTIL_NEEDED).date()}
        self.request = actions.ask_for_letter(
            placement, wish, is_waived=self.plan.waived, signed_as=student.full_name,
            by=self.rows.student_actor(self.plan.student), now=now,
        )  # fmt: skip

    def write(self, step: Callable[..., None], now: datetime, *more: Any, **named: Any) -> None:
        """The preceptor does something with the request."""
        step(self.request, *more, **named, by=link_actor(self.preceptor), now=now)


STEPS: dict[str, Callable[[LetterStory, datetime], None]] = {
    "asked": lambda story, now: story.ask(now),
    "agreed": lambda story, now: story.write(actions.agree_to_write, now),
    "declined": lambda story, now: story.write(actions.decline_to_write, now, story.plan.reply),
    "redirected": lambda story, now: story.write(actions.suggest_another_writer, now, story.plan.reply),
    "drafted": lambda story, now: story.write(actions.keep_draft, now, story.draft),
    "signed": lambda story, now: story.write(
        actions.sign_letter, now, story.draft, signed_as=story.preceptor.full_name
    ),
    "handed_over": lambda story, now: story.write(actions.hand_over_letter, now),
}
"""What happens at each step of a letter. Nobody here takes a letter back or confirms that it came."""


def _wish(rows: Rows, plan: Plan, number: int) -> dict[str, Any]:
    purpose, destination = WISHES[number % len(WISHES)]
    specialty = rows.placements[plan.placement].offering.specialty
    return {"purpose": purpose, "specialty": specialty, "destination": destination}
