"""The clocks of sites; the states in which they can be are `common.places.STATES`."""

from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from openrotations.common.places import STATES as STATES


def check_time_zone(name: str) -> None:
    """Raise ValidationError unless this is a time zone's name, such as America/Chicago."""
    if name not in available_timezones():
        raise ValidationError(_("This is not a time zone's name. Write one such as America/Chicago."))
