"""Input about sites, the people there, agreements and credentials."""

from openrotations.hosts.forms.agreements import AgreementForm, EndForm, SignatoryForm, SignedCopyForm, SignForm
from openrotations.hosts.forms.credentials import (
    CertificationForm,
    CheckedForm,
    EndingFilter,
    ExclusionCheckForm,
    InsuranceForm,
    LicenceForm,
)
from openrotations.hosts.forms.evidence import EvidenceField
from openrotations.hosts.forms.people import CoordinatorForm, PreceptorFilter, PreceptorForm, SourceForm
from openrotations.hosts.forms.sites import SiteFilter, SiteForm

__all__ = [
    "AgreementForm",
    "CertificationForm",
    "CheckedForm",
    "CoordinatorForm",
    "EndForm",
    "EndingFilter",
    "EvidenceField",
    "ExclusionCheckForm",
    "InsuranceForm",
    "LicenceForm",
    "PreceptorFilter",
    "PreceptorForm",
    "SignForm",
    "SignatoryForm",
    "SignedCopyForm",
    "SiteFilter",
    "SiteForm",
    "SourceForm",
]
