"""The definition, its decisions and its scenarios hold together before anything runs."""

from pathlib import Path

import pytest
import yaml

from samverk.core.workflow.rules.bpmn_reader import parse_definition
from samverk.core.workflow.rules.decisions import read_table
from samverk.core.workflow.rules.progress import Progress, Visit
from samverk.core.workflow.rules.scenarios import ScenarioRun, check_coverage, read_scenarios
from samverk.core.workflow.rules.steplist import list_steps
from samverk.core.workflow.rules.validator import Registries, validate_definition

HERE = Path(__file__).parents[1]
PROCESS = HERE / "hire_to_pay"
SLOTS = sorted((HERE / "slots").glob("*.bpmn"))


def _yaml(name):
    return yaml.safe_load((PROCESS / name).read_text(encoding="utf8"))


DEFINITION = parse_definition((PROCESS / "process.bpmn").read_bytes())
LIBRARY = {f"{path.stem}@1": parse_definition(path.read_bytes()) for path in SLOTS}
SCENARIOS = read_scenarios(_yaml("scenarios.yaml"))[1]
TABLES = [read_table(table) for table in _yaml("decisions.yaml")]


def _registries():
    nodes = [n for d in [DEFINITION, *LIBRARY.values()] for n in d.nodes.values()]
    return Registries(
        roles={n.rolle for n in nodes},
        forms={n.skjema for n in nodes},
        handlers={n.handling for n in nodes},
        event_types={n.hendelse for n in nodes},
        tables={t.noekkel: t.outputs for t in TABLES},
    )


def test_the_definition_is_inside_the_subset():
    data = (PROCESS / "process.bpmn").read_bytes()
    assert validate_definition(data, file="process.bpmn", registries=_registries()) == ()


def test_a_process_and_its_slots_are_named_in_three_languages():
    said = {
        d.key: [d.named(x) for x in ("nb", "nn", "en")] for d in [DEFINITION, *LIBRARY.values()]
    }
    assert said == {
        "hire_to_pay": [
            "Fra behov til første lønn",
            "Frå behov til første løn",
            "From need to first pay",
        ],
        "lokal_kontroll_uio": [*["Lokal kontroll ved UiO"] * 2, "Local check at UiO"],
        "lokal_kontroll_uit": [*["Lokal kontroll ved UiT"] * 2, "Local check at UiT"],
    }


@pytest.mark.parametrize("path", SLOTS, ids=lambda p: p.stem)
def test_the_slots_are_inside_what_a_slot_may_hold(path):
    found = validate_definition(
        path.read_bytes(), file=path.name, registries=_registries(), is_fragment=True
    )
    assert found == ()


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda s: s.navn)
def test_scenario(scenario):
    run = ScenarioRun(DEFINITION, scenario, LIBRARY)
    assert run.play().differences(scenario.forventet) == []


def test_every_arrow_is_taken_by_a_scenario():
    found = check_coverage(DEFINITION, SCENARIOS, file="process.bpmn", library=LIBRARY)
    assert found == ()


def test_every_step_has_an_english_name():
    nameless = [n.id for n in DEFINITION.nodes.values() if n.name and not n.names.get("en")]
    assert nameless == []


@pytest.mark.parametrize(
    ("node", "values", "language", "said"),
    [
        ("rute", {"vei": "leder"}, "en", "Result: leader."),
        ("rute", {"vei": "ansettelsesraad"}, "nn", "Resultat: tilsetjingsråd."),
        ("kontrollbehov", {"hr_kontroll": "nei"}, "en", "Result: no."),
        ("bdm", {"svar": "godkjent"}, "en", "Result: approved."),
        ("avklar", {"avklart": "ny_kontrakt"}, "en", "Result: new contract."),
    ],
)
def test_a_result_is_told_by_the_word_on_its_arrow(now, node, values, language, said):
    visit = Visit(node, now, status="ferdig", left_at=now, values=values)
    lines = list_steps(Progress(DEFINITION, [visit]), language=language).lines
    assert [detail for line in lines for detail in line.details if "Result" in detail] == [said]
