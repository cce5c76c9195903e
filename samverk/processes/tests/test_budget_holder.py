"""Whoever holds the budget approves a hire, also without leading the unit."""

from datetime import date

import pytest
from django.db import connection

from samverk.core.access import api as access
from samverk.core.workflow import api as workflow
from samverk.hr import api as hr
from samverk.processes import api
from samverk.processes.tests.test_another_job import ISV, an_order, machine, unit_of

pytestmark = pytest.mark.django_db
DECIDES = "UPDATE hr_ansettelse SET begrunnelse = begrunnelse || '.' WHERE id = %s"


@pytest.fixture
def ordered(act_as, now):
    """An order at ISV, where Synnøve holds the budget and leads nothing."""
    unit = unit_of(ISV, now)
    with act_as("uit", "synnove") as synnove:
        account, grants = synnove.bruker_id, access.my_grants(synnove)
    assert not {"leder", "bdm"} & {g.rolle for g in grants}
    with machine(now) as actor:
        access.grant_rolle(
            actor=actor, bruker_id=account, rolle="bdm", omfang="enhet", fra=date(2026, 1, 1),
            now=now, details={"kilde": "oppsett", "enhet_id": unit},
        )  # fmt: skip
    with act_as("uit", "jonas") as jonas:
        person = jonas.party_id
    with act_as("uit", "ola") as ola:
        return api.order_hire(actor=ola, order=an_order(unit, person), now=now)[0]


def test_a_budget_holder_who_leads_nothing_approves_on_the_page(act_as, sign_in, ordered, now):
    with act_as("uit", "synnove") as synnove:
        (task,) = workflow.inbox(synnove, now=now).tasks
    answer = sign_in("uit", "synnove").post(
        f"/prosesser/oppgave/{task.id}/", {"handling": "godkjenn"}
    )
    assert answer.status_code == 302
    with act_as("uit", "synnove") as synnove:
        found = hr.ansettelse(synnove, ordered)
        assert (found.status, found.besluttet_av) == ("godkjent", synnove.bruker_id)


def test_others_of_the_unit_do_not_decide_by_sql(act_as, ordered):
    changed = {}
    for who in ("synnove", "torgeir", "jonas"):
        with act_as("uit", who), connection.cursor() as cursor:
            cursor.execute(DECIDES, [ordered])
            changed[who] = cursor.rowcount
    assert changed == {"synnove": 1, "torgeir": 0, "jonas": 0}
