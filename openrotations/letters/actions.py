"""Every change to a letter: asked for, answered, written, signed, handed over."""

from datetime import datetime
from typing import Any

from django.db import transaction

from openrotations.audit.actions import record
from openrotations.common.actors import PROGRAM, Actor
from openrotations.common.clocks import day_at
from openrotations.common.refusals import refuse_if
from openrotations.common.sealing import new_key, wrap_key
from openrotations.documents.actions import store_file
from openrotations.documents.queries import read_file
from openrotations.letters import mails, queries, rules
from openrotations.letters.drafts import Draft, place_of, sealed_draft
from openrotations.letters.models import Letter, LetterRequest
from openrotations.letters.printing import letter_name, letter_pdf
from openrotations.letters.signals import letter_signed
from openrotations.letters.states import LETTER_MOVES, LetterState
from openrotations.letters.wordings import current_waiver
from openrotations.people.actions import note_link_opened
from openrotations.people.rules import why_not_send_link
from openrotations.placements.models import Placement


@transaction.atomic
def ask_for_letter(
    placement: Placement, wish: dict[str, Any], *, is_waived: bool, signed_as: str, by: Actor, now: datetime
) -> LetterRequest:
    """Ask the placement's preceptor. `wish` has purpose, specialty, destination and deadline_on.

    The student's choice about reading the letter is kept with the version of the text they signed.
    """
    placement = Placement.locked(placement.pk)
    offering = placement.offering
    reasons = rules.why_not_ask(
        placement_state=placement.state,
        first_on=placement.dates.first,
        today=day_at(offering.site.time_zone, now),
        destination=wish["destination"],
        open_destinations=queries.open_destinations(placement),
        deadline_on=wish.get("deadline_on"),
        signed_as=signed_as,
    )
    preceptor = placement.supervisor
    refuse_if([*reasons, *why_not_send_link(is_reachable=preceptor.is_reachable, name=preceptor.full_name)])
    request = LetterRequest.objects.create(
        placement=placement,
        asked_of=preceptor,
        is_waived=is_waived,
        waiver_text=current_waiver().id,
        waiver_signed_as=signed_as.strip(),
        waiver_signed_at=now,
        asked_at=now,
        **wish,
    )
    request.link = mails.tell_writer(request, "asked", by=by, now=now)
    request.save(update_fields=["link"])
    record("ask_for_letter", request, by=by, now=now, waived=is_waived, waiver_text=request.waiver_text)
    return request


@transaction.atomic
def agree_to_write(request: LetterRequest, *, by: Actor, now: datetime) -> None:
    """The preceptor will write; their link leads to the writing page from now on."""
    _answer(request, LetterState.AGREED, "", by=by, now=now)


@transaction.atomic
def decline_to_write(request: LetterRequest, note: str, *, by: Actor, now: datetime) -> None:
    """The preceptor would rather not; the note is for the student."""
    _answer(request, LetterState.DECLINED, note, by=by, now=now)


@transaction.atomic
def suggest_another_writer(request: LetterRequest, note: str, *, by: Actor, now: datetime) -> None:
    """The preceptor names somebody who can write a better letter."""
    refuse_if(rules.why_not_without_note(note))
    _answer(request, LetterState.REDIRECTED, note, by=by, now=now)


@transaction.atomic
def keep_draft(request: LetterRequest, draft: Draft, *, by: Actor, now: datetime) -> None:
    """Keep what the writer has typed, sealed.

    Only the first keeping is audited: the times of the others would tell how a letter was written.
    """
    request = LetterRequest.locked(request.pk)
    refuse_if(rules.why_not_write(request.state))
    letter = _letter_of(request)
    letter.sealed_draft, letter.drafted_at = sealed_draft(letter, draft), now
    letter.save(update_fields=["sealed_draft", "drafted_at"])
    if request.state == LetterState.AGREED:
        LETTER_MOVES.move(request, LetterState.DRAFTED)
        record("begin_letter", request, by=by, now=now)


@transaction.atomic
def sign_letter(request: LetterRequest, draft: Draft, *, signed_as: str, by: Actor, now: datetime) -> None:
    """Make the letter final: its PDF is kept sealed, the draft is wiped, and the student is told that it is signed."""
    request = LetterRequest.locked(request.pk)
    refuse_if([*rules.why_not_write(request.state), *rules.why_not_sign(body=draft.body, signed_as=signed_as)])
    content = letter_pdf(request, draft, signed_as=signed_as, now=now)
    refuse_if(rules.why_not_keep_pdf(len(content)))
    letter = _letter_of(request)
    letter.pdf = store_file("letter", letter_name(request.pk), content, "application/pdf", by=by, now=now)
    letter.sealed_draft = b""
    letter.save(update_fields=["pdf", "sealed_draft"])
    LETTER_MOVES.move(request, LetterState.SIGNED, signed_at=now)
    record("sign_letter", request, by=by, now=now)
    mails.tell_student(request, "signed", now=now)
    letter_signed.send(LetterRequest, request=request, by=by, now=now)


@transaction.atomic
def open_letter(request: LetterRequest, *, by: Actor, now: datetime) -> bytes:
    """The signed PDF; every opening is audited. Whoever calls this has asked `access` first."""
    letter = request.letter
    assert letter.pdf is not None
    record("open_letter", request, by=by, now=now)
    return read_file(letter.pdf)


@transaction.atomic
def hand_over_letter(request: LetterRequest, *, by: Actor, now: datetime) -> None:
    """The writer says that the letter is where it should go. The program never uploads it."""
    request = LetterRequest.locked(request.pk)
    LETTER_MOVES.move(request, LetterState.HANDED_OVER, handed_over_at=now)
    record("hand_over_letter", request, by=by, now=now)
    mails.tell_student(request, "handed_over", now=now)


def remind_writers(*, by: Actor = PROGRAM, now: datetime) -> int:
    """Remind whom it is due: a week before the deadline, on it, three days after. Returns how many were."""
    return sum(_remind(request, by=by, now=now) for request in queries.waiting_for_writer())


@transaction.atomic
def _remind(request: LetterRequest, *, by: Actor, now: datetime) -> bool:
    request = LetterRequest.locked(request.pk)
    zone = request.placement.offering.site.time_zone
    last_on = day_at(zone, request.reminded_at or request.asked_at)
    is_open = request.state in (*rules.OPEN, LetterState.SIGNED)
    preceptor = request.writer
    # Whoever took the place of the preceptor who was asked has no part in that letter and never gets its link.
    is_theirs = request.link is not None and request.link.holder_id == preceptor.pk
    assert request.deadline_on is not None
    if (
        not is_open
        or not is_theirs
        or not preceptor.is_reachable
        or not rules.is_reminder_due(request.deadline_on, day_at(zone, now), last_on)
    ):
        return False
    request.link = mails.tell_writer(request, "reminder", by=by, now=now)
    request.reminded_at = now
    request.save(update_fields=["link", "reminded_at"])
    record("remind_writer", request, by=by, now=now)
    return True


def _answer(request: LetterRequest, to: str, note: str, *, by: Actor, now: datetime) -> None:
    request = LetterRequest.locked(request.pk)
    refuse_if(rules.why_not_answer(request.state))
    LETTER_MOVES.move(request, to, answered_at=now, answer_note=note.strip()[:500])
    record("answer_letter_request", request, by=by, now=now, state=to)
    if request.link:
        note_link_opened(request.link, by=by, now=now)
    mails.tell_student(request, "answered", now=now)


def _letter_of(request: LetterRequest) -> Letter:
    """The request's letter; made with a key of its own when there is none."""
    letter = Letter.objects.select_for_update(no_key=True).filter(request=request).first()
    if letter is None:
        letter = Letter(request=request)
        letter.sealed_key = wrap_key(new_key(), place=place_of(letter))
        letter.save(force_insert=True)
    return letter
