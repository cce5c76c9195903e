"""The drawing: readable at page width, safe in a strict page, true about loops."""

import re

import pytest
from lxml import etree

from samverk.core.workflow.rules.drawing import draw_case
from samverk.core.workflow.rules.layout import folded
from samverk.core.workflow.rules.lettering import text_width, wrap
from samverk.core.workflow.rules.progress import Progress, Visit
from samverk.core.workflow.tests import samples
from samverk.core.workflow.tests.test_steplist import DUE, HIRE, LEADER, NEED, NOW, progress

SVG = "{http://www.w3.org/2000/svg}"


def parsed(case, **more):
    return etree.fromstring(draw_case(case, prefix="s1", **more))


def texts(element):
    return ["".join(t.itertext()) for t in element.iter(f"{SVG}text")]


def node(svg, key):
    return next(g for g in svg.iter(f"{SVG}g") if g.get("id") == f"s1-{key}")


@pytest.fixture
def at_leader():
    return progress(HIRE, ["bestill"], answers=LEADER, due=DUE)


def test_it_is_an_image_with_title_and_description(at_leader):
    svg = parsed(at_leader)
    assert svg.get("role") == "img"
    assert (svg.get("aria-labelledby"), svg.get("aria-describedby")) == ("s1-t", "s1-d")
    assert svg.findtext(f"{SVG}title") == "Hvor er saken: Ansettelse til første lønn"
    assert svg.findtext(f"{SVG}desc").replace("\u00a0", " ") == (
        "Saken venter på Kari Nordmann, leder (BDM), siden 20. november 2026."
        " Frist 25. november 2026. "
        "Stegene står også som liste."
    )


def test_every_id_has_the_prefix_and_is_used_once(at_leader):
    ids = [e.get("id") for e in parsed(at_leader).iter() if e.get("id")]
    assert all(i.startswith("s1-") for i in ids)
    assert len(ids) == len(set(ids)) == 26 + 4


def test_there_is_no_style_no_script_and_nothing_external(at_leader):
    svg = draw_case(at_leader, prefix="s1")
    assert not re.search(r"<style|style=|<script|href|<image|@import|on\w+=", svg)
    assert svg.count("http") == 1


def test_colours_are_custom_properties_with_fall_backs_or_fixed(at_leader):
    svg = draw_case(at_leader, prefix="s1")
    colours = set(re.findall(r'(?:fill|stroke)="([^"]*)"', svg))
    assert all(re.fullmatch(r"none|var\(--[a-z0-9-]+,#[0-9a-f]{6}\)", c) for c in colours)
    fixed = draw_case(at_leader, prefix="s1", has_fixed_colours=True)
    assert "var(" not in fixed


def test_states_show_by_symbol_and_weight_too(at_leader):
    svg = parsed(at_leader)
    done, now, gone = (node(svg, key)[0] for key in ("bestill", "bdm", "rad"))
    assert [e.get("stroke-width") for e in (done, now, gone)] == ["2", "3", "1.5"]
    assert gone.get("stroke-dasharray") == "5 4"
    assert texts(node(svg, "bdm"))[-2:] == ["Kari Nordmann", "Du er her"]
    assert texts(node(svg, "rad"))[-1] == "Ikke aktuelt"


def test_the_name_stands_above_where_a_timer_sits_on_the_lower_edge(at_leader):
    svg = parsed(at_leader)
    box = node(svg, "bdm").find(f"{SVG}rect")
    name = next(t for t in node(svg, "bdm").iter(f"{SVG}text") if t.text == "Kari Nordmann")
    assert float(name.get("y")) < float(box.get("y"))
    ordered = next(t for t in node(svg, "bestill").iter(f"{SVG}text") if t.text == "Ola Hansen")
    assert float(ordered.get("y")) > float(node(svg, "bestill").find(f"{SVG}rect").get("y"))


def test_taken_arrows_are_thicker(at_leader):
    svg = parsed(at_leader)
    thick = [e for e in svg.iter(f"{SVG}polyline") if e.get("stroke-width") == "3"]
    assert len(thick) == 4  # f0, f1, f2 and f_bdm


def test_a_loop_and_a_cancelled_branch_are_told():
    acts = ["bestill", "bdm", "kontrakt", "signer !frist_sign"]
    svg = parsed(progress(HIRE, acts, answers=LEADER))
    assert "--stop" in node(svg, "signer")[0].get("stroke")
    acts += ["avklar avklart=ny_kontrakt", "kontrakt"]
    svg = parsed(progress(HIRE, acts, answers=LEADER), language="nn")
    assert "2. gong" in texts(node(svg, "signer"))
    assert "--act" in node(svg, "signer")[0].get("stroke")


@pytest.mark.parametrize("name", [HIRE, NEED])
def test_26_nodes_fold_into_900_without_anything_on_top_of_anything(name):
    definition = samples.definition(name)
    layout = folded(definition, 900)
    assert layout.width <= 900
    boxes = [
        (k, s) for k, s in layout.shapes.items() if definition.nodes[k].kind != "boundaryEvent"
    ]
    assert len(layout.shapes) == len(definition.nodes)
    for i, (one, a) in enumerate(boxes):
        assert a.x >= 0
        assert a.x + a.width <= layout.width
        for other, b in boxes[i + 1 :]:
            apart = (
                a.x + a.width <= b.x or b.x + b.width <= a.x
                or a.y + a.height <= b.y or b.y + b.height <= a.y
            )  # fmt: skip
            assert apart, (one, other)


@pytest.mark.parametrize("width", [420, 640, 900, 1400])
def test_every_arrow_is_whole_and_straight_at_any_width(width):
    definition = samples.definition(HIRE)
    layout = folded(definition, width)
    assert {r.flow for r in layout.routes} == set(definition.flows)
    for flow in definition.flows:
        assert [r.is_tail for r in layout.routes if r.flow == flow][-1]
    for route in layout.routes:
        for (x1, y1), (x2, y2) in zip(route.points, route.points[1:], strict=False):
            assert min(abs(x1 - x2), abs(y1 - y2)) < 0.01, route
    letters = [letter for _, _, letter in layout.marks]
    assert all(letters.count(letter) == 2 for letter in letters)


def test_a_short_fragment_stays_in_one_row_and_unplaced_as_drawn():
    case = Progress(samples.definition("lokal_kontroll_uio"), [Visit("k_hr", NOW, who="Kari")])
    assert folded(case.definition, 900).marks == ()
    assert parsed(case, is_compact=False).get("viewBox") == "22 -10 396 160"


def test_text_from_the_definition_is_escaped():
    data = samples.xml("lokal_kontroll_uio").replace(b"HR-kontroll ved", b"&lt;b&gt; &amp; x")
    from samverk.core.workflow.rules.bpmn_reader import parse_definition

    svg = draw_case(Progress(parse_definition(data), []), prefix='"><x')
    assert "<b>" not in svg
    assert "<x" not in svg
    etree.fromstring(svg)


def test_words_break_by_measured_width():
    assert wrap("Finn godkjenningsvei", 100, 12.5, 3) == ["Finn", "godkjenningsvei"]
    assert wrap("Arbeidsmiljøutvalgsmedlem", 80, 12.5, 3)[0].endswith("-")
    assert wrap("en to tre fire fem seks sju åtte", 40, 12, 2)[1].endswith("…")
    assert text_width("iii", 10) < text_width("mmm", 10)


def test_a_process_as_drawn_is_not_told_of_as_a_case():
    svg = parsed(Progress(samples.definition(HIRE), []))
    assert svg.findtext(f"{SVG}title") == "Ansettelse til første lønn"
    assert svg.findtext(f"{SVG}desc") == (
        "Prosessen slik den er tegnet. Stegene står også som liste."
    )


@pytest.mark.parametrize("width", [420, 640, 900, 1400])
def test_no_label_runs_under_the_letter_at_a_cut_and_no_end_stands_alone(width):
    definition = samples.definition(HIRE)
    layout = folded(definition, width)
    named = {f.id: f.named("nb") for f in definition.flows.values() if f.named("nb")}
    for route in layout.routes:
        (x1, y1), (x2, y2) = route.points[-2:]
        if route.flow in named and not route.is_tail and y1 == y2 and len(route.points) == 2:
            assert abs(x2 - x1) >= text_width(named[route.flow], 11) + 14, route
    tallest = max(layout.shapes.values(), key=lambda shape: shape.y)
    ends = {n.id for n in definition.nodes.values() if n.kind == "endEvent"}
    in_last_band = {k for k, s in layout.shapes.items() if s.y > tallest.y - 130}
    assert in_last_band - ends
