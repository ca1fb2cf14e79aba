"""Where a page stands: the way back to the list."""

from django.urls import reverse
from django.utils.translation import gettext as _

from openrotations.hosts.models import Agreement, Preceptor, Site

type Crumbs = list[dict[str, str]]


def site_crumbs(label: str, inside: Site | None = None) -> Crumbs:
    """Sites, perhaps one of them, and this page."""
    first = [{"label": _("Sites"), "url": reverse("hosts:sites")}]
    if inside:
        first.append({"label": inside.name, "url": reverse("hosts:site", args=[inside.pk])})
    return [*first, {"label": label, "url": ""}]


def preceptor_crumbs(label: str, inside: Preceptor | None = None) -> Crumbs:
    """Preceptors, perhaps one of them, and this page."""
    first = [{"label": _("Preceptors"), "url": reverse("hosts:preceptors")}]
    if inside:
        first.append({"label": inside.full_name, "url": reverse("hosts:preceptor", args=[inside.pk])})
    return [*first, {"label": label, "url": ""}]


def agreement_crumbs(label: str, inside: Agreement) -> Crumbs:
    """Sites, the agreement's site, the agreement, and this page."""
    *first, _here = site_crumbs(label, inside.site)
    return [*first, {"label": inside.title, "url": reverse("hosts:agreement", args=[inside.pk])}, _here]
