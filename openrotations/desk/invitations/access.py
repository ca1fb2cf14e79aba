"""Who reaches which letter of invitation."""

from uuid import UUID

from django.http import Http404

from openrotations.desk.access import placement_and_side
from openrotations.desk.invitations.queries import invitation_of, invitation_with
from openrotations.desk.invitations.rules import STANDS
from openrotations.desk.models import Invitation
from openrotations.people.models import Person
from openrotations.placements.models import Placement
from openrotations.records.codes import read_code


def placement_and_letter(person: Person, placement_id: UUID) -> tuple[Placement, str, Invitation | None]:
    """The placement for its student or the office, the side, and its letter if there is one. Else 404."""
    placement, side = placement_and_side(person, placement_id)
    return placement, side, invitation_of(placement)


def letter_in_force(person: Person, placement_id: UUID) -> Invitation:
    """The letter of a placement, for its student or the office. 404 without one."""
    _placement, _side, found = placement_and_letter(person, placement_id)
    if found is None:
        raise Http404
    return found


def letter_to_print(person: Person, placement_id: UUID) -> Invitation:
    """The letter, for its student or the office, while its rotation takes place or took place. Else 404."""
    found = letter_in_force(person, placement_id)
    if found.placement.state not in STANDS:
        raise Http404
    return found


def letter_by_code(typed: str) -> Invitation | None:
    """The letter with this code, however it was typed; None for a code that nobody was given."""
    return invitation_with(read_code(typed))
