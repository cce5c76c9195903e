"""The validator on blocks, loops, timers, tasks, slots, four eyes, diagram and names."""

import pytest

from samverk.core.workflow.rules.validator import check_publishing, validate_definition
from samverk.core.workflow.tests import samples
from samverk.core.workflow.tests.sketch import Sketch, plain
from samverk.core.workflow.tests.test_validator import REGISTRIES, choice, faults


def fork(*middle):
    sketch = Sketch().start().parallel("del").user("a").user("b").parallel("samle").end()
    return sketch.line("start", "del", "a", *middle, "samle", "slutt").line("del", "b", "samle")


def test_a_parallel_block_is_accepted():
    assert faults(fork()) == []


def test_v12_a_fork_without_a_join():
    sketch = Sketch().start().parallel("del").user("a").user("b").end().end("e2")
    sketch.line("start", "del", "a", "slutt").line("del", "b", "e2")
    assert faults(sketch) == [("V12", "del", "Delingen del samles ikke av ett punkt.")]


def test_v12_an_end_inside_the_block():
    sketch = fork().timer("ur", "a").end("e2").flow("ur", "e2")
    assert faults(sketch) == [
        ("V12", "del", "Delingen del samles ikke av ett punkt."),
        ("V12", "samle", "Samlingen samle hører ikke til noen deling."),
    ]


def test_v12_an_arrow_that_leaves_the_block():
    sketch = Sketch().start().choice("foer").parallel("del").user("a", utfall={"s": "ja nei"})
    sketch.user("b").choice("g", "g_samle").parallel("samle").end()
    sketch.line("start", "foer", "del", "a", "g", "samle", "slutt").line("del", "b", "samle")
    sketch.flow("g", "foer", when='s == "nei"')
    assert ("V12", "del", "Delingen del samles ikke av ett punkt.") in faults(sketch)


def test_v12_an_arrow_into_the_block():
    sketch = Sketch().start().user("en", utfall={"s": "ja nei"}).choice("g", "g_del").choice("m")
    sketch.parallel("del").user("a").user("b").parallel("samle").end()
    sketch.line("start", "en", "g", "del", "m", "a", "samle", "slutt").line("del", "b", "samle")
    sketch.flow("g", "m", when='s == "nei"')
    assert ("V12", "del", "Delingen del samles ikke av ett punkt.") in faults(sketch)


def test_v12_nested_blocks_are_accepted_and_a_timer_that_rejoins():
    sketch = Sketch().start().parallel("d1").parallel("d2").user("a").user("b").parallel("s2")
    sketch.user("c").user("c2").choice("m").timer("ur", "c").parallel("s1").end()
    sketch.line("start", "d1", "d2", "a", "s2", "s1", "slutt").line("d2", "b", "s2")
    sketch.line("d1", "c", "m", "s1").line("ur", "c2", "m")
    assert faults(sketch) == []


def test_v12_a_gateway_that_joins_and_forks():
    sketch = Sketch().start().parallel("del").user("a").user("b").parallel("midt").user("c")
    sketch.user("d").parallel("samle").end()
    sketch.line("start", "del", "a", "midt", "c", "samle", "slutt")
    sketch.line("del", "b", "midt", "d", "samle")
    assert ("V12", "midt", "Punktet midt både samler og deler. Bruk to punkter.") in faults(sketch)


def test_v13_a_loop_without_anybody():
    sketch = Sketch().start().choice("inn").service("gjoer").rule("velg").choice("g", "g_slutt")
    sketch.end().line("start", "inn", "gjoer", "velg", "g", "slutt")
    sketch.flow("g", "inn", when='vei == "a"')
    assert faults(sketch) == [
        ("V13", "inn", "Løkken inn, gjoer, velg, g kan gå evig uten at noen gjør noe.")
    ]


def test_v14_a_timer_on_a_machine_step():
    sketch = Sketch().start().service("gjoer").timer("ur", "gjoer").end().end("e2")
    sketch.line("start", "gjoer", "slutt").line("ur", "e2")
    assert faults(sketch) == [
        ("V14", "ur", "Tidsuret ur er festet til et steg som ikke kan vente.")
    ]


def test_v14_three_timers_and_one_without_duration():
    sketch = plain()
    for number in (1, 2, 3):
        sketch.timer(f"ur{number}", "oppgave", duration="P1D" if number < 3 else None)
        sketch.end(f"e{number}").flow(f"ur{number}", f"e{number}")
    assert faults(sketch) == [
        ("V14", "oppgave", "«Oppgave» har flere enn to tidsur."),
        ("V14", "ur3", "Tidsuret ur3 mangler varighet."),
    ]


def test_v15_a_side_branch_that_asks_a_person():
    sketch = plain().timer("ur", "oppgave", interrupting=False).user("b").end("e2")
    assert faults(sketch.line("ur", "b", "e2")) == [
        ("V15", "ur", "Grenen fra ur må ende for seg selv.")
    ]


def test_v15_a_side_branch_that_joins_the_main_line():
    sketch = Sketch().start().user("oppgave").choice("m").end()
    sketch.timer("ur", "oppgave", interrupting=False).service("varsle")
    sketch.line("start", "oppgave", "m", "slutt").line("ur", "varsle", "m")
    assert ("V15", "ur", "Grenen fra ur må ende for seg selv.") in faults(sketch)


@pytest.mark.parametrize(
    "text", ["P1M", "P1Y", "3D", '"P3D"', "P0D", "PT30M", "R3/PT1H", "", "P3D "]
)
def test_v16_other_durations_are_refused(text):
    sketch = Sketch().start().user("oppgave").timer("ur", "oppgave", duration=f"<![CDATA[{text}]]>")
    sketch.end().end("e2").line("start", "oppgave", "slutt").line("ur", "e2")
    shown = text.strip()
    expected = [("V16", "ur", f"Varigheten «{shown}» er ugyldig.")] if shown != "P3D" else []
    assert faults(sketch) == expected


def test_v16_hours_are_not_counted_in_working_days():
    sketch = plain().timer("ur", "oppgave", duration="PT5H", virkedager="true").end("e2")
    assert faults(sketch.line("ur", "e2")) == [
        ("V16", "ur", "Tidsuret ur kan ikke telle timer i virkedager.")
    ]


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"rolle": ""}, "Oppgaven «Oppgave» mangler rolle."),
        ({"rolle": "keiser"}, "Rollen keiser finnes ikke."),
        ({"skjema": ""}, "Oppgaven «Oppgave» mangler skjema."),
        ({"skjema": "x.y"}, "Skjemaet x.y finnes ikke."),
        ({"frist": ""}, "Oppgaven «Oppgave» mangler frist (eller frist=ingen)."),
        ({"utfall": {"svar": ""}}, "Oppgaven «Oppgave» har et utfall uten navn eller verdier."),
    ],
)
def test_v17_a_task_says_who_where_and_when(more, message):
    sketch = Sketch().start().user("oppgave", **more).end().line("start", "oppgave", "slutt")
    assert faults(sketch) == [("V17", "oppgave", message)]


def test_v18_v19_v20_what_is_not_registered():
    sketch = Sketch().start().service("s", "x.y").rule("r", "tabell").catch("h", "a.b.c.v1", "")
    sketch.catch("i", message="annet").end().line("start", "s", "r", "h", "i", "slutt")
    assert faults(sketch) == [
        ("V18", "s", "Handlingen x.y finnes ikke."),
        ("V19", "r", "Tabellen tabell er ikke publisert."),
        ("V20", "h", "Hendelsen a.b.c.v1 er ukjent."),
        ("V20", "h", "Hendelsen h mangler korrelasjonsnøkkel."),
        ("V20", "i", "Meldingen til i må hete hr.proeve.skjedd.v1."),
    ]


def test_v21_slots():
    sketch = (
        Sketch().start().slot("lokal", "kontroll", "true").end().line("start", "lokal", "slutt")
    )
    bound = samples.registries(bindings={"UiB": {"kontroll"}, "UiT": set()})
    found = validate_definition(sketch.xml(), file="p", registries=bound)
    assert [f.message for f in found] == ["Sporet kontroll mangler innhold hos UiT."]
    sketch = Sketch().start().slot("lokal", called="annet").end().line("start", "lokal", "slutt")
    assert faults(sketch) == [("V21", "lokal", "Sporet lokal er ikke deklarert.")]


def test_v22_four_eyes_on_a_step_some_ways_pass_by():
    sketch = choice().user("tre", more=' ikkeSammeSom="oppgave"').end("e3")
    del sketch.flows["g_slutt"]
    sketch.flow("g", "tre", key="g_slutt").flow("tre", "slutt")
    del sketch.elements["e3"], sketch.shapes["e3"]
    assert faults(sketch) == []
    sketch.elements["oppgave"] = sketch.elements["oppgave"].replace(
        'frist="P3D"', 'frist="P3D" ikkeSammeSom="tre"'
    )
    assert faults(sketch) == [
        ("V22", "oppgave",
         "Fireøyneregelen på oppgave viser til et steg som ikke alltid er utført.")
    ]  # fmt: skip


def test_v22_a_step_in_the_other_parallel_arm_is_not_always_done():
    sketch = fork()
    sketch.elements["b"] = sketch.elements["b"].replace("frist=", 'ikkeSammeSom="a" frist=')
    message = "Fireøyneregelen på b viser til et steg som ikke alltid er utført."
    assert faults(sketch) == [("V22", "b", message)]


def test_v23_the_diagram_is_complete_and_nothing_overlaps():
    sketch = plain()
    sketch.hidden = {"oppgave", "start_oppgave"}
    assert faults(sketch) == [
        ("V23", "oppgave", "«Oppgave» mangler plass i diagrammet."),
        ("V23", "start_oppgave", "«start_oppgave» mangler plass i diagrammet."),
    ]
    sketch = plain()
    sketch.shapes["slutt"] = ("endEvent", 200, 10)
    assert faults(sketch) == [("V23", "oppgave", "«Oppgave» ligger oppå slutt i diagrammet.")]


def test_v24_names_in_both_languages():
    sketch = (
        Sketch().start().user("oppgave", nn=False).end(name="").line("start", "oppgave", "slutt")
    )
    assert faults(sketch) == [
        ("V24", "oppgave", "«oppgave» mangler navn på nynorsk."),
        ("V24", "slutt", "«slutt» mangler navn på bokmål."),
        ("V24", "slutt", "«slutt» mangler navn på nynorsk."),
    ]


def test_v26_another_pair_of_eyes_and_a_decision():
    found = check_publishing(
        file="p", drafted_by="kari", published_by="kari", decision_ref=" ", is_national=True
    )
    assert [(f.code, f.message) for f in found] == [
        ("V26", "Utkastet må publiseres av en annen."),
        ("V26", "En nasjonal definisjon må ha vedtaksreferanse."),
    ]
    assert check_publishing(
        file="p", drafted_by="kari", published_by="ola", decision_ref="UDIR-BOTT 12/26",
        is_national=True,
    ) == ()  # fmt: skip


def test_a_fault_reads_as_one_line():
    found = validate_definition(choice(default="").xml(), file="p.bpmn", registries=REGISTRIES)
    assert str(found[0]) == "V09 p.bpmn, g: Valgpunktet g mangler standardvei."


def test_names_from_the_file_are_text_and_nothing_else():
    sketch = Sketch().start().user("oppgave", rolle="", name='{id.__class__} "<b>"').end()
    sketch.line("start", "oppgave", "slutt")
    assert faults(sketch)[0][2] == 'Oppgaven «{id.__class__} "<b>"» mangler rolle.'
