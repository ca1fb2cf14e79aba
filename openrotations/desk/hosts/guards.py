"""Who may open a host's own pages: the holder of the site's link, and never a student who is placed there."""

from functools import wraps

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from openrotations.desk.hosts import access
from openrotations.desk.hosts.rules import PURPOSE
from openrotations.people.access import actor_of
from openrotations.people.actions import report_link_misuse
from openrotations.people.guards import LinkRequest, View, by_link


def at_host_desk(view: View) -> View:
    """The view gets the `Desk` of the link as its second argument."""

    @by_link(PURPOSE)
    @wraps(view)
    def guarded(request: LinkRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        desk = access.desk_of(request.link, request.token)
        if request.user.is_authenticated and access.is_placed_there(request.user, desk.site.pk):
            report_link_misuse(request.link, by=actor_of(request.user), now=timezone.now())
            return render(request, "people/link_not_for_you.html", status=403)
        return view(request, desk, *args, **kwargs)

    return guarded
