"""What every page's frame shows: the programme, where one can go, and whether this is the demo."""

from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest

from openrotations.office.queries import programme_or_none
from openrotations.people.access import staff_kinds
from openrotations.people.models import Person


def page_frame(request: HttpRequest) -> dict[str, Any]:
    """Context of every page: programme, navigation and demo_mode."""
    person = getattr(request, "user", None)
    kinds = staff_kinds(cast(Person, person)) if person and person.is_authenticated else frozenset()
    return {
        "programme": programme_or_none(),
        "demo_mode": settings.DEMO,
        "navigation": [],
        "staff_kinds": kinds,
    }
