"""The validator refuses what is outside the subset, every fault with an exact sentence.

V01–V11 here; blocks, tasks, slots and the diagram in `test_validator_structure.py`.
"""

import pytest

from samverk.core.workflow.rules.validator import parse_condition, validate_definition
from samverk.core.workflow.tests import samples
from samverk.core.workflow.tests.sketch import Sketch, plain

REGISTRIES = samples.registries()


def faults(sketch, **more):
    data = sketch.xml() if isinstance(sketch, Sketch) else sketch
    found = validate_definition(data, file="p.bpmn", registries=REGISTRIES, **more)
    assert all(f.file == "p.bpmn" for f in found)
    return [(f.code, f.element, f.message) for f in found]


@pytest.mark.parametrize("name", samples.NAMES)
def test_the_samples_are_accepted(name):
    assert faults(samples.xml(name), is_fragment=name.startswith("lokal")) == []


def test_a_plain_definition_is_accepted():
    assert faults(plain()) == []


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<a", "den er ikke velformet XML (linje 1)"),
        (b'<!DOCTYPE a [<!ENTITY x "y">]><a/>', "DOCTYPE og entiteter er ikke tillatt"),
        ('<?xml version="1.0"?><a/>'.encode("utf-16"), "den er ikke UTF-8"),
        (b"<a>\0</a>", "DOCTYPE og entiteter er ikke tillatt"),
        (b" " * 1_000_001, "den er større enn 1 MB"),
        (b"<a/>", "den er ikke en BPMN-fil"),
        (plain().xml().replace(b"<bpmn:process ", b'<bpmn:process id="q"/><bpmn:process ', 1),
         "den må ha ett prosesselement, fant 2"),
    ],
)  # fmt: skip
def test_v01_a_file_that_cannot_be_read(data, reason):
    assert faults(data) == [("V01", "", f"Filen kan ikke leses: {reason}.")]


SUPPORTED = (
    "startEvent, endEvent, userTask, serviceTask, businessRuleTask, callActivity, "
    "exclusiveGateway, parallelGateway, intermediateCatchEvent, boundaryEvent"
)
FRAGMENT = SUPPORTED.replace("callActivity, ", "").replace("parallelGateway, ", "")


def test_v02_a_script_task_is_refused_by_name():
    sketch = plain()
    sketch.extra = (
        '<bpmn:scriptTask id="s" name="Kjør"><bpmn:script>1</bpmn:script></bpmn:scriptTask>'
    )
    assert faults(sketch) == [
        ("V02", "s", f"Elementet «Kjør» (scriptTask, s) støttes ikke. Støttet: {SUPPORTED}.")
    ]


@pytest.mark.parametrize(
    ("old", "new", "element"),
    [
        (b'<bpmn:startEvent id="start">',
         b'<bpmn:startEvent id="start"><bpmn:timerEventDefinition id="t"/>',
         "timerEventDefinition"),
        (b"<bpmn:extensionElements><flyt:oppgave",
         b"<bpmn:multiInstanceLoopCharacteristics/><bpmn:extensionElements><flyt:oppgave",
         "multiInstanceLoopCharacteristics"),
        (b"<flyt:oppgave", b'<flyt:handling navn="proeve.gjoer"/><flyt:oppgave', "handling"),
        (b"<flyt:oppgave",
         b'<c:script xmlns:c="urn:camunda">rm</c:script><flyt:oppgave', "script"),
    ],
)  # fmt: skip
def test_v02_content_outside_the_subset_is_refused(old, new, element):
    assert [
        (c, m.split(",")[0].split("(")[1]) for c, _, m in faults(plain().xml().replace(old, new))
    ] == [("V02", element)]


def test_v02_an_unknown_attribute_is_refused():
    assert faults(plain().xml().replace(b"frist=", b"frisst=")) == [
        ("V02", "oppgave", "Egenskapen «frisst» på oppgave (oppgave) støttes ikke."),
        ("V17", "oppgave", "Oppgaven «Oppgave» mangler frist (eller frist=ingen)."),
    ]


def test_v02_a_slot_fragment_has_no_parallel_gateway_and_no_slot():
    sketch = Sketch().start().slot("lokal").end().line("start", "lokal", "slutt")
    assert faults(sketch, is_fragment=True) == [
        (
            "V02",
            "lokal",
            f"Elementet «Lokal» (callActivity, lokal) støttes ikke. Støttet: {FRAGMENT}.",
        )
    ]


def test_v03_two_elements_with_the_same_id():
    sketch = plain()
    sketch.extra = '<bpmn:sequenceFlow id="start" sourceRef="start" targetRef="oppgave"/>'
    assert ("V03", "start", "To elementer har samme id: start.") in faults(sketch)


def test_v03_an_id_with_a_space():
    sketch = Sketch().start().user("min oppgave").end().line("start", "min oppgave", "slutt")
    assert (
        "V03", "min oppgave", "Id-en «min oppgave» er ugyldig. Bruk bokstaver, tall og understrek.",
    ) in faults(sketch)  # fmt: skip


def test_v04_an_arrow_to_nowhere():
    assert faults(plain().flow("borte", "slutt2", key="f9"))[:2] == [
        ("V04", "f9", "Pilen f9 peker på «borte», som ikke finnes."),
        ("V04", "f9", "Pilen f9 peker på «slutt2», som ikke finnes."),
    ]


def test_v04_a_loose_end_is_reported_once():
    sketch = Sketch().start().user("oppgave").end().line("start", "oppgave")
    sketch.flow("oppgave", "slut", key="f")
    assert faults(sketch) == [
        ("V04", "f", "Pilen f peker på «slut», som ikke finnes."),
        ("V06", "slutt", "«Slutt» (slutt) kan aldri nås."),
    ]


def test_v05_no_start_and_no_end():
    assert faults(Sketch().user("oppgave"))[:2] == [
        ("V05", "proeve", "Prosessen må ha én start. Fant 0."),
        ("V05", "proeve", "Prosessen må ha minst én slutt. Fant ingen."),
    ]


def test_v05_an_arrow_into_the_start_and_out_of_the_end():
    found = faults(plain().flow("slutt", "start"))
    assert ("V05", "start", "Starten start kan ikke ha piler inn.") in found
    assert ("V05", "slutt", "Slutten slutt kan ikke ha piler ut.") in found


def test_v06_and_v07_a_step_without_arrows():
    assert faults(plain().user("alene")) == [
        ("V06", "alene", "«Alene» (alene) kan aldri nås."),
        ("V07", "alene", "Fra «Alene» (alene) finnes det ingen vei ut."),
    ]


def test_v08_a_task_with_two_ways_out_and_two_in():
    sketch = plain().end("e2").flow("oppgave", "e2").user("to").line("oppgave", "to", "slutt")
    assert [f for f in faults(sketch) if f[0] == "V08"] == [
        ("V08", "oppgave", "«Oppgave» har flere piler ut. Bruk et valgpunkt."),
        ("V08", "slutt", "«Slutt» har flere piler inn. Bruk et valgpunkt."),
    ]


def choice(*, default="g_slutt", when='svar == "nei"', utfall=None):
    sketch = Sketch().start().user("oppgave", utfall=utfall or {"svar": "ja nei"})
    sketch.choice("g", default).end().end("avvist").line("start", "oppgave", "g", "slutt")
    return sketch.flow("g", "avvist", when=when)


def test_a_choice_is_accepted():
    assert faults(choice()) == []


def test_v09_a_choice_without_default():
    assert faults(choice(default="")) == [
        ("V09", "g", "Valgpunktet g mangler standardvei."),
        ("V09", "g_slutt", "Pilen g_slutt mangler vilkår."),
    ]


def test_v09_a_default_with_a_condition():
    assert ("V09", "g_avvist", "Standardveien g_avvist kan ikke ha vilkår.") in faults(
        choice(default="g_avvist")
    )


@pytest.mark.parametrize(
    "when",
    ["svar != \"ja\"", 'svar == "ja" or True', "svar == 'ja'", "__import__('os')", "svar", ""],
)  # fmt: skip
def test_v10_only_name_equals_value_is_understood(when):
    assert parse_condition(when) is None
    wanted = ("V10", "g_avvist", f"Vilkåret «{when}» forstås ikke.")
    assert wanted in faults(choice(when=when))


def test_v10_a_name_that_is_not_known_on_every_way():
    sketch = Sketch().start().user("en", utfall={"svar": "ja nei"}).choice("g1", "g1_to")
    sketch.user("to", utfall={"annet": "x y"}).choice("g2").choice("g3", "g3_slutt").end().end("e2")
    sketch.line("start", "en", "g1", "to", "g2", "g3", "slutt").flow(
        "g1", "g2", when='svar == "ja"'
    )
    sketch.flow("g3", "e2", when='annet == "x"')
    assert faults(sketch) == [("V10", "g3_e2", 'Vilkåret «annet == "x"» forstås ikke.')]


def test_v10_two_names_in_one_choice():
    sketch = choice(utfall={"svar": "ja nei", "annet": "x y"}).end("e3")
    sketch.flow("g", "e3", when='annet == "x"')
    assert faults(sketch) == [("V10", "g", "Valgpunktet g blander annet og svar. Bruk ett navn.")]


def test_v11_a_value_nobody_can_choose():
    assert faults(choice(when='svar == "kanskje"')) == [
        ("V11", "g_avvist", "«kanskje» er ikke en mulig verdi for svar.")
    ]


def test_v11_a_default_nobody_can_reach_and_a_value_with_two_arrows():
    sketch = choice().end("e3").flow("g", "e3", when='svar == "ja"')
    assert faults(sketch) == [("V11", "g", "Standardveien fra g kan aldri velges av svar.")]
    sketch = choice().end("e3").flow("g", "e3", when='svar == "nei"')
    assert faults(sketch) == [("V11", "g", "Verdien «nei» har flere piler ut fra g.")]
