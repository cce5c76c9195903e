"""Publishing where nothing is published before: a file without the samples installed."""

import pytest

from samverk.core.access import api as access
from samverk.core.tenancy.api import tenant_by_slug
from samverk.core.workflow import api
from samverk.core.workflow.tests.conftest import VALID_FROM, draft_of

FRAGMENT = "lokal_kontroll_uit"


def test_a_national_definition_needs_a_decision(world, db, now):
    bott = access.service_actor(tenant_by_slug("bott"))
    with access.acting(bott, now=now), pytest.raises(api.DefinitionRefused) as refused:
        api.install_definition(
            actor=bott, draft=draft_of(FRAGMENT), vedtaksref=" ", gyldig_fra=VALID_FROM, now=now
        )
    assert [f.message for f in refused.value.faults] == [
        "En nasjonal definisjon må ha vedtaksreferanse."
    ]
