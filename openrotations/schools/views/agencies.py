"""The table of agencies, with its dates, its sources, and what it does not say."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from openrotations.people.guards import office
from openrotations.schools.agencies import agency_table
from openrotations.schools.views.crumbs import crumbs_to


@office
@require_safe
def agencies(request: HttpRequest) -> HttpResponse:
    """Every agency in the table: for which countries, until when, from which source; confirmed today or not."""
    table, today = agency_table(), timezone.localdate()
    rows = [(agency, agency.is_confirmed(today)) for agency in table.agencies]
    context = {"rows": rows, "table": table, "crumbs": crumbs_to(_("Agencies"))}
    return render(request, "schools/agencies.html", context)
