"""The sample definitions, tables and scenarios as the tests use them."""

import json
from pathlib import Path

from samverk.core.workflow.rules.bpmn_reader import parse_definition
from samverk.core.workflow.rules.decisions import read_table
from samverk.core.workflow.rules.scenarios import read_scenarios
from samverk.core.workflow.rules.validator import Registries

FOLDER = Path(__file__).parent / "samples"
NAMES = ("ansettelse_til_loenn", "behov_til_betaling", "lokal_kontroll_uio", "lokal_kontroll_uit")
PROCESSES = NAMES[:2]


def xml(name):
    return (FOLDER / f"{name}.bpmn").read_bytes()


def definition(name):
    return parse_definition(xml(name))


def table_data(name):
    return json.loads((FOLDER / f"{name}.beslutning.json").read_text("utf-8"))


def tables():
    return [read_table(table_data(p.name.split(".")[0])) for p in FOLDER.glob("*.beslutning.json")]


def scenarios(name):
    return read_scenarios(json.loads((FOLDER / f"{name}.scenarier.json").read_text("utf-8")))[1]


def library():
    return {f"{name}@1": definition(name) for name in NAMES}


def registries(**more):
    nodes = [node for name in NAMES for node in definition(name).nodes.values()]
    return Registries(
        roles={n.rolle for n in nodes} | {"leder"},
        forms={n.skjema for n in nodes} | {"proeve.skjema"},
        handlers={n.handling for n in nodes} | {"proeve.gjoer"},
        event_types={n.hendelse for n in nodes} | {"hr.proeve.skjedd.v1"},
        tables={t.noekkel: t.outputs for t in tables()} | {"proevetabell": {"vei": ("a", "b")}},
        **more,
    )
