"""The scripted life of the collaboration: computed lights in every colour, and a full table."""

import pytest

from samverk.core.access import api as access
from samverk.core.tenancy.api import tenant_by_slug
from samverk.governance import demo
from samverk.governance.models import AgendaItem, StatusReport
from samverk.governance.queries.board import read_board
from samverk.governance.queries.detail import read_project_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def life(act_as, now):
    tenant = tenant_by_slug("bott")
    machine = access.service_actor(tenant)
    cast = {}
    with access.acting(machine, now=now):
        for row in access.cast(tenant):
            bruker = access.Bruker.objects.get(id=row.id)
            cast[row.brukernavn] = access.actor_for(tenant, bruker)
        place = access.DemoPlace(
            tenant=tenant, actor=machine, units={}, cast=cast, start=now.date(),
            today=now.date(), now=now, scale="small", employees=0, seed=1, people=(),
        )  # fmt: skip
        demo.build(place)


def test_the_board_shows_green_yellow_red_and_unknown(life, act_as, now):
    with act_as("uit", "direktor") as actor:
        board = read_board(actor, now=now)
        rows = {row.facts.project.noekkel: row for row in board.projects}
        assert StatusReport.objects.count() == 18
    assert rows["mottak-ntnu-timelonn"].lights.samlet == "roed"
    assert rows["innkjop-felles-avtaler"].lights.samlet == "graa"
    lights = rows["en-ansettelse-en-registrering"].lights
    assert lights.omraader["tid"].lys == "groenn"
    assert [step.milestone.noekkel for step in board.path] == ["M1", "M2", "M3", "M4", "M5"]


def test_what_must_be_decided_came_to_the_table_by_itself(life, act_as):
    with act_as("uib", "direktor"):
        found = AgendaItem.objects.filter(vedtak__isnull=True)
        assert set(found.values_list("aarsak", flat=True)) >= {
            "reist", "toleranse", "stoppkriterium", "mandat",
        }  # fmt: skip


def test_every_mandate_cites_its_decision(life, act_as, now):
    with act_as("ntnu", "direktor") as actor:
        page = read_project_page(actor, "en-ansettelse-en-registrering", now=now)
    assert page is not None
    assert page.mandates[0].vedtak_ref == "UDIR-BOTT 1/26"
