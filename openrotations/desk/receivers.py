"""What the desk does when a package below announces something that concerns two packages side by side."""

from typing import Any

from django.dispatch import receiver
from django.utils.translation import gettext as _

from openrotations.common.refusals import Reason, refuse_if
from openrotations.hosts.models import Agreement
from openrotations.schools.models import School
from openrotations.schools.signals import schools_merge


@receiver(schools_merge)
def keep_school_of_agreements(sender: object, *, kept: School, gone: School, **unused: Any) -> None:
    """An agreement names the school it was made for, for good: that one stays."""
    if Agreement.objects.filter(school_id=gone.pk).exists():
        text = _("An agreement names “%(gone)s”. Keep that one: open “%(kept)s” and merge it the other way round.")
        refuse_if([Reason("agreement-names-it", text % {"gone": gone.name, "kept": kept.name})])
