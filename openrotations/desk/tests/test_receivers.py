"""Merging schools: an agreement names one of them for good."""

import pytest
from django.utils import timezone

from openrotations.common.actors import PROGRAM
from openrotations.common.refusals import Refused
from openrotations.hosts.models import Agreement
from openrotations.hosts.tests.factories import make_agreement
from openrotations.schools.actions import merge_schools
from openrotations.schools.models import School
from openrotations.schools.tests.factories import make_school

pytestmark = pytest.mark.django_db


def test_a_school_that_an_agreement_names_is_the_one_that_stays() -> None:
    named, other = make_school(), make_school()
    make_agreement(school_id=named.pk, school_name=named.name)
    with pytest.raises(Refused) as refused:
        merge_schools(other, named, by=PROGRAM, now=timezone.now())
    assert [reason.code for reason in refused.value.reasons] == ["agreement-names-it"]
    assert School.objects.count() == 2
    merge_schools(named, other, by=PROGRAM, now=timezone.now())
    assert Agreement.objects.get().school_id == School.objects.get().pk
