"""Who reaches which evaluation."""

from uuid import UUID

from django.http import Http404

from openrotations.evaluations.models import Evaluation
from openrotations.evaluations.queries import latest_version, with_everybody
from openrotations.people.models import Person, SignedLink


def evaluation_by_link(link: SignedLink) -> Evaluation:
    """The latest version of the evaluation that this link asks this preceptor for. Raises Http404."""
    found = with_everybody().filter(pk=link.subject_id, author=Evaluation.Author.PRECEPTOR).first()
    if found is None or found.evaluator.pk != link.holder_id:
        raise Http404
    return latest_version(found)


def own_self_assessment(person: Person, evaluation_id: UUID) -> Evaluation:
    """The student's own self-assessment. Raises Http404 for anything else."""
    found = (
        with_everybody()
        .filter(pk=evaluation_id, author=Evaluation.Author.STUDENT, placement__student__person=person)
        .first()
    )
    if found is None:
        raise Http404
    return latest_version(found)


def own_result(person: Person, evaluation_id: UUID) -> Evaluation:
    """A preceptor's submitted evaluation of this student. Raises Http404 for anything else."""
    found = (
        with_everybody()
        .filter(
            pk=evaluation_id,
            author=Evaluation.Author.PRECEPTOR,
            state="submitted",
            placement__student__person=person,
        )
        .first()
    )
    if found is None:
        raise Http404
    return found
