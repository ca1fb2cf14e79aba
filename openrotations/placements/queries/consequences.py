"""A request's consequences in sentences, shown before anything is saved: to the student and to the office alike."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openrotations.common.refusals import Reason
from openrotations.common.wording import as_zone, written_date, written_moment, written_money, written_period
from openrotations.office.queries import the_programme
from openrotations.placements import rules
from openrotations.placements.models import Placement
from openrotations.placements.queries import seats
from openrotations.placements.queries.approvals import approves_each
from openrotations.placements.queries.requests import Change, Wish, change_of
from openrotations.placements.queries.waiting import count_waiting
from openrotations.placements.states import PlacementState, RequestKind

_HOST_SAID_YES = (PlacementState.CONFIRMED, PlacementState.CLEARED, PlacementState.ACTIVE)


@dataclass(frozen=True)
class Line:
    """One consequence: what it is about, the sentence, and whether it stands in the way."""

    term: str
    text: str
    is_problem: bool = False


@dataclass(frozen=True)
class Consequences:
    """Everything a wish would bring. `senseless` are reasons why it cannot even be asked; `change` is the new dates."""

    lines: list[Line]
    change: Change | None = None
    senseless: tuple[Reason, ...] = ()

    @property
    def can_be_granted(self) -> bool:
        """Whether nothing stands in the way."""
        return self.change is None or not self.change.reasons


def consequences_of(placement: Placement, wish: Wish, now: datetime) -> Consequences:
    """What would come of this wish as things are now. Saves nothing."""
    if wish.kind == RequestKind.WITHDRAW:
        return Consequences([*_of_withdrawal(placement), _decides()])
    if wish.wanted is None:
        until, today = wish.look_again_on, seats.today_at(placement.opening, now)
        senseless = tuple(rules.why_not_uncertain_until(until, today=today))
        return Consequences([*_of_uncertainty(placement, until), _decides()], senseless=senseless)
    change = change_of(placement, wish.kind, wish.wanted, now)
    senseless = tuple(reason for reason in change.reasons if reason.code in _SENSELESS)
    return Consequences([*_of_change(placement, change, now), _decides()], change, senseless)


_SENSELESS = {"not-later", "not-shorter", "not-longer", "running", "has-begun"}


def _of_change(placement: Placement, change: Change, now: datetime) -> Iterator[Line]:
    old, new = placement.dates, change.period
    weeks = ngettext("%(n)d week", "%(n)d weeks", new.weeks) % {"n": new.weeks}
    words = {"new": written_period(new.first, new.last), "weeks": weeks, "old": written_period(old.first, old.last)}
    yield Line(_("Dates"), _("%(new)s, %(weeks)s, instead of %(old)s.") % words)
    yield _about_seat(change)
    yield _about_window(placement, change)
    yield from _about_offering(change)
    yield _about_price(placement, change)
    yield _about_host(placement, change)
    if not change.keeps_seat:
        yield from _about_loss(placement, now)


def _about_seat(change: Change) -> Line:
    if change.has(rules.OUTSIDE_OPENING.code):
        return Line(_("Seat"), _("This offering is not open on all of these dates."), is_problem=True)
    if change.has(rules.NO_SEAT_LEFT.code):
        return Line(_("Seat"), _("Every seat is taken on these dates."), is_problem=True)
    if change.keeps_seat:
        return Line(_("Seat"), _("The seat stays the student's own on these dates."))
    return Line(_("Seat"), _("A seat is free on these dates. It is not held while the office decides."))


def _about_window(placement: Placement, change: Change) -> Line:
    if change.has(rules.OUTSIDE_WINDOWS.code):
        text = _("Outside the windows that the school has approved. The school has to approve a longer one first.")
        return Line(_("School"), text, is_problem=True)
    if approves_each(placement.student) and not placement.dates.contains(change.period):
        return Line(_("School"), _("Inside an approved window. The school approves each placement: it is asked again."))
    return Line(_("School"), _("Inside an approved window. The school is not asked again."))


def _about_offering(change: Change) -> Iterator[Line]:
    """Whatever else stands in the way, in the rules' own words."""
    told = {rules.NO_SEAT_LEFT.code, rules.OUTSIDE_WINDOWS.code, rules.OUTSIDE_OPENING.code} | _SENSELESS
    for reason in change.reasons:
        if reason.code not in told:
            yield Line(_("Offering"), str(reason.text), is_problem=True)


def _about_price(placement: Placement, change: Change) -> Line:
    before, after = placement.price, change.price
    words = {"after": written_money(after, "USD"), "difference": written_money(abs(after - before), "USD")}
    if after > before:
        text = _("%(after)s in all: %(difference)s more than now.")
    elif after < before:
        text = _("%(after)s in all: %(difference)s less than now.")
    else:
        text = _("%(after)s in all, as now.")
    return Line(_("Price"), text % words)


def _about_host(placement: Placement, change: Change) -> Line:
    site = {"site": placement.offering.site.name}
    if placement.state == PlacementState.OFFERED:
        return Line(_("Host"), _("The host is asked once the student has accepted."))
    if placement.state == PlacementState.ACTIVE:
        return Line(_("Host"), _("The office asks %(site)s before it grants this.") % site)
    if change.keeps_seat:
        return Line(_("Host"), _("%(site)s is told, and is not asked again.") % site)
    days = the_programme().host_answer_days
    said_yes = _("%(site)s said yes to the old dates. It must confirm the new ones, and has %(n)d working days.")
    asked = _("%(site)s is asked about the new dates, and has %(n)d working days.")
    return Line(_("Host"), (said_yes if placement.state in _HOST_SAID_YES else asked) % (site | {"n": days}))


def _about_loss(placement: Placement, now: datetime) -> Iterator[Line]:
    dates = placement.dates
    old = {"old": written_period(dates.first, dates.last)}
    yield Line(
        _("What is lost"),
        _("Once granted, the seat on %(old)s goes to others at once. It cannot be had back.") % old,
    )
    if placement.state in _HOST_SAID_YES:
        yield Line(_("Tasks"), _("Tasks before day one start anew for the new dates."))
    if placement.state == PlacementState.OFFERED and placement.held_until:
        until = {"moment": written_moment(placement.held_until, as_zone(placement.offering.site.time_zone))}
        yield Line(_("The offer"), _("It still runs out on %(moment)s: asking does not hold it longer.") % until)


def _of_withdrawal(placement: Placement) -> Iterator[Line]:
    site = {"site": placement.offering.site.name}
    yield Line(_("What is lost"), _("The seat goes to others at once, and cannot be had back."))
    if waiting := count_waiting(placement.opening):
        text = ngettext(
            "%(n)d student waits for this opening.", "%(n)d students wait for this opening.", waiting
        )  # fmt: skip
        yield Line(_("Who is next"), text % {"n": waiting})
    if placement.host_asked_at:
        yield Line(_("Host"), _("%(site)s is told at once.") % site)
    yield Line(_("Application"), _("It goes back on the waiting list, unless it has another place."))
    yield Line(_("Refund"), the_programme().refund_policy)


def _of_uncertainty(placement: Placement, until: date | None) -> Iterator[Line]:
    yield Line(_("Dates"), _("They stay as they are, and so do seat, price and tasks."))
    told = _("Student, host and office read on the placement until when the arrival is uncertain.")
    if until:
        told = _("Student, host and office read “Arrival uncertain until %(day)s”.") % {"day": written_date(until)}
    yield Line(_("Who is told"), told)
    yield Line(_("Then"), _("The office looks again on that day. New dates can be asked for at any time."))
    if until and until >= placement.dates.first:
        text = _("Day one comes before that day. Ask for later dates as well, so that the seat is not lost.")
        yield Line(_("Day one"), text)


def _decides() -> Line:
    return Line(_("Who decides"), _("The office. Until it has decided, nothing changes."))
