"""A case that a process drives: whom it waits for, the drawing, the steps in the timeline."""

import pytest

from samverk.archive import api as archive
from samverk.cases import api as cases
from samverk.core.workflow.tests.conftest import (  # noqa: F401 - fixtures
    installed,
    samples_installed,
    uit,
    world,
)


@pytest.fixture
def driven(act_as, now, uit):  # noqa: F811
    """A hire at UiT that waits for the leader, with its case."""
    with act_as("uit", "arkiv") as actor:
        archive.ensure_arkivstruktur(actor=actor, now=now)
    instance = uit.start("ola", subject="jonas")
    uit.do("ola", instance, "bestill")
    mappe = archive.NySaksmappe(
        tittel="Ansettelse av seminarleder, Jonas Lyngmo", klasse="221", arkivdel="PERS",
        enhet_id=uit.unit("ingrid"), saksansvarlig=uit.bruker("ola").bruker_id, tilgangskode="P",
        hidden=("Jonas Lyngmo",), parter=(archive.NyPart(uit.bruker("jonas").party_id),),
    )  # fmt: skip
    with act_as("uit", "hr") as actor:
        made = cases.open_sak(actor=actor, ny=cases.NySak("ansettelse", mappe), now=now)
        return cases.attach_process(actor=actor, sak_id=made.id, instans_id=instance, now=now)


@pytest.mark.django_db
def test_the_leader_is_asked_and_others_see_whom_it_waits_for(sign_in, driven):
    leader = sign_in("uit", "ingrid").get(f"/saker/{driven.id}/").content.decode()
    assert "Venter på deg" in leader
    assert "Åpne oppgaven" in leader
    other = sign_in("uit", "ola").get(f"/saker/{driven.id}/").content.decode()
    assert "Saken venter på Ingrid Solbakken" in other
    assert "Åpne oppgaven" not in other
    for page in (leader, other):
        assert '<svg role="img"' in page or "<svg" in page.split("Diagram over saken")[1]
        assert "Du er her" in page
        assert "Steg for steg" in page


@pytest.mark.django_db
def test_finished_steps_stand_in_the_timeline_with_names(act_as, now, driven):
    with act_as("uit", "ingrid") as actor:
        view = cases.case_view(actor, driven, language="nb", now=now)
        english = cases.case_view(actor, driven, language="en", now=now)
    steps = [(e.title, e.text) for e in view.timeline if e.group == "steg"]
    assert any("Ola Fjeldvær" in text for _title, text in steps)
    assert [e.title for e in english.timeline] != [e.title for e in view.timeline]
    assert view.process.mine.node == "bdm"
    assert view.process.is_open
    assert [d.tabell for d in view.process.decisions] == ["godkjenningsvei"]


@pytest.mark.django_db
def test_the_page_of_a_driven_case_is_read_with_few_queries(
    act_as, now, driven, django_assert_max_num_queries
):
    with act_as("uit", "ingrid") as actor, django_assert_max_num_queries(45):
        cases.case_page(actor, driven.id, language="nb", now=now)
