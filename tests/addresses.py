"""Every address of the program, found in its resolver and never listed by hand."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

# Addresses of libraries, whose own checks stand in front of them.
OF_LIBRARIES = {
    "account/": "django-allauth: signing up, in and out, and second factors",
}


@dataclass(frozen=True)
class Address:
    """One address: its route, its name with the package's, its view and the names of its arguments."""

    route: str
    name: str
    view: Any
    arguments: tuple[str, ...]

    @property
    def guarded_as(self) -> str:
        """Who may call it: public, signed_in, coordinator, director, link:<purpose>; empty without a guard."""
        return str(getattr(self.view, "guarded_as", ""))

    @property
    def is_of_library(self) -> bool:
        """Whether a library answers here."""
        return self.route.startswith(tuple(OF_LIBRARIES))


def addresses(resolver: URLResolver | None = None) -> list[Address]:
    """Every address below a resolver; the program's own without one."""
    return list(_below(resolver or get_resolver(), "", ""))


def unguarded(found: list[Address]) -> list[str]:
    """Addresses of ours whose view has no guard as its outermost decorator."""
    return [f"{a.route} -> {a.view.__module__}" for a in found if not a.guarded_as and not a.is_of_library]


def _below(resolver: URLResolver, route: str, space: str) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        here = f"{route}{entry.pattern}"
        if isinstance(entry, URLResolver):
            yield from _below(entry, here, f"{space}{entry.namespace}:" if entry.namespace else space)
        else:
            yield _address(entry, here, space)


def _address(entry: URLPattern, route: str, space: str) -> Address:
    return Address(route, f"{space}{entry.name}", entry.callback, tuple(entry.pattern.converters))
