"""A letter of invitation as a PDF, with the address where anybody checks it."""

from django.conf import settings
from django.urls import reverse

from openrotations.common.pdf import render_pdf
from openrotations.desk.models import Invitation
from openrotations.records.printing import qr_svg

TEMPLATE = "desk/typst/invitation.typ"


def invitation_address(invitation: Invitation) -> str:
    """The whole address where anybody checks this letter."""
    return f"{settings.PUBLIC_URL}{reverse('desk:invitation_checked', args=[invitation.code])}"


def invitation_pdf(invitation: Invitation) -> bytes:
    """The letter on US Letter paper, in English; the same bytes every time.

    A character that no font here has stands as an empty square, and the letter says so.
    """
    address = invitation_address(invitation)
    values = {**invitation.content, "check_address": address, "qr": qr_svg(address)}
    return render_pdf(TEMPLATE, values, at=invitation.signed_at, blank_missing=True)
