"""Letters, each step through the real action at its moment: drafts are sealed, PDFs made, answers told."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from openrotations.common.refusals import Refused
from openrotations.desk.demo.letters import LetterRequest as Plan
from openrotations.desk.demo.letters import LetterState, write
from openrotations.desk.demo.rows import Rows, link_actor
from openrotations.desk.demo.texts import stream
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
FINISHED = frozenset({"handed_over", "confirmed_received", "declined", "redirected", "withdrawn"})
"""States of the world's letters in which nobody has anything to do."""
TO_THE_END: tuple[LetterState, ...] = ("agreed", "drafted", "signed", "handed_over")
OLD = timedelta(days=32)
LEFT_OPEN = 2
"""So many of each open state stay as they are, however old, so that somebody always stands there."""
UNTIL_NEEDED = timedelta(days=35)


def fill_letters(rows: Rows) -> None:
    """Every request as far as it has come. Of the old ones that the world leaves open, few are late still."""
    newest = _newest_open(rows)
    for number, plan in enumerate(rows.world.story.letters):
        story = LetterStory(rows, plan, _wish(rows, plan, number), plan.text or _text(rows, plan))
        is_old = plan.steps[0][1] < rows.midnight - OLD and plan.key not in newest
        for name, at in [*plan.steps, *(_rest(rows, plan) if is_old else ())]:
            if name in STEPS:
                rows.diary.act(at, partial(story.take, name))


@dataclass
class LetterStory:
    """One letter on its way."""

    rows: Rows
    plan: Plan
    wish: dict[str, Any]
    text: str
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
        return Draft(body=self.text, title=self.preceptor.title, email=self.preceptor.email)

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


def _newest_open(rows: Rows) -> set[str]:
    letters = sorted(rows.world.story.letters, key=lambda plan: plan.steps[0][1], reverse=True)
    open_states: tuple[LetterState, ...] = ("asked", "agreed", "drafted", "signed")
    return {plan.key for state in open_states for plan in [each for each in letters if each.state == state][:LEFT_OPEN]}


def _rest(rows: Rows, plan: Plan) -> Iterator[tuple[LetterState, datetime]]:
    """The steps that finish an open letter, a few days apart."""
    if plan.state not in FINISHED:
        at, reached = plan.steps[-1][1], {name for name, _ in plan.steps}
        for name in TO_THE_END:
            if name not in reached:
                at = min(at + timedelta(days=4), rows.midnight - timedelta(hours=1))
                yield name, at


def _text(rows: Rows, plan: Plan) -> str:
    world = rows.plans[plan.placement]
    offering = next(each for each in rows.world.catalogue.offerings if each.key == world.offering)
    site = next(each for each in rows.world.catalogue.sites if each.key == offering.site)
    student = next(each for each in rows.world.students if each.key == plan.student)
    return write(stream(rows.world.seed, plan.key), world, student, offering, site)


def _wish(rows: Rows, plan: Plan, number: int) -> dict[str, Any]:
    purpose, destination = WISHES[number % len(WISHES)]
    specialty = rows.placements[plan.placement].offering.specialty
    return {"purpose": purpose, "specialty": specialty, "destination": destination}
