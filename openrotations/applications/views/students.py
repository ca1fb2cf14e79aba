"""Who is a student: the pages below need a profile, and lead to it when there is none."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from openrotations.people.access import is_office
from openrotations.people.guards import PersonRequest
from openrotations.schools.queries import student_of


def with_profile(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Call the view with the student; somebody without a profile is led to it. Stands inside `signed_in`."""

    @wraps(view)
    def found(request: PersonRequest, *args: object, **kwargs: object) -> HttpResponse:
        student = student_of(request.user)
        if student is None and is_office(request.user):
            raise Http404
        if student is None:
            return redirect("applications:profile")
        return view(request, student, *args, **kwargs)

    return found
