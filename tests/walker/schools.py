"""What is known of a side's school, what it said of placements, and the registrar's page of all its students."""

from datetime import timedelta
from typing import TYPE_CHECKING

from openrotations.common.actors import Actor
from openrotations.common.periods import Period
from openrotations.documents.tests.factories import make_checked, pdf_bytes
from openrotations.placements.actions import answer_for_school, ask_school_to_approve
from openrotations.placements.states import PlacementState
from openrotations.schools import actions
from openrotations.schools.tests.factories import make_school

if TYPE_CHECKING:
    from tests.walker.sides import Side


def tell_of_school(side: "Side") -> None:
    """Policy, note, agency, state, days, names and a file; one placement approved, one not, one not yet answered."""
    school, by, now = side.student.school, side.by, side.now
    told = {"source": side.word("registrar"), "checked_on": now.date()}
    policy = {
        "allows_external": True,
        "gives_credit": True,
        "credit_note": side.word("registrar"),
        "signs": side.word("registrar"),
        "approves_each": True,
        "evaluation_back": "ours",
    }
    actions.state_policy(school, {**policy, **told, "source": side.word("registrar", "student")}, by=by, now=now)
    found = {"source": side.word(), "checked_on": now.date(), "until": now.date() + timedelta(days=20)}
    note = {"presence": "present", "graduated_from": 2005, "graduated_to": None}
    actions.state_sponsor_note(school, {**note, **found}, by=by, now=now)
    actions.state_agency(school, {"agency": side.word(), "country": "PT", **found}, by=by, now=now)
    actions.state_standing(school, {"state": "FL", "standing": "not_approved", **found}, by=by, now=now)
    days = Period(now.date() + timedelta(weeks=60), now.date() + timedelta(weeks=61))
    actions.add_blackout(school, days, because=side.word(), by=by, now=now)
    actions.add_other_name(school, f"College of {side.word()}", by=by, now=now)
    content = pdf_bytes(side.word())
    kept = actions.add_evidence(
        school, "policy", name="policy.pdf", content=content, content_type="application/pdf", by=by, now=now
    )
    make_checked(kept.file, content)
    make_school(name=f"{school.name}s", accreditation_source=side.word())
    _approve(side)
    actions.page_link(side.registrar, by=by, now=now)


def _approve(side: "Side") -> None:
    registrar = Actor("link", str(side.registrar.pk), "registrar")
    for state in (PlacementState.ACCEPTED, PlacementState.CONFIRMED, PlacementState.CLEARED):
        approval = ask_school_to_approve(side.placements[state], by=side.by, now=side.now)
        if approval and state != PlacementState.ACCEPTED:
            answer_for_school(
                approval,
                registrar=side.registrar,
                is_approved=state == PlacementState.CLEARED,
                note=side.word("registrar", "student"),
                dates=side.placements[state].dates,
                by=registrar,
                now=side.now,
            )
