"""Who has a task in a hire sees its case; afterwards only who still reads cases there does."""

import pytest

from samverk.archive import api as archive
from samverk.cases import api as cases
from samverk.core.access import api as access
from samverk.core.grants import api as grants
from samverk.core.workflow import api as workflow
from samverk.hr import api as hr
from samverk.processes import api
from samverk.processes.tests.test_another_job import ISV, an_order, machine, unit_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def budget_holder(now):
    """Amalie has the budget of the institute, and leads nobody."""
    with machine(now) as actor:
        account = access.Bruker.objects.get(tenant_id=actor.tenant_id, brukernavn="amalie")
        return access.grant_rolle(
            actor=actor, bruker_id=account.id, rolle="bdm", omfang="subtre", fra=now.date(),
            now=now, details={"enhet_id": unit_of(ISV, now)},
        )  # fmt: skip


@pytest.fixture
def order(act_as, now):
    """Return a function that orders a hire of Jonas; the hire and its case."""

    def made():
        with act_as("uit", "jonas") as jonas:
            person = jonas.party_id
        with act_as("uit", "ola") as ola:
            return api.order_hire(actor=ola, order=an_order(unit_of(ISV, now), person), now=now)

    return made


def reasons(act_as, sak_id):
    with act_as("uit", "hr") as actor:
        case = cases.sak(actor, sak_id)
        return {b.brukernavn: why for b, why in archive.who_sees(actor, case.mappe.id)}


def test_a_budget_holder_sees_the_case_she_is_asked_about_while_she_reads_cases_there(
    act_as, sign_in, now, order, budget_holder
):
    hire, sak_id = order()
    with machine(now) as actor:
        instance = hr.ansettelse(actor, hire).instans_id
        [task] = workflow.tasks_of_instance(actor, instance, now=now)
    assert reasons(act_as, sak_id)["amalie"] == "oppgave"
    assert sign_in("uit", "amalie").get(f"/saker/{sak_id}/").status_code == 200
    with act_as("uit", "amalie") as amalie:
        workflow.complete_task(actor=amalie, task_id=task.id, now=now, outcome={"svar": "godkjent"})
        assert cases.sak(amalie, sak_id) is not None
    assert reasons(act_as, sak_id)["amalie"] == "gjort"
    with act_as("uit", "tilgang") as admin:
        grants.withdraw_rolle(
            actor=admin, grant_id=budget_holder, siste_dag=None, now=now,
            grunn="Budsjettet er flyttet til fakultetet",
        )  # fmt: skip
    with act_as("uit", "amalie") as amalie:
        assert cases.sak(amalie, sak_id) is None
    assert "amalie" not in reasons(act_as, sak_id)


def test_the_task_that_another_did_no_longer_opens_the_case(act_as, now, order, budget_holder):
    hire, sak_id = order()
    with machine(now) as actor:
        instance = hr.ansettelse(actor, hire).instans_id
        [task] = workflow.tasks_of_instance(actor, instance, now=now)
    with act_as("uit", "amalie") as amalie:
        assert cases.sak(amalie, sak_id) is not None
    with act_as("uit", "ingrid") as ingrid:
        api.approve_hire(actor=ingrid, task_id=task.id, now=now)
    with act_as("uit", "amalie") as amalie:
        assert cases.sak(amalie, sak_id) is None
    assert "amalie" not in reasons(act_as, sak_id)


def test_who_ordered_sees_the_own_case_and_no_other(act_as, now, order):
    _, sak_id = order()
    with act_as("uit", "ola") as ola:
        assert not ola.can("sak.sak.les")
        assert cases.sak(ola, sak_id) is not None
        assert [one.id for one in cases.saker(ola, scope="enhet").rows] == [sak_id]
        bestilling = archive.journalposter(ola, cases.sak(ola, sak_id).mappe.id)
        assert [post.type for post in bestilling] == ["X"]
    assert reasons(act_as, sak_id)["ola"] == "saksansvarlig"
