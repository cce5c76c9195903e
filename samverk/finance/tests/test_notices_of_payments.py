"""A payment that moved is told to those who had a part in it, not to the one whose act it was."""

from types import SimpleNamespace
from uuid import uuid4

import pytest

from samverk.core.access import api as access
from samverk.core.outbox.api import deliver_due
from samverk.core.tenancy.api import tenant_by_slug
from samverk.core.ui import api as ui
from samverk.finance import api as finance
from samverk.finance import notices
from samverk.finance.tests.test_payments import make, release

pytestmark = pytest.mark.django_db


def test_a_file_that_is_fetched_at_once_changes_nothing_in_who_is_told(act_as, now):
    with act_as("uit", "lonn") as actor:
        batch = make(actor, now)
    release(act_as, "okonomi", batch, now)
    release(act_as, "direktor", batch, now)
    with act_as("uit", "okonomi") as actor:
        finance.payment_file(actor=actor, batch_id=batch, now=now)
    deliver_due(actor=access.service_actor(tenant_by_slug("uit")), now=now)
    told = {}
    for who in ("lonn", "okonomi", "direktor"):
        with act_as("uit", who) as actor:
            told[who] = sum("er frigitt av to" in n.text for n in ui.my_notices(actor).rows)
    assert told == {"lonn": 1, "okonomi": 1, "direktor": 0}


def test_a_stopped_file_is_told_to_the_one_who_had_released_it(act_as, now):
    with act_as("uit", "lonn") as actor:
        batch = make(actor, now)
    release(act_as, "okonomi", batch, now)
    with act_as("uit", "direktor") as actor:
        finance.stop_payment_batch(actor=actor, batch_id=batch, merknad="Feil konto", now=now)
    deliver_due(actor=access.service_actor(tenant_by_slug("uit")), now=now)
    told = {}
    for who in ("lonn", "okonomi", "direktor"):
        with act_as("uit", who) as actor:
            told[who] = sum("er stanset" in n.text for n in ui.my_notices(actor).rows)
    assert told == {"lonn": 1, "okonomi": 1, "direktor": 0}


def test_many_notices_are_read_at_once(act_as, now, django_assert_num_queries):
    with act_as("uit", "lonn") as actor:
        keys = [make(actor, now, source=f"kjoring-{n}") for n in range(3)]
        rows = [SimpleNamespace(id=uuid4(), objekt_id=key, data={}) for key in [*keys, uuid4()]]
        with django_assert_num_queries(2):
            found = notices._teller("%(dag)s")(actor, rows)
    assert [found[row.id].url for row in rows[:3]] == [f"/regnskap/betalinger/{k}/" for k in keys]
    assert rows[3].id not in found
