"""Who reaches which form that is signed by hand."""

from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from openrotations.desk.access import placement_and_side
from openrotations.desk.blank_forms.queries import forms_of
from openrotations.desk.models import BlankForm
from openrotations.hosts.models import Site
from openrotations.people.models import Person
from openrotations.placements.models import Placement


def form_for_office(form_id: UUID) -> BlankForm:
    """A form that is in use, for staff."""
    return get_object_or_404(
        BlankForm.objects.select_related("site", "school", "blank__checked"), pk=form_id, ended_at=None
    )


def has_fields(form_id: UUID) -> bool:
    """Whether the blank that was uploaded has fields to fill in."""
    return bool(form_for_office(form_id).fields)


def form_of_placement(person: Person, placement_id: UUID, form_id: UUID) -> tuple[BlankForm, Placement]:
    """A form and the placement it is printed for, for its student or the office. 404 for any other's."""
    placement, _side = placement_and_side(person, placement_id)
    return get_object_or_404(forms_of(placement), pk=form_id), placement


def site_or_none(site_id: str) -> Site | None:
    """The site named in an address; None where none is named. 404 for one that is not there."""
    if not site_id:
        return None
    try:
        return get_object_or_404(Site, pk=UUID(site_id))
    except ValueError as error:
        raise Http404 from error
