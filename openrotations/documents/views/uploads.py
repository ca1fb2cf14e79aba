"""Sending a file in pieces: the script of the upload page asks where to go on after the line was cut."""

from typing import cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from openrotations.common.refusals import Refused
from openrotations.documents import access, actions
from openrotations.documents.models import Upload
from openrotations.people.access import actor_of
from openrotations.people.guards import PersonRequest, signed_in


@signed_in
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Announce a file of `size` bytes; answers its id."""
    person = cast(PersonRequest, request).user
    stated = request.POST.get("size", "")
    size = int(stated) if stated.isascii() and stated.isdecimal() and len(stated) < 12 else 0
    try:
        return _told(actions.start_upload(person, size, by=actor_of(person), now=timezone.now()))
    except Refused as refused:
        return _refused(refused)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def piece(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """GET: how much has arrived. POST: the next piece, from the byte that `offset` in the address names."""
    person = cast(PersonRequest, request).user
    upload = access.own_upload(person, upload_id)
    stated = request.GET.get("offset", "")
    if request.method != "POST" or not (stated.isascii() and stated.isdecimal() and len(stated) < 12):
        return _told(upload, status=200 if request.method != "POST" else 422)
    try:
        return _told(actions.add_piece(upload, int(stated), request.body, by=actor_of(person), now=timezone.now()))
    except Refused as refused:
        return _refused(refused)


def _told(upload: Upload, status: int = 200) -> JsonResponse:
    return JsonResponse({"id": str(upload.pk), "received": upload.received, "size": upload.size}, status=status)


def _refused(refused: Refused) -> JsonResponse:
    return JsonResponse({"reasons": [str(reason.text) for reason in refused.reasons]}, status=422)
