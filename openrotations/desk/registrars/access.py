"""Who reaches which question to a school."""

from uuid import UUID

from django.shortcuts import get_object_or_404

from openrotations.applications.models import SchoolConfirmation
from openrotations.desk.registrars.silence import open_questions_of
from openrotations.schools.models import Registrar


def open_question_of(registrar: Registrar, confirmation_id: UUID) -> SchoolConfirmation:
    """A question that this very registrar was sent and has not answered. Raises Http404 for any other."""
    return get_object_or_404(open_questions_of(registrar), pk=confirmation_id)
