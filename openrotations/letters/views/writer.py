"""What a writer does by signed link: answer, write, look at the PDF, sign, say that it is handed over."""

from datetime import datetime
from typing import Any, cast

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openrotations.common.actors import Actor
from openrotations.common.pdf.answers import pdf_answer
from openrotations.common.refusals import Refused
from openrotations.letters import access, actions, queries
from openrotations.letters.drafts import Draft, opened_draft
from openrotations.letters.forms import AnswerForm, DraftForm, SignForm
from openrotations.letters.models import LetterRequest
from openrotations.letters.printing import letter_name, letter_pdf
from openrotations.letters.rules import READABLE, WRITABLE
from openrotations.letters.states import LetterState
from openrotations.letters.wordings import waivers, writing_prompts
from openrotations.people.guards import LinkRequest, by_link


@by_link("letter")
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest) -> HttpResponse:
    """Who asks, and the writer's answer: agree, decline kindly, or suggest somebody else."""
    wanted, by = _asked(request)
    if wanted.state != LetterState.ASKED:
        return redirect("letters:write", token=_token(request))
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            _give_answer(wanted, form.cleaned_data, by=by, now=timezone.now())
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error("note", str(reason.text))
        else:
            return redirect("letters:write", token=_token(request))
    context = {**_context(request, wanted), "form": form}
    return render(request, "letters/answer.html", context, status=422 if form.errors else 200)


@by_link("letter")
@require_safe
def write(request: HttpRequest) -> HttpResponse:
    """The editor with its evidence; after signing, the file and what to do with it."""
    wanted, _by = _asked(request)
    if wanted.state == LetterState.ASKED:
        return redirect("letters:answer", token=_token(request))
    if wanted.state not in WRITABLE:
        return render(request, "letters/finished.html", _context(request, wanted))
    kept = opened_draft(getattr(wanted, "letter", None)) or _first_draft(wanted)
    form = SignForm(initial=kept.__dict__)
    return render(request, "letters/write.html", _writing(request, wanted, form))


@by_link("letter")
@require_POST
def draft(request: HttpRequest) -> HttpResponse:
    """Keep what is typed: by itself while typing, or by a button, which may lead on to the preview."""
    wanted, by = _asked(request)
    form = DraftForm(request.POST)
    if not form.is_valid():
        # The signature is not kept with a draft, so it is not missed here either.
        return render(request, "letters/write.html", _writing(request, wanted, form), status=422)
    actions.keep_draft(wanted, form.draft, by=by, now=timezone.now())
    if request.headers.get("X-Autosave"):
        return HttpResponse(status=204)
    return redirect("letters:preview" if "preview" in request.POST else "letters:write", token=_token(request))


@by_link("letter")
@require_safe
def preview(request: HttpRequest) -> FileResponse:
    """The PDF as it will be, or as it was signed."""
    wanted, by = _asked(request)
    now = timezone.now()
    if wanted.state in READABLE:
        content = actions.open_letter(wanted, by=by, now=now)
    else:
        kept = opened_draft(getattr(wanted, "letter", None)) or _first_draft(wanted)
        content = letter_pdf(wanted, kept, signed_as="", now=now)
    return pdf_answer(content, letter_name(wanted.pk), as_attachment="download" in request.GET)


@by_link("letter")
@require_POST
def sign(request: HttpRequest) -> HttpResponse:
    """Make the letter final."""
    wanted, by = _asked(request)
    form = SignForm(request.POST)
    if form.is_valid():
        try:
            signed_as = form.cleaned_data["signed_as"]
            actions.sign_letter(wanted, form.draft, signed_as=signed_as, by=by, now=timezone.now())
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error(None, str(reason.text))
        else:
            return redirect("letters:write", token=_token(request))
    return render(request, "letters/write.html", _writing(request, wanted, form), status=422)


@by_link("letter")
@require_POST
def hand_over(request: HttpRequest) -> HttpResponse:
    """The writer says that the letter is uploaded."""
    wanted, by = _asked(request)
    actions.hand_over_letter(wanted, by=by, now=timezone.now())
    messages.success(request, _("Thank you. The student reads that the letter is handed over."))
    return redirect("letters:write", token=_token(request))


def _asked(request: HttpRequest) -> tuple[LetterRequest, Actor]:
    link = cast(LinkRequest, request).link
    return access.request_of_link(link), link.actor


def _token(request: HttpRequest) -> str:
    match = request.resolver_match
    assert match is not None
    return str(match.kwargs["token"])


def _give_answer(wanted: LetterRequest, values: dict[str, Any], *, by: Actor, now: datetime) -> None:
    if values["answer"] == "agree":
        actions.agree_to_write(wanted, by=by, now=now)
    elif values["answer"] == "decline":
        actions.decline_to_write(wanted, values["note"], by=by, now=now)
    else:
        actions.suggest_another_writer(wanted, values["note"], by=by, now=now)


def _first_draft(wanted: LetterRequest) -> Draft:
    """What is known before a word is written. No sentence of a letter is ever suggested."""
    preceptor = wanted.writer
    return Draft(title=preceptor.title, email=preceptor.email)


def _context(request: HttpRequest, wanted: LetterRequest) -> dict[str, Any]:
    placement = wanted.placement
    return {
        "token": _token(request),
        "wanted": wanted,
        "placement": placement,
        "student": placement.student,
        "preceptor": wanted.writer,
        "site": placement.offering.site,
        "dates": placement.dates,
        "waiver_statement": waivers()[wanted.waiver_text].printed(is_waived=wanted.is_waived),
    }


def _writing(request: HttpRequest, wanted: LetterRequest, form: DraftForm) -> dict[str, Any]:
    return {
        **_context(request, wanted),
        "form": form,
        "evidence": queries.evidence_for(wanted),
        "prompts": writing_prompts(),
        "only_observed": not wanted.placement.offering.hands_on,
    }
