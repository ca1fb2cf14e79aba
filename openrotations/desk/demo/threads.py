"""Messages about the demo's placements, between student, coordinator and host."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any, Literal

from openrotations.desk.demo.placements import Placement
from openrotations.desk.demo.texts import load

THREAD_SHARE = 0.55


@dataclass(frozen=True, slots=True)
class Message:
    """One message in the thread of a placement."""

    placement: str
    by_role: Literal["student", "coordinator", "host"]
    at: datetime
    text: str


def make_thread(rng: Random, placement: Placement, given_name: str, site: str, today: date) -> tuple[Message, ...]:
    """One or two exchanges, each after the step it is about, oldest first, none after yesterday."""
    if rng.random() > THREAD_SHARE:
        return ()
    reached = {event.name: event.at for event in placement.events}
    fitting = [exchange for exchange in load("threads.yaml") if exchange["after"] in reached]
    messages: list[Message] = []
    for exchange in rng.sample(fitting, min(len(fitting), rng.choice((1, 1, 2)))):
        messages += speak(rng, placement.key, exchange, reached[exchange["after"]], given_name, site)
    night = datetime.combine(today, time(0), UTC)
    return tuple(sorted((message for message in messages if message.at < night), key=lambda message: message.at))


def speak(
    rng: Random, placement: str, exchange: dict[str, Any], after: datetime, given_name: str, site: str
) -> list[Message]:
    """One exchange, each answer between twenty minutes and nine hours after the one before."""
    messages = []
    at = after
    for by_role, text in exchange["messages"]:
        at += timedelta(minutes=rng.randint(20, 540))
        messages.append(Message(placement, by_role, at, text.format(name=given_name, site=site)))
    return messages
