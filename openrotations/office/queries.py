"""Reading the programme's settings."""

from openrotations.office.models import Programme


def the_programme() -> Programme:
    """This installation's programme. Raises DoesNotExist before the office is set up."""
    return Programme.objects.get()


def programme_or_none() -> Programme | None:
    """This installation's programme, or None before the office is set up."""
    return Programme.objects.first()
