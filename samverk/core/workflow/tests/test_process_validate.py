"""The command line: faults one a line, JSON for scripts, exit codes that mean something."""

import json

from samverk.core.workflow.bench import FILE, SCENARIOS
from samverk.core.workflow.rules.bpmn_reader import parse_definition
from samverk.core.workflow.rules.scenarios import check_coverage, read_scenarios
from samverk.core.workflow.tests import samples
from samverk.site.cli import parser


def run(*words):
    arguments = parser().parse_args(["process", "validate", *map(str, words)])
    return arguments.run(arguments)


def test_a_sample_is_in_order(installed, capsys):
    assert run(samples.FOLDER / "ansettelse_til_loenn.bpmn") == 0
    assert capsys.readouterr().out == "ansettelse_til_loenn.bpmn: i orden.\n"


def test_a_bad_file_gives_every_fault_and_exit_code_1(installed, capsys, tmp_path):
    bad = tmp_path / "feil.bpmn"
    text = samples.xml("lokal_kontroll_uit").replace(b"serviceTask", b"scriptTask")
    bad.write_bytes(text)
    assert run(bad, "--fragment", "--json") == 1
    facts = json.loads(capsys.readouterr().out)
    assert facts["ok"] is False
    assert [f["code"] for f in facts["faults"]][:1] == ["V02"]
    assert facts["faults"][0]["element"] == "k_auto"
    assert facts["faults"][0]["file"] == "feil.bpmn"


def test_a_file_that_is_not_xml_is_told_of_without_an_element(installed, capsys, tmp_path):
    bad = tmp_path / "bad.bpmn"
    bad.write_text("<a")
    assert run(bad) == 1
    out = capsys.readouterr().out
    assert out == "V01 bad.bpmn: Filen kan ikke leses: den er ikke velformet XML (linje 1).\n"


def test_a_missing_file_is_wrong_usage(installed, capsys, tmp_path):
    assert run(tmp_path / "borte.bpmn") == 2


def test_the_measured_process_is_covered_by_its_scenarios():
    found = check_coverage(
        parse_definition(FILE.read_bytes()), read_scenarios(SCENARIOS)[1], file="m", library={}
    )
    assert found == ()
