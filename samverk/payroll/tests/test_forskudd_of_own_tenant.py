"""The run of an advance is the run of an advance that is there, at the same university."""

import pytest
from django.db import IntegrityError, transaction

from samverk.core.tenancy.api import tenant_by_slug
from samverk.payroll.models import Loennskjoering
from samverk.payroll.tests.advance import ASKED, ask

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("slug", ["uio", "uit"])
def test_a_run_points_at_no_advance_of_another_university(act_as, jonas, slug):
    forskudd = ask(act_as, jonas)
    with act_as(slug, "lonn", ASKED) as actor:
        values = {
            "tenant_id": tenant_by_slug(slug).id, "art": "forskudd", "aar": 2026, "maaned": 11,
            "loepenr": 1, "utbetalingsdato": ASKED.date(), "frist_at": ASKED,
            "opprettet_at": ASKED, "opprettet_av": actor.bruker_id, "forskudd_id": forskudd,
        }  # fmt: skip
        if slug == "uit":
            Loennskjoering.objects.create(**values)
        else:
            refused = pytest.raises(IntegrityError, match="forskudd_id_samme_tenant")
            with refused, transaction.atomic():
                Loennskjoering.objects.create(**values)
        assert Loennskjoering.objects.count() == (slug == "uit")
