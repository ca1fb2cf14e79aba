"""May this happen to a site, a host contact or an agreement, and if not, every reason why. Pure functions."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from openrotations.common.periods import Period
from openrotations.common.refusals import Reason
from openrotations.common.wording import isolated, written_date
from openrotations.hosts.states import AgreementState

# How long before its end the office is warned, in days: once each.
WARNED_AT = (90, 30, 7)


@dataclass(frozen=True)
class HeldLicence:
    """A licence as far as it was told: in which state, from when, until when (its last day).

    `starts_on` None means since ever, `expires_on` None that nobody told the end, which blocks nothing.
    """

    state: str
    expires_on: date | None = None
    starts_on: date | None = None


@dataclass(frozen=True)
class AgreedTime:
    """First and last day of an agreement that is in force; without `ends_on` it has no end."""

    starts_on: date
    ends_on: date | None = None


def why_not_save_site(*, is_listed: bool) -> Iterator[Reason]:
    """A site stands once."""
    if is_listed:
        yield Reason("site-listed", _("This site is already in the list. Open it there and change it."))


def why_not_save_preceptor(*, npi_fault: str, npi_is_taken: bool, site_count: int) -> Iterator[Reason]:
    """An NPI is a possible one and stands once; a preceptor works somewhere."""
    if npi_fault:
        yield Reason("npi-fault", npi_fault)
    if npi_is_taken:
        yield Reason("npi-taken", _("Another preceptor has this NPI. Compare it digit by digit."))
    if site_count == 0:
        yield Reason("no-site", _("Choose at least one site where the preceptor works."))


def why_not_save_coordinator(*, is_listed: bool) -> Iterator[Reason]:
    """An address stands once at a site."""
    if is_listed:
        yield Reason("coordinator-listed", _("This site already has a coordinator with this address."))


def why_not_supervise(
    licences: Collection[HeldLicence],
    *,
    name: str,
    state: str,
    first: date,
    last: date,
    is_listed: bool = False,
) -> Iterator[Reason]:
    """Who supervises holds a licence of the site's state on every day from `first` to `last`.

    What nobody told blocks nothing: no licence at all, or one without its end. Where licences were told, one of the
    site's state must be among them. `is_listed`: the newest check found the preceptor on a list of excluded providers.
    """
    who = {"name": isolated(name)}
    if is_listed:
        text = _("%(name)s stands on a list of excluded providers. Choose another preceptor, or look again.") % who
        yield Reason("preceptor-excluded", text)
    here = [licence for licence in licences if licence.state == state]
    if licences and not here:
        text = _("No licence of %(name)s in the site’s state is known. The office notes it once it is looked up.") % who
        yield Reason("no-licence-here", text)
        return
    held = [(licence.starts_on, licence.expires_on) for licence in here]
    if here and (bare := _first_bare_day(held, first, last)):
        words = {**who, "on": written_date(bare)}
        text = (
            _("%(name)s has no valid licence on %(on)s. A renewed one, somebody else, or other days would do.") % words
        )
        yield Reason("licence-lapsed", text)


def why_not_under_agreement(
    agreements: Iterable[AgreedTime], *, is_needed: bool, site_name: str, first: date, last: date
) -> Iterator[Reason]:
    """Where a site takes students only under an agreement, one is in force on every day from `first` to `last`.

    `agreements` are those of the site that are in force and cover the student's school.
    """
    if not is_needed:
        return
    held = [(agreement.starts_on, agreement.ends_on) for agreement in agreements]
    if not held:
        text = _("%(site)s takes students only under an agreement, and none is in force for this school.")
        yield Reason("no-agreement", text % {"site": isolated(site_name)})
    elif bare := _first_bare_day(held, first, last):
        words = {"site": isolated(site_name), "on": written_date(bare)}
        text = _("No agreement with %(site)s is in force on %(on)s. Renew it, or choose other days.") % words
        yield Reason("agreement-ends", text)


def warning_due(*, today: date, ends_on: date | None, warned_days: int | None) -> int | None:
    """Which warning (90, 30 or 7 days before the end) is to be given now; None for none, or when it was given.

    Whoever is late gets the latest warning alone, not the ones that were missed. After the end there is none.
    """
    if ends_on is None or ends_on < today:
        return None
    left = (ends_on - today).days
    due = min((days for days in WARNED_AT if left <= days), default=None)
    return due if due is not None and (warned_days is None or due < warned_days) else None


def why_not_save_credential(*, is_listed: bool) -> Iterator[Reason]:
    """A licence or certification stands once for a preceptor."""
    if is_listed:
        yield Reason("credential-listed", _("This preceptor has it already. Change it there."))


def why_not_keep(*, is_harmful: bool) -> Iterator[Reason]:
    """A harmful file is not kept."""
    if is_harmful:
        yield Reason("harmful-file", _("The scanner found this file harmful, so it is not kept. Ask for another copy."))


def why_not_change_agreement(*, state: str) -> Iterator[Reason]:
    """Only a draft is changed."""
    if state != AgreementState.DRAFTED:
        yield Reason("not-a-draft", _("This agreement is no longer a draft."))


def why_not_add_signatory(*, is_listed: bool, party: str, has_school: bool) -> Iterator[Reason]:
    """An address signs once, and a school only what names it."""
    if is_listed:
        yield Reason("signatory-listed", _("Somebody with this address signs already."))
    if party == "school" and not has_school:
        yield Reason("no-school", _("This agreement names no school. Choose the school in the draft first."))


def why_not_ask(*, state: str, is_signed: bool) -> Iterator[Reason]:
    """Whoever has not signed an agreement that is out can be asked again."""
    if state != AgreementState.OUT:
        yield Reason("not-out", _("This agreement does not wait for signatures now."))
    if is_signed:
        yield Reason("signed-already", _("They have signed already."))


def why_not_send_agreement(
    *,
    state: str,
    has_text: bool,
    parties: Collection[str],
    unreachable: Collection[str],
    has_school: bool,
    is_document_clean: bool = True,
) -> Iterator[Reason]:
    """There is something to sign, every party has somebody who signs, and all can be written to."""
    yield from why_not_change_agreement(state=state)
    if not has_text:
        yield Reason("no-text", _("Write the terms, or upload the document, before anybody signs."))
    if not is_document_clean:
        text = _("The document is still being checked, or was refused. Wait a moment, or upload it anew.")
        yield Reason("document-not-clean", text)
    for party, text in (
        ("programme", _("Name who signs for the programme.")),
        ("site", _("Name who signs for the site.")),
        ("school", _("Name who signs for the school.")),
    ):
        if party not in parties and (party != "school" or has_school):
            yield Reason(f"nobody-for-{party}", text)
    for name in unreachable:
        words = {"name": isolated(name)}
        yield Reason("not-reachable", _("Confirm the e-mail address of %(name)s first.") % words)


def why_not_sign(*, state: str, is_signed: bool, agrees: bool, seen_sha256: str, sha256: str) -> Iterator[Reason]:
    """A signature stands under the text that was shown, once, with the statement ticked."""
    if is_signed:
        yield Reason("signed-already", _("You have signed this agreement."))
    elif state != AgreementState.OUT:
        yield Reason("not-out", _("This agreement does not wait for signatures now."))
    if not agrees:
        yield Reason("no-statement", _("Tick the statement above your name."))
    if seen_sha256 != sha256:
        yield Reason("another-text", _("The text has changed since you opened the page. Read it again, then sign."))


def why_not_take_back(*, state: str, signed: int) -> Iterator[Reason]:
    """What somebody has signed is not changed under their name."""
    if state != AgreementState.OUT:
        yield Reason("not-out", _("This agreement does not wait for signatures now."))
    if signed:
        yield Reason("somebody-signed", _("Somebody has signed it. End it, and write a new one."))


def why_not_end(*, because: str) -> Iterator[Reason]:
    """An agreement ends with a reason."""
    if not because.strip():
        yield Reason("no-reason", _("Say why it ends."))


def _first_bare_day(held: Iterable[tuple[date | None, date | None]], first: date, last: date) -> date | None:
    """The first day from `first` to `last` that none of these times covers; None when all are covered."""
    covered = [
        Period(starts_on or date.min, ends_on or date.max)
        for starts_on, ends_on in held
        if (starts_on or date.min) <= (ends_on or date.max)
    ]
    day = first
    for period in sorted(covered):
        if period.first <= day <= period.last:
            if period.last >= last:
                return None
            day = period.last + timedelta(days=1)
    return day
