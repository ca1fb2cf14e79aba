"""Every change to offerings, their openings, and what is asked for there."""

from openrotations.catalogue.actions.offerings import (
    add_offering,
    add_opening,
    change_offering,
    close_days,
    close_opening,
    reopen_days,
)
from openrotations.catalogue.actions.requirements import (
    apply_template,
    remove_requirement,
    set_entry_conditions,
    set_requirement,
)

__all__ = [
    "add_offering",
    "add_opening",
    "apply_template",
    "change_offering",
    "close_days",
    "close_opening",
    "remove_requirement",
    "reopen_days",
    "set_entry_conditions",
    "set_requirement",
]
