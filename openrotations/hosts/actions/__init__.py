"""Every change to sites, the people there, agreements and credentials."""

from openrotations.hosts.actions.agreements import (
    add_signatory,
    change_agreement,
    draft_agreement,
    end_agreement,
    remove_signatory,
    take_in_paper,
)
from openrotations.hosts.actions.credentials import change_credential, note_credential
from openrotations.hosts.actions.hosts import (
    add_coordinator,
    add_preceptor,
    add_site,
    change_preceptor,
    change_site,
    confirm_host_address,
)
from openrotations.hosts.actions.lapses import watch_ends
from openrotations.hosts.actions.signing import (
    ask_again,
    send_agreement,
    sign_agreement,
    take_agreement_back,
)

__all__ = [
    "add_coordinator",
    "add_preceptor",
    "add_signatory",
    "add_site",
    "ask_again",
    "change_agreement",
    "change_credential",
    "change_preceptor",
    "change_site",
    "confirm_host_address",
    "draft_agreement",
    "end_agreement",
    "note_credential",
    "remove_signatory",
    "send_agreement",
    "sign_agreement",
    "take_agreement_back",
    "take_in_paper",
    "watch_ends",
]
