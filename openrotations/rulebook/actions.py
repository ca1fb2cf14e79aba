"""Every change to rules and counters: one person proposes, another decides, and it counts from a day on."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from openrotations.audit.actions import record
from openrotations.common.actors import Actor
from openrotations.common.refusals import refuse_if
from openrotations.rulebook import changing, second_person
from openrotations.rulebook.counters import Counter, written_counter
from openrotations.rulebook.models import RuleChange
from openrotations.rulebook.queries import book_on, counters_on
from openrotations.rulebook.queries.roles import members_of_office
from openrotations.rulebook.second_person import Member
from openrotations.rulebook.signals import rule_change_approved
from openrotations.rulebook.states import CHANGE_MOVES, ChangeState


@transaction.atomic
def propose_change(rule: str, text: str, *, because: str, effective_on: date, by: Actor, now: datetime) -> RuleChange:
    """Propose a rule as it should read from a day on; an empty text takes the rule away.

    `rule` is the id of the rule that changes, or of a new one. Refused with everything that is wrong with the text.
    """
    book, text = book_on(now.date()), text.strip()
    known = {each.id: each for each in book.rules}
    faults = changing.faults_of(text, book) if text else []
    read = changing.read_rule(text, book) if text and not faults else None
    refuse_if(
        changing.why_not_propose(
            faults=faults,
            is_renamed=read is not None and read.id != rule,
            is_same=read == known.get(rule),
            has_open=_has_open(RuleChange.Kind.RULE, rule),
            effective_on=effective_on,
            today=now.date(),
        )
    )
    change = RuleChange.objects.create(
        rule=rule, text=text, because=because.strip(), effective_on=effective_on, proposed_at=now, proposed_by_id=by.id
    )
    record("propose_rule_change", change, by=by, now=now, rule=rule, effective_on=effective_on.isoformat())
    return change


@transaction.atomic
def propose_counter(
    counter: Counter | None,
    counter_id: str,
    *,
    is_new: bool = False,
    because: str,
    effective_on: date,
    by: Actor,
    now: datetime,
) -> RuleChange:
    """Propose what a state should count from a day on; None takes it away.

    `counter_id` is the id of what changes, or of something new. Raises Refused with every reason.
    """
    known = {each.id: each for each in counters_on(now.date())}
    taken = {*known, *(rule.id for rule in book_on(now.date()).rules)}
    refuse_if(
        changing.why_not_propose(
            faults=list(changing.why_not_that_name(is_taken=is_new and counter_id in taken)),
            is_renamed=counter is not None and counter.id != counter_id,
            is_same=counter == known.get(counter_id),
            has_open=_has_open(RuleChange.Kind.COUNTER, counter_id),
            effective_on=effective_on,
            today=now.date(),
        )
    )
    change = RuleChange.objects.create(
        kind=RuleChange.Kind.COUNTER,
        rule=counter_id,
        text=written_counter(counter) if counter else "",
        because=because.strip(),
        effective_on=effective_on,
        proposed_at=now,
        proposed_by_id=by.id,
    )
    record("propose_counter_change", change, by=by, now=now, counter=counter_id, effective_on=effective_on.isoformat())
    return change


@transaction.atomic
def approve_change(change: RuleChange, *, answer: str = "", by: Actor, now: datetime) -> None:
    """Let a change count from its day on, or from today where that day is over.

    Refused to who proposed it, and to somebody who may be the proposer's own hand (`second_person`). Where an office
    has nobody else, the trail says that one of the two took the other on.
    """
    change = RuleChange.locked(change.pk)
    members, at = members_of_office(), change.proposed_at
    proposer, decider = (members.get(pk, Member(pk)) for pk in (str(change.proposed_by_id), by.id))
    is_one_hand = second_person.is_one_hand(proposer, decider, at)
    stands_in = second_person.may_stand_in(proposer, decider, members.values(), at)
    refuse_if(
        changing.why_not_decide(
            is_own=_is_own(change, by),
            is_new_here=second_person.is_new_here(decider, at),
            is_one_hand=is_one_hand and not stands_in,
        )
    )
    day = max(change.effective_on, now.date())
    CHANGE_MOVES.move(
        change,
        ChangeState.APPROVED,
        decided_at=now,
        decided_by_id=UUID(by.id),
        answer=answer.strip(),
        effective_on=day,
    )
    record(
        "approve_rule_change",
        change,
        by=by,
        now=now,
        rule=change.rule,
        effective_on=day.isoformat(),
        is_one_hand=is_one_hand,
    )
    rule_change_approved.send(RuleChange, change=change, by=by, now=now)


@transaction.atomic
def refuse_change(change: RuleChange, *, answer: str = "", by: Actor, now: datetime) -> None:
    """Leave the rule as it is. Refused to who proposed the change."""
    change = RuleChange.locked(change.pk)
    refuse_if(changing.why_not_decide(is_own=_is_own(change, by)))
    _leave_rule_as_it_is(change, ChangeState.REFUSED, answer, by, now)
    record("refuse_rule_change", change, by=by, now=now, rule=change.rule)


@transaction.atomic
def withdraw_change(change: RuleChange, *, by: Actor, now: datetime) -> None:
    """Take back what one proposed. Refused to everybody else."""
    change = RuleChange.locked(change.pk)
    refuse_if(changing.why_not_withdraw(is_own=_is_own(change, by)))
    _leave_rule_as_it_is(change, ChangeState.WITHDRAWN, "", by, now)
    record("withdraw_rule_change", change, by=by, now=now, rule=change.rule)


def _has_open(kind: str, rule: str) -> bool:
    return RuleChange.objects.filter(kind=kind, rule=rule, state=ChangeState.PROPOSED).exists()


def _leave_rule_as_it_is(change: RuleChange, state: str, answer: str, by: Actor, now: datetime) -> None:
    CHANGE_MOVES.move(change, state, decided_at=now, decided_by_id=UUID(by.id), answer=answer.strip())


def _is_own(change: RuleChange, by: Actor) -> bool:
    return str(change.proposed_by_id) == by.id
