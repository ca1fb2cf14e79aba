"""The office's review of papers: the queue, one paper side by side with its facts, and the decision."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from openrotations.common.forms import reasons_on
from openrotations.documents import access, actions, queries, scanning
from openrotations.documents.forms import FactsForm, RefuseForm
from openrotations.documents.kinds import paper_kinds
from openrotations.documents.models import Document
from openrotations.documents.showing import shown_facts
from openrotations.documents.views.files import put_on_record
from openrotations.people.access import actor_of
from openrotations.people.guards import PersonRequest, office

_MOST_SHOWN = 200


@office
@require_safe
def queue(request: PersonRequest) -> HttpResponse:
    """Papers that wait for a decision, the longest waiting first."""
    waiting = queries.waiting_for_review(request.user.pk)
    shown = list(waiting[:_MOST_SHOWN])
    context = {
        "waiting": queries.titled(shown),
        "count": len(shown) if len(shown) < _MOST_SHOWN else waiting.count(),
        "checking": queries.still_checking().count(),
        "stuck": queries.titled(queries.stuck()[:_MOST_SHOWN]),
        "stuck_evidence": queries.stuck_evidence()[:_MOST_SHOWN],
        "scanner": scanning.scanner(),
    }
    return render(request, "documents/queue.html", context)


@office
@require_safe
def papers_of(request: PersonRequest, person_id: UUID) -> HttpResponse:
    """Every paper of one person, as the office finds it from their page."""
    person = access.office_person(person_id)
    context = {"person": person, "held": queries.titled(queries.documents_of(person))}
    return render(request, "documents/papers_of.html", context)


@office
@require_safe
def review(request: PersonRequest, document_id: UUID) -> HttpResponse:
    """One paper beside what its owner stated of it."""
    document = access.office_document(document_id)
    put_on_record(document, request.user)
    form = FactsForm(kind=paper_kinds()[document.kind], document=document)
    return _page(request, document, form, RefuseForm())


@office
@require_POST
def accept(request: PersonRequest, document_id: UUID) -> HttpResponse:
    """Accept it with the facts as read, and go on to the next."""
    document = access.office_document(document_id)
    form = FactsForm(request.POST, kind=paper_kinds()[document.kind], document=document)
    if form.is_valid():
        with reasons_on(form):
            accepted = actions.accept_document(document, form.said, by=actor_of(request.user), now=timezone.now())
            return _go_on(request, document, _said_of(accepted, was_looked_at=document.reviewed_at is not None))
    return _page(request, document, form, RefuseForm())


@office
@require_POST
def refuse(request: PersonRequest, document_id: UUID) -> HttpResponse:
    """Refuse it with a reason, and go on to the next."""
    document, form = access.office_document(document_id), RefuseForm(request.POST)
    if form.is_valid():
        with reasons_on(form):
            because = form.cleaned_data["because"]
            actions.refuse_document(document, because, by=actor_of(request.user), now=timezone.now())
            return _go_on(request, document, _("Refused. The student reads your reason."))
    facts = FactsForm(kind=paper_kinds()[document.kind], document=document)
    return _page(request, document, facts, form)


@office
@require_POST
def check_again(request: PersonRequest, document_id: UUID) -> HttpResponse:
    """Have a paper checked anew that the program gave up."""
    document = access.office_document(document_id)
    actions.recheck_document(document, by=actor_of(request.user), now=timezone.now())
    messages.success(request, _("The program checks it again. It comes back here if that fails."))
    return redirect("documents:queue")


@office
@require_POST
def check_evidence_again(request: PersonRequest, checked_id: UUID) -> HttpResponse:
    """Have a file kept as evidence checked anew that the program gave up."""
    actions.recheck_evidence(access.stuck_file(checked_id), by=actor_of(request.user), now=timezone.now())
    messages.success(request, _("The program checks it again. It comes back here if that fails."))
    return redirect("documents:queue")


@office
@require_POST
def give_up_evidence(request: PersonRequest, checked_id: UUID) -> HttpResponse:
    """Say of such a file that it cannot be read."""
    actions.give_up_evidence(access.stuck_file(checked_id), by=actor_of(request.user), now=timezone.now())
    messages.success(request, _("The file counts as unreadable. Where it was kept, the page asks for another."))
    return redirect("documents:queue")


@office
@require_POST
def reopen(request: PersonRequest, document_id: UUID) -> HttpResponse:
    """Look again at an accepted paper."""
    document = access.office_document(document_id)
    actions.reopen_document(document, by=actor_of(request.user), now=timezone.now())
    return redirect("documents:review", document_id=document.pk)


def _said_of(document: Document, *, was_looked_at: bool) -> str:
    """What came of a look, in words for whoever took it."""
    if document.state == "accepted":
        return _("Accepted.")
    if was_looked_at:
        return _("You read it otherwise than the first look. Yours is the first now; somebody else looks again.")
    return _("Noted. Somebody else takes the second look.")


def _go_on(request: PersonRequest, document: Document, done: str) -> HttpResponse:
    messages.success(request, done)
    following = queries.next_for_review(request.user.pk, document)
    return redirect("documents:review", document_id=following.pk) if following else redirect("documents:queue")


def _page(request: PersonRequest, document: Document, facts: FactsForm, refusal: RefuseForm) -> HttpResponse:
    following = queries.next_for_review(request.user.pk, document)
    context = {
        "document": document,
        "kind": paper_kinds()[document.kind],
        "pages": queries.pages_of(document),
        "facts": shown_facts(document),
        "facts_form": facts,
        "refuse_form": refusal,
        "form": refusal if refusal.errors else facts,
        "before": queries.before_for_review(request.user.pk, document),
        "following": following,
        "is_own": document.person_id == request.user.pk,
        "is_mine_first": document.reviewed_by_id == request.user.pk,
        "left": queries.waiting_for_review(request.user.pk).count(),
    }
    has_errors = bool(facts.errors or refusal.errors)
    return render(request, "documents/review.html", context, status=422 if has_errors else 200)
