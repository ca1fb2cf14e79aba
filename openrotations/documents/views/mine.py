"""A person's own papers: what is there, adding one, and taking one back."""

from typing import cast
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openrotations.common.forms import posted, reasons_on
from openrotations.documents import access, actions, queries
from openrotations.documents.forms import PaperForm
from openrotations.documents.guessing import guess_kind
from openrotations.documents.kinds import paper_kinds
from openrotations.documents.models import Document
from openrotations.documents.rules import why_not_withdraw
from openrotations.documents.showing import shown_facts
from openrotations.people.access import actor_of
from openrotations.people.guards import PersonRequest, signed_in


@signed_in
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Every kind of paper, and how the person stands with each."""
    person = cast(PersonRequest, request).user
    rows = queries.papers_of(person)
    context = {"held": [row for row in rows if row.papers], "others": [row for row in rows if not row.papers]}
    return render(request, "documents/mine.html", context)


@signed_in
@require_safe
def document(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """One paper of one's own: its state, what stands on it, its pages."""
    person = cast(PersonRequest, request).user
    found = access.own_document(person, document_id)
    why_not = why_not_withdraw(found.state, was_accepted=found.was_accepted, is_anothers=not found.is_its_owners)
    context = {"document": found, "kind": paper_kinds()[found.kind], "facts": shown_facts(found)}
    context |= {"pages": queries.pages_of(found), "may_withdraw": not any(why_not)}
    return render(request, "documents/document.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Upload a paper, of the kind named or of one yet to be said."""
    return _upload(request, request.GET.get("kind", ""), None)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def replace(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """Upload a paper in the place of one that was refused, runs out, or has changed; beside another's."""
    person = cast(PersonRequest, request).user
    old = access.own_document(person, document_id)
    if not old.is_its_owners and request.method != "POST":
        return redirect(f"{reverse('documents:add')}?{urlencode({'kind': old.kind})}")
    return _upload(request, old.kind, old)


@signed_in
@require_POST
def withdraw(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """Take back a paper that was not accepted, with its files."""
    person = cast(PersonRequest, request).user
    found = access.own_document(person, document_id)
    actions.withdraw_document(found, by=actor_of(person), now=timezone.now())
    messages.success(request, _("The paper and its files are gone."))
    return redirect("documents:mine")


def _upload(request: HttpRequest, key: str, old: Document | None) -> HttpResponse:
    """The page that takes files in. What was sent is kept even when something else is wrong: nothing is sent twice."""
    person, now = cast(PersonRequest, request).user, timezone.now()
    files = request.FILES.getlist("files")
    key = (old.kind if old else "") or request.POST.get("kind", key) or _suggested(request)
    form = PaperForm(posted(request), kind=paper_kinds().get(key), kept=request.POST.getlist("kept"))
    with reasons_on(form):
        form.kept = actions.keep_files(person, form.kept, [file.read() for file in files], by=actor_of(person), now=now)
        if form.is_valid():
            uploads = queries.uploads_of(person, form.kept)
            actions.hand_in_uploads(person, key, uploads, form.said, replaces=old, by=actor_of(person), now=now)
            messages.success(request, _("The paper has arrived. We check the file first, then the office looks at it."))
            return redirect("documents:mine")
    if form.errors and not request.POST.get("kind"):
        form.suggest(key)
    context = {"form": form, "kind": paper_kinds().get(key), "old": old}
    return render(request, "documents/add.html", context, status=422 if form.errors else 200)


def _suggested(request: HttpRequest) -> str:
    """The kind that the names of the files speak of."""
    names = [file.name or "" for file in request.FILES.getlist("files")] + request.POST.getlist("name")
    return next((key for name in names if (key := guess_kind(name))), "")
