"""A licence lapses, an agreement ends: the office reads at once which placements are concerned."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext as _

from openrotations.common.clocks import day_at
from openrotations.hosts.models import Agreement, Licence, Preceptor
from openrotations.notifications.mails import write_to_office
from openrotations.office.queries import the_programme
from openrotations.placements.queries.lapses import Concerned, without_agreement, without_supervisor


def tell_of_lapsed_licence(preceptor: Preceptor, licence: Licence, *, now: datetime) -> None:
    """Write to the office: the licence, and the placements that are without a supervisor now."""
    programme = the_programme()
    today = day_at(programme.time_zone, now)
    path = reverse("hosts:preceptor", args=[preceptor.pk])
    words = {"preceptor": preceptor, "licence": licence}
    _tell("licence_lapsed", licence, without_supervisor(today, preceptor), path=path, now=now, **words)


def tell_of_ended_agreement(agreement: Agreement, *, now: datetime) -> None:
    """Write to the office: the agreement, and the placements that no agreement covers any more."""
    programme = the_programme()
    today = day_at(programme.time_zone, now)
    path = reverse("hosts:agreement", args=[agreement.pk])
    words = {"agreement": agreement, "site": agreement.site}
    _tell("agreement_ended", agreement, without_agreement(agreement, today), path=path, now=now, **words)


def _tell(
    template: str, about: Model, concerned: Sequence[Concerned], *, path: str, now: datetime, **words: Any
) -> None:
    write_to_office(
        f"placements/mail/{template}.txt",
        context={"concerned": concerned, **words},
        now=now,
        path=path,
        label=_("Open the page"),
        about=about,
    )
