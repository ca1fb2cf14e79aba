"""Reading sites, the people there, their agreements and credentials."""

from openrotations.hosts.queries.endings import (
    Ending,
    agreement_standing,
    agreements_of,
    credentials_of,
    endings,
    is_evidence,
    missing_for_signature,
    signatories_of,
    standing_of,
)
from openrotations.hosts.queries.fingerprints import fingerprint
from openrotations.hosts.queries.gaps import (
    agreement_gap,
    agreement_gaps,
    agreements_in_force,
    licence_gap,
)
from openrotations.hosts.queries.held import excluded_among, licence_state, licences_by_preceptor
from openrotations.hosts.queries.lists import (
    coordinator_with,
    coordinators_of,
    preceptor_with_npi,
    preceptors_like,
    preceptors_of,
    site_at,
    sites_like,
)
from openrotations.hosts.queries.needs import office_needs

__all__ = [
    "Ending",
    "agreement_gap",
    "agreement_gaps",
    "agreement_standing",
    "agreements_in_force",
    "agreements_of",
    "coordinator_with",
    "coordinators_of",
    "credentials_of",
    "endings",
    "excluded_among",
    "fingerprint",
    "is_evidence",
    "licence_gap",
    "licence_state",
    "licences_by_preceptor",
    "missing_for_signature",
    "office_needs",
    "preceptor_with_npi",
    "preceptors_like",
    "preceptors_of",
    "signatories_of",
    "site_at",
    "sites_like",
    "standing_of",
]
