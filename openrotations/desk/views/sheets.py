"""PLACEHOLDER by the lead so that the desk's addresses load; the import helper overwrites this file."""

from django.http import Http404, HttpRequest, HttpResponse

from openrotations.people.guards import office


@office
def import_sheets(request: HttpRequest) -> HttpResponse:
    raise Http404


@office
def export(request: HttpRequest) -> HttpResponse:
    raise Http404


@office
def export_sheet(request: HttpRequest, kind: str, form: str) -> HttpResponse:
    raise Http404
