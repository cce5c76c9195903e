"""A day the tenant keeps closed is passed over by deadlines in working days."""

from datetime import date

import pytest

from samverk.core.access import api as access
from samverk.core.workflow import api
from samverk.core.workflow.models import ClosedDay

WEDNESDAY = date(2026, 11, 25)


def close(uit, act_as, dag=WEDNESDAY, navn="Flytting", who="hrleder"):
    with act_as("uit", who) as actor:
        api.close_day(actor=actor, dag=dag, navn=navn, now=uit.now)


def test_a_deadline_passes_over_the_closed_day(uit, act_as):
    close(uit, act_as)
    close(uit, act_as)
    instance = uit.start("ola", subject="jonas")
    uit.do("ola", instance, "bestill")
    assert uit.task(instance, "bdm").due_at == uit.now.replace(day=28, hour=0)  # all of Friday 27
    with act_as("uit", "ola") as ola:
        assert ClosedDay.objects.filter(tenant_id=ola.tenant_id).count() == 1


@pytest.mark.parametrize(
    ("dag", "navn", "message"),
    [
        (date(2026, 11, 23), "Flytting", "Velg en dag fram i tid."),
        (date(2026, 11, 28), "Flytting", "Dagen er ikke en virkedag."),
        (date(2026, 12, 25), "Flytting", "Dagen er ikke en virkedag."),
        (WEDNESDAY, " ", "Skriv hvorfor dagen er stengt."),
    ],
)
def test_other_days_are_refused(uit, act_as, dag, navn, message):
    with pytest.raises(api.ClosedDayRefused) as refused:
        close(uit, act_as, dag, navn)
    assert str(refused.value) == message
    with act_as("uit", "ola") as ola:
        assert not ClosedDay.objects.filter(tenant_id=ola.tenant_id).exists()


def test_it_needs_the_right(uit, act_as):
    with pytest.raises(access.AccessDenied):
        close(uit, act_as, who="ola")
