"""May this happen to a site or a host contact, and if not, every reason why. Pure functions."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from openrotations.common.refusals import Reason


def why_not_save_site(*, is_listed: bool) -> Iterator[Reason]:
    """A site stands once."""
    if is_listed:
        yield Reason("site-listed", _("This site is already in the list. Open it there and change it."))


def why_not_save_preceptor(*, npi_fault: str, npi_is_taken: bool, site_count: int) -> Iterator[Reason]:
    """An NPI is a possible one and stands once; a preceptor works somewhere."""
    if npi_fault:
        yield Reason("npi-fault", npi_fault)
    if npi_is_taken:
        yield Reason("npi-taken", _("Another preceptor has this NPI. Compare it digit by digit."))
    if site_count == 0:
        yield Reason("no-site", _("Choose at least one site where the preceptor works."))


def why_not_save_coordinator(*, is_listed: bool) -> Iterator[Reason]:
    """An address stands once at a site."""
    if is_listed:
        yield Reason("coordinator-listed", _("This site already has a coordinator with this address."))
