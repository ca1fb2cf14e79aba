"""Sites, the people there, what was agreed with them, and what shows that a preceptor may supervise."""

from openrotations.hosts.models.agreements import Agreement, Signatory
from openrotations.hosts.models.credentials import (
    Certification,
    Checked,
    Credential,
    ExclusionCheck,
    Insurance,
    Licence,
)
from openrotations.hosts.models.people import HostCoordinator, Preceptor
from openrotations.hosts.models.sites import Site

__all__ = [
    "Agreement",
    "Certification",
    "Checked",
    "Credential",
    "ExclusionCheck",
    "HostCoordinator",
    "Insurance",
    "Licence",
    "Preceptor",
    "Signatory",
    "Site",
]
