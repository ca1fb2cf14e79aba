"""May a rule change like this? Every reason why not, and what is wrong with a text. Pure."""

import re
from collections.abc import Iterator
from datetime import date

import yaml
from django.utils.translation import gettext as _
from pydantic import ValidationError

from openrotations.common.refusals import Reason
from openrotations.rulebook.models import Rule, RuleBook

MOST_DEEP = 12
_ID = re.compile(r"^id:\s*[\"']?([a-z][a-z0-9-]{0,59})\b", re.MULTILINE)


def written(rule: Rule) -> str:
    """A rule as YAML, as `read_rule` reads it."""
    plain = rule.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    text: str = yaml.safe_dump(plain, sort_keys=False, allow_unicode=True, width=100)
    return text


def read_rule(text: str, book: RuleBook) -> Rule:
    """One rule as somebody wrote it in YAML. Raises ValueError (pydantic's too) saying what is wrong."""
    try:
        _refuse_anchors(text)
        parsed = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = _("line %(line)s") % {"line": mark.line + 1} if mark else _("the text")
        raise ValueError(_("This is no YAML: look at %(where)s.") % {"where": where}) from error
    if not isinstance(parsed, dict):
        raise ValueError(_("Write a rule as names with values, such as “id: some-rule”, a line each."))
    rule = Rule.model_validate(parsed)
    if faults := list(book.faults_in(rule)):
        raise ValueError("; ".join(faults))
    return rule


def id_in(text: str) -> str:
    """The id that a text gives to its rule; empty when there is none to read."""
    found = _ID.search(text)
    return found[1] if found else ""


def faults_of(text: str, book: RuleBook) -> list[str]:
    """Everything that is wrong with a text, in words; empty when it is a rule."""
    try:
        read_rule(text, book)
    except ValidationError as error:
        return list(dict.fromkeys(_in_words(fault["loc"], fault["msg"]) for fault in error.errors()))
    except ValueError as error:
        return [str(error)]
    return []


def why_not_propose(
    *, faults: list[str], is_renamed: bool, is_same: bool, has_open: bool, effective_on: date, today: date
) -> Iterator[Reason]:
    """A change can be read, is about this rule, changes something, and lies ahead; one at a time."""
    for fault in faults:
        yield Reason("rule-fault", fault)
    if is_renamed:
        yield Reason("renamed", _("The id stays what it is. Add another rule if you need one."))
    if is_same and not faults:
        yield Reason("same", _("This is what the rule says already. Change something, or leave it."))
    if has_open:
        yield Reason("proposed-already", _("A change to this rule waits for a second person. Decide on it first."))
    if effective_on < today:
        yield Reason("day-past", _("This day is over. Choose today or a day that lies ahead."))


def why_not_that_name(*, is_taken: bool) -> Iterator[str]:
    """What is new has a name of its own."""
    if is_taken:
        yield _("There is one of this name already. Propose a change of it, or choose another name.")


def why_not_decide(*, is_own: bool, is_new_here: bool = False, is_one_hand: bool = False) -> Iterator[Reason]:
    """Nobody decides on what they proposed themselves, nor approves it as somebody taken on for it."""
    if is_own:
        yield Reason("own-change", _("You proposed this change. A second person of the office decides on it."))
    elif is_new_here:
        text = _(
            "You got your role after this change was proposed. "
            "Somebody who has been in the office for longer approves it."
        )
        yield Reason("new-here", text)
    elif is_one_hand:
        text = _(
            "You and the person who proposed this came to the office one by the other, or both lately by a third. "
            "Somebody else approves it; where there is nobody else, you may once both roles are 30 days old."
        )
        yield Reason("one-hand", text)


def why_not_withdraw(*, is_own: bool) -> Iterator[Reason]:
    """Only who proposed it takes it back."""
    if not is_own:
        yield Reason("not-own", _("Only who proposed a change takes it back. You may refuse it."))


def _refuse_anchors(text: str) -> None:
    # A few letters with anchors can stand for more text than there is memory.
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise ValueError(_("Write each part out: names with & and * are not read."))
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MOST_DEEP:
            raise ValueError(_("This is nested too deeply. Split the rule."))


def _in_words(place: tuple[int | str, ...], message: str) -> str:
    # Alternatives of a condition stand in the place by the name of their class: nobody wrote these.
    names = [str(part) for part in place if isinstance(part, int) or str(part)[:1].islower()]
    said = message.removeprefix("Value error, ")
    return f"{' → '.join(names)}: {said}" if names else said
