"""The one evaluator: every finding of every rule about facts that somebody hands in. Pure."""

from datetime import date

from django.utils.translation import gettext as _

from openrotations.common.wording import written_date
from openrotations.rulebook.completions import Outcome, outcome_of, still_open
from openrotations.rulebook.conditions import Facts, holds
from openrotations.rulebook.models import PLACE, Rule, RuleBook
from openrotations.rulebook.queries.answers import Answer, Finding, Verdict, verdict_of

# Whoever must act first is named first: a student knows at once, the office has to find out.
_TELLERS = ("student", "registrar", "host", "office")


def evaluate(facts: Facts, book: RuleBook) -> Answer:
    """What the rules say about these facts. A rule that does not apply is left out; a missing fact never fails.

    Findings stand in the order of the rules; the verdict does not depend on it.
    """
    return Evaluator(book).answer(facts)


class Evaluator:
    """A book of rules that is asked many times: the same facts of a rule are looked at once.

    Keep one for a page or a round, not longer: its findings are in the language of the moment.
    """

    def __init__(self, book: RuleBook) -> None:
        self.book = book
        self._reads = [(rule, tuple(dict.fromkeys((*rule.facts, *rule.facts_said)))) for rule in book.rules]
        self._known: dict[tuple[object, ...], Finding | None] = {}

    def answer(self, facts: Facts) -> Answer:
        """What the rules say about these facts."""
        found = [finding for rule, names in self._reads if (finding := self._finding(rule, names, facts))]
        return Answer(verdict_of(finding.verdict for finding in found if finding.decides), tuple(found))

    def _finding(self, rule: Rule, names: tuple[str, ...], facts: Facts) -> Finding | None:
        if rule.applies_if is not None and holds(rule.applies_if, facts) is False:
            return None  # most rules about states and visas, of most students: not worth keeping
        key = (rule.id, *(_as_key(facts.get(name)) for name in names))
        if key not in self._known:
            self._known[key] = _found(rule, facts, self.book)
        return self._known[key]


def _as_key(value: object) -> object:
    # True and 1 are equal keys, but no equal facts.
    return tuple(value) if isinstance(value, list) else (type(value), value)


def _found(rule: Rule, facts: Facts, book: RuleBook) -> Finding | None:
    outcome, missing = outcome_of(rule, facts), list[str]()
    if outcome is None:
        possible, missing = still_open(rule, facts, book.facts)
        if not missing:  # the facts that nobody told change nothing
            outcome = Outcome.YES if Outcome.YES in possible else possible.pop()
    if outcome is None:
        return _untold(rule, facts, missing, book)
    if outcome == Outcome.LEFT_OUT:
        return None
    because = rule.because
    words = {
        Outcome.YES: (Verdict.YES, because.met),
        Outcome.NO: (Verdict.NO, because.refused),
        Outcome.NOT_YET: (Verdict.NOT_YET, because.not_yet),
        Outcome.COUNSEL: (Verdict.CANNOT_TELL, because.counsel),
    }
    verdict, sentence = words[outcome]
    effect = "counsel" if outcome == Outcome.COUNSEL else rule.effect
    return _said(rule, verdict, _filled(_(sentence), facts), rule.who, facts, effect=effect)


def _untold(rule: Rule, facts: Facts, missing: list[str], book: RuleBook) -> Finding:
    spoken = "; ".join(dict.fromkeys(_(book.facts[name].words) for name in missing))
    because = _("We do not know yet: %(facts)s.") % {"facts": spoken}
    tellers = {book.facts[name].who for name in missing}
    who = next(teller for teller in _TELLERS if teller in tellers)
    # What may end in a question for counsel decides nothing while it is open either.
    effect = "informs" if rule.otherwise == "counsel" else rule.effect
    return _said(rule, Verdict.CANNOT_TELL, because, who, facts, effect=effect, missing=tuple(missing))


def _said(
    rule: Rule,
    verdict: Verdict,
    because: str,
    who: str,
    facts: Facts,
    *,
    effect: str,
    missing: tuple[str, ...] = (),
) -> Finding:
    return Finding(
        rule=rule.id,
        verdict=verdict,
        statement=_(rule.statement),
        because=because,
        would_change="" if verdict == Verdict.YES else _filled(_(rule.would_change), facts),
        who=who,
        source=_(rule.source),
        checked_on=rule.checked_on,
        confidence=rule.confidence,
        missing=missing,
        scope=rule.scope,
        effect=effect,
        needed_by=rule.needed_by,
        review_on=rule.review_on,
    )


def _filled(sentence: str, facts: Facts) -> str:
    return PLACE.sub(lambda place: _written(facts.get(place[1])), sentence)


def _written(value: object) -> str:
    if value is None:
        return "…"
    if isinstance(value, date):
        return written_date(value)
    if isinstance(value, list | tuple):
        return "; ".join(str(item) for item in value)
    return str(value)
