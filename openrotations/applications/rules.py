"""May this happen to a window, a school's answer or an application? Every reason why not. Pure functions."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from django.utils.translation import gettext as _

from openrotations.applications.states import APPLICATION_MOVES, EDITABLE, RELIED_ON
from openrotations.common.periods import Period
from openrotations.common.refusals import Reason
from openrotations.rulebook.queries import Answer, Finding, Verdict

FEW_DAYS = timedelta(days=3)
MOST_WINDOWS = 12
MOST_CHOICES = 20
# A seat that is taken meanwhile does not make a student less eligible: the round decides about seats.
NOT_ABOUT_THE_STUDENT = frozenset({"choices-available"})


def why_not_change_facts(*, states: Iterable[str]) -> Iterator[Reason]:
    """What an application that was handed in rests on stays as it is until it comes back."""
    if any(state in RELIED_ON for state in states):
        text = _("Your application rests on this. Write to the office, or withdraw it, before you change it.")
        yield Reason("application-relies", text, "student")


def why_not_add_window(*, period: Period, overlaps: bool, count: int, today: date) -> Iterator[Reason]:
    """A window lies ahead and does not overlap another one."""
    if period.last < today:
        yield Reason("window-past", _("These dates are over. Choose dates that lie ahead."), "student")
    if period.days > 366:
        yield Reason("window-long", _("A window is at most one year long. Choose the dates more closely."), "student")
    if overlaps:
        text = _("These dates overlap another window of yours. Remove that one, or change these dates.")
        yield Reason("window-overlaps", text, "student")
    if count >= MOST_WINDOWS:
        yield Reason("windows-many", _("You have stated enough windows. Remove one first."), "student")


def why_not_ask_school(
    *,
    is_enrolled: bool,
    is_confirmed: bool,
    window_count: int,
    waiting_count: int,
    asked_on: date | None,
    today: date,
    has_left: bool = False,
) -> Iterator[Reason]:
    """A school is asked about something, not every day, and not by somebody who is there no more."""
    if has_left:
        text = _("This person no longer works at your school. Name somebody else.")
        yield Reason("registrar-left", text, "student")
    if is_enrolled and window_count == 0:
        yield Reason("no-window", _("State a window first. Your school answers everything at once."), "student")
    elif is_confirmed and waiting_count == 0:
        yield Reason("nothing-to-ask", _("Your school has answered everything. There is nothing to ask."), "student")
    if asked_on and today < asked_on + FEW_DAYS:
        text = _("Your school was asked less than three days ago. Give it a little more time.")
        yield Reason("asked-lately", text, "registrar")


def why_not_answer_school(*, is_answered: bool, is_own_school: bool) -> Iterator[Reason]:
    """A school answers a question once, and only about its own students."""
    if is_answered:
        text = _("This question is answered already. Write to the programme office to correct the answer.")
        yield Reason("answered", text, "registrar")
    if not is_own_school:
        yield Reason(
            "other-school", _("The student names another school now. There is nothing to answer."), "registrar"
        )


def why_not_exempt(*, because: str, has_one: bool) -> Iterator[Reason]:
    """An exception says why, and is recorded once."""
    if len(because.strip()) < 5:
        yield Reason("no-reason", _("Say why, in a few words."))
    if has_one:
        yield Reason("exempt-already", _("There is an exception already. Take it back before you record another."))


def why_not_start(*, has_open: bool) -> Iterator[Reason]:
    """One application at a time."""
    if has_open:
        yield Reason("application-open", _("You have an open application already."), "student")


def why_not_edit(*, state: str) -> Iterator[Reason]:
    """Choices change only before the application is handed in, or after it came back."""
    if state not in EDITABLE:
        text = _("Your application is handed in. The office can return it to you if something must change.")
        yield Reason("not-editable", text, "office")


def why_not_friend(*, friend_email: str, own_address: str) -> Iterator[Reason]:
    """A friend is somebody else."""
    if friend_email and friend_email == own_address:
        yield Reason("friend-self", _("This is your own address. Give your friend's, or leave it empty."), "student")


def why_not_add_choice(*, is_listed: bool, count: int) -> Iterator[Reason]:
    """A choice stands once on a list of reasonable length."""
    if is_listed:
        yield Reason("choice-listed", _("This choice is on your list already."), "student")
    if count >= MOST_CHOICES:
        text = _("A list holds at most %(most)s choices. Take one off first.") % {"most": MOST_CHOICES}
        yield Reason("choices-many", text, "student")


def why_not_submit(answer: Answer, *, state: str) -> Iterator[Reason]:
    """Every finding that stands in the way. What the office must find out does not: it is looked up meanwhile."""
    if not APPLICATION_MOVES.allows(state, "submitted"):
        yield Reason("handed-in", _("Your application is handed in already."), "student")
    yield from (reason_of(finding) for finding in answer.findings if stands_in_the_way(finding))


def stands_in_the_way(finding: Finding) -> bool:
    """Whether the finding keeps an application from being handed in.

    A no does. What is open does where it is needed by now, unless the office must find it out.
    """
    if not finding.decides or finding.verdict in (Verdict.YES, Verdict.NO):
        return finding.decides and finding.verdict == Verdict.NO
    is_for_office = finding.verdict == Verdict.CANNOT_TELL and finding.who == "office"
    return finding.needed_by == "submission" and not is_for_office


def keeps_from_deciding(finding: Finding) -> bool:
    """Whether the office cannot call the application eligible: it is a no, or open and needed by now."""
    is_open = finding.verdict not in (Verdict.YES, Verdict.NO) and finding.needed_by == "submission"
    counts = finding.decides and finding.rule not in NOT_ABOUT_THE_STUDENT
    return counts and (finding.verdict == Verdict.NO or is_open)


def why_not_decide(answer: Answer, *, state: str, decision: str, note: str) -> Iterator[Reason]:
    """A decision is possible in this state, says why when it is no, and an eligible student has no open finding."""
    if not APPLICATION_MOVES.allows(state, decision):
        yield Reason("not-decidable", _("This decision is not possible in the application's present state."))
    if decision in ("returned", "not_eligible") and len(note.strip()) < 5:
        yield Reason("no-note", _("Say why, so that the student knows what to do."))
    if decision == "eligible":
        yield from (reason_of(finding) for finding in answer.findings if keeps_from_deciding(finding))


def why_not_withdraw(*, state: str) -> Iterator[Reason]:
    """What has ended cannot be taken back."""
    if not APPLICATION_MOVES.allows(state, "withdrawn"):
        yield Reason("withdrawn", _("This application has been withdrawn already."), "student")


def reason_of(finding: Finding) -> Reason:
    """A finding as a reason: about which choice, why, and what would change it."""
    about = f"{finding.about}: " if finding.about else ""
    text = f"{about}{finding.because} {finding.would_change}".strip()
    return Reason(finding.rule, text, finding.who, finding.source)
