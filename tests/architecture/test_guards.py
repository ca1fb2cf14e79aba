"""Every address has a guard."""

from collections.abc import Callable, Iterator

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, path

from openrotations.people.guards import public

# Addresses of libraries, whose own checks stand in front of them.
_OF_LIBRARIES = {
    "account/": "django-allauth: signing up, in and out, and second factors",
}


def patterns(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address below a resolver with its whole route."""
    for entry in resolver.url_patterns:
        route = f"{before}{entry.pattern}"
        if isinstance(entry, URLResolver):
            yield from patterns(entry, route)
        else:
            yield route, entry


def unguarded(resolver: URLResolver) -> list[str]:
    """Routes of ours whose view has no guard as its outermost decorator."""
    return [
        f"{route} -> {getattr(entry.callback, '__module__', '?')}.{getattr(entry.callback, '__name__', '?')}"
        for route, entry in patterns(resolver)
        if not getattr(entry.callback, "guarded_as", "") and not route.startswith(tuple(_OF_LIBRARIES))
    ]


def _answer(request: HttpRequest) -> HttpResponse:
    return HttpResponse("anything")


def test_every_view_is_guarded() -> None:
    assert unguarded(get_resolver()) == []


def test_only_libraries_answer_below_their_addresses() -> None:
    ours = [
        route
        for route, entry in patterns(get_resolver())
        if route.startswith(tuple(_OF_LIBRARIES)) and entry.callback.__module__.startswith("openrotations.")
    ]
    assert ours == []


@pytest.mark.parametrize(("view", "found"), [(_answer, 1), (public(_answer), 0)])
def test_twin_a_view_without_a_guard_is_found(view: Callable[..., HttpResponse], found: int) -> None:
    class Urls:
        urlpatterns = [path("open/", view)]

    assert len(unguarded(URLResolver(path("x/", _answer).pattern, Urls))) == found
