"""A run that waits is told to those who may approve it; many notices are read in one query."""

from types import SimpleNamespace
from uuid import uuid4

import pytest

from samverk.core.access import api as access
from samverk.core.organisation import api as organisation
from samverk.core.tenancy.api import tenant_by_slug
from samverk.core.ui import api as ui
from samverk.payroll import api as payroll
from samverk.payroll import notices
from samverk.payroll.tests.advance import ASKED, ask, deliver

pytestmark = pytest.mark.django_db
WAITS = "venter på at du godkjenner"


@pytest.fixture
def heads(act_as):
    """Jonas, who gets the advance, and Torgeir, who has no part in it, lead payroll too."""
    uit = tenant_by_slug("uit")
    with access.acting(access.service_actor(uit), now=ASKED) as machine:
        [top] = [u for u in organisation.enheter(uit.id, on=ASKED.date()) if not u.overordnet_id]
        for name in ("jonas", "torgeir"):
            one = access.Bruker.objects.get(tenant_id=uit.id, brukernavn=name)
            access.grant_rolle(
                actor=machine, bruker_id=one.id, rolle="loennsleder", omfang="subtre",
                fra=ASKED.date(), now=ASKED, details={"kilde": "oppsett", "enhet_id": top.id},
            )  # fmt: skip


def told(act_as, who):
    with act_as("uit", who, ASKED) as actor:
        return [n.url for n in ui.my_notices(actor).rows if WAITS in n.text]


def test_who_asked_and_who_gets_it_are_not_told_to_approve(act_as, jonas, heads):
    ask(act_as, jonas, who="lonnsleder")
    (run,) = deliver()
    with act_as("uit", "lonn", ASKED) as actor:
        payroll.calculate_loennskjoering(
            actor=actor, kjoering_id=run.id, now=ASKED, kilde=jonas.source
        )
        payroll.control_loennskjoering(actor=actor, kjoering_id=run.id, now=ASKED)
    deliver()
    found = {who: told(act_as, who) for who in ("lonnsleder", "jonas", "torgeir")}
    assert found == {
        "lonnsleder": [], "jonas": [], "torgeir": [f"/lonn/kjoringer/{run.id}/"],
    }  # fmt: skip


@pytest.mark.parametrize("tell", [notices._tell_waiting, notices._tell_approved])
def test_many_notices_are_read_at_once(act_as, asked, django_assert_num_queries, tell):
    _staff, _forskudd, run = asked
    rows = [
        SimpleNamespace(id=uuid4(), objekt_id=key, data={}) for key in (run.id, run.id, uuid4())
    ]
    with act_as("uit", "lonn", ASKED) as actor, django_assert_num_queries(1):
        found = tell(actor, rows)
    assert {key: one.url for key, one in found.items()} == {
        row.id: f"/lonn/kjoringer/{run.id}/" for row in rows[:2]
    }
