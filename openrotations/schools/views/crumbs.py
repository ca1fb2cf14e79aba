"""The way back from a page about a school."""

from django.urls import reverse
from django.utils.translation import gettext as _

from openrotations.schools.models import School


def crumbs_to(label: str, inside: School | None = None) -> list[dict[str, str]]:
    """From the list of schools, through the school where the page is inside one, to this page."""
    first = [{"label": _("Schools"), "url": reverse("schools:schools")}]
    if inside:
        first.append({"label": inside.name, "url": reverse("schools:school", args=[inside.pk])})
    return [*first, {"label": label, "url": ""}]
