"""May a host sign a letter of invitation, and does one still hold? Pure functions."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from openrotations.common.refusals import Reason
from openrotations.placements.states import PlacementState

MAY_INVITE = (PlacementState.CONFIRMED, PlacementState.CLEARED)
STANDS = (*MAY_INVITE, PlacementState.ACTIVE, PlacementState.COMPLETED)
# What the letter says of the placement itself. When one of these changes, the letter is no longer true.
OF_THE_PLACEMENT = ("student", "school", "dates", "site", "address", "title", "participation", "preceptor")
# What the school has said, as long as it says so still: a word given later makes no letter out of date.
OF_THE_SCHOOL = ("school_enrolled", "school_approved")
ASK_AGAIN_HOURS = 24


def why_not_invite(*, state: str, is_graduate: bool, hands_on: bool) -> Iterator[Reason]:
    """A letter says what is arranged: once the host has confirmed, and before the rotation begins."""
    if state not in MAY_INVITE:
        yield Reason("not-confirmed", _("A letter is signed once you have confirmed, and before day one."), "host")
    if is_graduate and hands_on:
        text = _("This is a hands-on rotation of a graduate. The office looks at it first; write to us.")
        yield Reason("graduate-hands-on", text, "office", "INS letter on foreign medical graduates (AILA)")


def why_not_sign(*, signed_as: str, title: str) -> Iterator[Reason]:
    """Whoever signs says who they are."""
    if len(signed_as.strip()) < 3 or not title.strip():
        yield Reason("no-name", _("Write your name and your position, as they shall stand under the letter."), "host")


def why_not_ask(*, state: str, has_letter: bool, has_host: bool, asked_lately: bool) -> Iterator[Reason]:
    """A student asks once a day, while there is a host to ask and no letter yet."""
    if state not in MAY_INVITE:
        yield Reason("not-confirmed", _("The letter can be asked for once the host has confirmed, and before day one."))
    elif has_letter:
        yield Reason("has-letter", _("The letter is signed already."))
    elif not has_host:
        yield Reason("no-host", _("Nobody at the site can be written to. The office mends that; write to us."))
    elif asked_lately:
        yield Reason("asked", _("The host was asked within the last day. Give them some time."), "student")


def counsel_is_needed(*, is_student: bool, hands_on: bool, has_us_school: bool | None) -> bool:
    """Whether the office should ask counsel: the text on clerkships names hospitals of US medical schools only.

    Source: 9 FAM 402.2-5(E)(3). The letter itself says nothing about visas.
    """
    return is_student and hands_on and has_us_school is not True


def differences(signed: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """Which of the things that the letter says of the placement are otherwise now."""
    taken_back = [name for name in OF_THE_SCHOOL if signed.get(name) and not now.get(name)]
    return [name for name in OF_THE_PLACEMENT if signed.get(name) != now.get(name)] + taken_back
