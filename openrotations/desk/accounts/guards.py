"""Who opens the pages of a school or a site by its link: whoever holds it, and never a student of the place."""

from collections.abc import Callable
from functools import wraps

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from openrotations.people.access import actor_of
from openrotations.people.actions import report_link_misuse
from openrotations.people.guards import LinkRequest, View, by_link
from openrotations.people.models import Person


def by_link_of_place[Place](
    purpose: str, found: Callable[[LinkRequest], Place], is_student_there: Callable[[Person, Place], bool]
) -> Callable[[View], View]:
    """The view gets what the link has `found` as its second argument. A student there is refused, and staff are told.

    `found` raises Http404 when the holder has nothing to do with the place any more.
    """

    def guard(view: View) -> View:
        @by_link(purpose)
        @wraps(view)
        def guarded(request: LinkRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            place = found(request)
            if request.user.is_authenticated and is_student_there(request.user, place):
                report_link_misuse(request.link, by=actor_of(request.user), now=timezone.now())
                return render(request, "people/link_not_for_you.html", status=403)
            return view(request, place, *args, **kwargs)

        return guarded

    return guard
