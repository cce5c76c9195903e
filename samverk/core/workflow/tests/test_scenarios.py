"""The twelve scenarios are green, and what they do not cover is named."""

import pytest

from samverk.core.workflow.rules.scenarios import (
    ScenarioInvalid,
    ScenarioRun,
    check_coverage,
    read_scenarios,
)
from samverk.core.workflow.tests import samples

ALL = [(name, s) for name in samples.PROCESSES for s in samples.scenarios(name)]


@pytest.mark.parametrize(("name", "scenario"), ALL, ids=[s.navn for _, s in ALL])
def test_scenario(name, scenario):
    run = ScenarioRun(samples.definition(name), scenario, samples.library())
    assert run.play().differences(scenario.forventet) == []


def test_there_are_twelve():
    assert len(ALL) == 12


@pytest.mark.parametrize("name", samples.PROCESSES)
def test_v25_every_arrow_is_covered(name):
    found = check_coverage(
        samples.definition(name), samples.scenarios(name), file=name, library=samples.library()
    )
    assert found == ()


def test_v25_an_arrow_nobody_takes_is_named():
    name = "behov_til_betaling"
    some = [s for s in samples.scenarios(name) if s.navn != "Avslag"]
    found = check_coverage(samples.definition(name), some, file="p", library=samples.library())
    assert [f.message for f in found] == [
        "Pilen g_nei er ikke dekket av noe scenario.",
        "Pilen g8 er ikke dekket av noe scenario.",
    ]


def test_v25_a_red_scenario_says_what_it_waited_for():
    name = "behov_til_betaling"
    data = {
        "definisjon": name,
        "scenarier": [
            {"navn": "feil", "beslutninger": {"finn_vei": {"vei": "anskaffelse"}},
             "handlinger": [{"oppgave": "behov"}], "forventet": {"slutt": ["slutt"]}},
            {"navn": "umulig", "handlinger": [{"oppgave": "godkjenn"}], "forventet": {}},
            {"navn": "uten svar", "handlinger": [{"oppgave": "behov"}], "forventet": {}},
            {"navn": "spor", "spor": {"x": "y@1"}, "handlinger": [], "forventet": {}},
        ],
    }  # fmt: skip
    found = check_coverage(
        samples.definition(name), read_scenarios(data)[1], file="p", library=samples.library()
    )
    assert [f.message for f in found if "Scenariet" in f.message] == [
        "Scenariet «feil» er rødt: slutt: ventet ['slutt'], fikk ['til_anskaffelse'].",
        "Scenariet «umulig» er rødt: Oppgaven godkjenn er ikke åpen.",
        "Scenariet «uten svar» er rødt: Beslutningen finn_vei mangler svar.",
        "Scenariet «spor» er rødt: Sporet x kan ikke fylles med y@1.",
    ]


def test_a_scenario_file_without_its_parts_is_refused():
    with pytest.raises(ScenarioInvalid, match="Scenariofilen mangler 'navn'"):
        read_scenarios({"definisjon": "x", "scenarier": [{}]})


def test_an_event_that_comes_before_it_is_waited_for_is_kept():
    name = "behov_til_betaling"
    scenario = samples.scenarios(name)[0]
    early = type(scenario)(
        "tidlig faktura", {}, scenario.beslutninger,
        (scenario.handlinger[3], *scenario.handlinger[:3]), scenario.forventet,
    )  # fmt: skip
    outcome = ScenarioRun(samples.definition(name), early, {}).play()
    assert outcome.facts["fullfoert"]
