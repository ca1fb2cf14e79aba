"""May this be offered, chosen or asked for? Every reason why not, and which of two demands is the stricter."""

from openrotations.catalogue.rules.offerings import (
    WEEKEND,
    fits_a_window,
    is_long_enough,
    why_not_add_opening,
    why_not_choose,
    why_not_close_days,
    why_not_close_opening,
    why_not_reopen_days,
    why_not_save_offering,
    why_not_without_reason,
)
from openrotations.catalogue.rules.requirements import (
    Age,
    earlier_lead,
    higher_amounts,
    stricter_age,
    why_not_ask,
)

__all__ = [
    "WEEKEND",
    "Age",
    "earlier_lead",
    "fits_a_window",
    "higher_amounts",
    "is_long_enough",
    "stricter_age",
    "why_not_add_opening",
    "why_not_ask",
    "why_not_choose",
    "why_not_close_days",
    "why_not_close_opening",
    "why_not_reopen_days",
    "why_not_save_offering",
    "why_not_without_reason",
]
