"""The scripted life of the ledger holds its own proof."""

from __future__ import annotations

import pytest

from samverk.core.access import api as access
from samverk.finance import api as finance
from samverk.finance import demo
from samverk.site.demo import build


@pytest.mark.django_db
def test_a_year_of_vouchers_is_balanced_and_closed(act_as, now):
    with act_as("uit", "okonomi"):
        pass
    tenant = next(t for t in build.tenants() if t.slug == "uit")
    with access.acting(access.service_actor(tenant), now=now) as actor:
        place = build._place(actor, tenant, "small", 2)
        demo.build(place)
        demo.finish(place)
        assert [row for row in finance.ledger_proof(actor) if row.avvik] == []
        rows = finance.trial_balance(actor, year=2026)
        assert sum(row.saldo_oere for row in rows) == 0
        assert sum(row.inngaaende_oere for row in rows) == 0
        assert finance.is_open(actor, 202611)
        assert not finance.is_open(actor, 202610)
