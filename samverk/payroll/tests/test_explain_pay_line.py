import json
import string
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings

from samverk.core.money import Ppm
from samverk.core.rates.api import RateBook, national_book
from samverk.payroll.engine.calculate import calculate_member
from samverk.payroll.engine.result import BLOCKING_REMARKS
from samverk.payroll.engine.snapshot import Deduction
from samverk.payroll.rules.explain import (
    ALL_WORDS,
    LANGUAGES,
    TraceInvalid,
    explain,
    explain_remark,
    explain_steps,
)
from samverk.payroll.rules.explain_tax_texts import REMARK_WORDS
from samverk.payroll.rules.kostnadsoverslag import Kostnadssatser, cost_of_hours
from samverk.payroll.tests.facts import (
    UNION,
    claim,
    employment,
    kr,
    line_of,
    person,
    rules_of,
    run_of,
)
from samverk.payroll.tests.test_calculate_properties import SNAPSHOTS

NOVEMBER, RULES, BOOK = run_of(2026, 11), rules_of(), national_book()


def plain(text: str) -> str:
    """With ordinary spaces, so that a test can be read."""
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def explained(result, code, language="nb"):
    return explain(line_of(result, code).trace, RULES.wage_type(code), BOOK, language=language)


def november():
    facts = person(
        employment(claims=(claim("1400", beloep_oere=kr(6_000)), claim("1200", antall=600))),
        deductions=(UNION,),
    )
    return calculate_member(facts, RULES, NOVEMBER)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (
            "nb",
            "Skattetrekk 17 928 kr: tabell 8010, grunnlag 60 198 kr → årsinntekt 729 018 kr "
            "→ skatt 188 244 kr : 10,5.",
        ),
        (
            "nn",
            "Skattetrekk 17 928 kr: tabell 8010, grunnlag 60 198 kr → årsinntekt 729 018 kr "
            "→ skatt 188 244 kr : 10,5.",
        ),
        (
            "en",
            "Tax withheld NOK 17,928: table 8010, basis NOK 60,198 → annual income NOK 729,018 "
            "→ tax NOK 188,244 : 10.5.",
        ),
    ],
)
def test_tax_is_one_sentence_from_basis_to_result(language, sentence):
    assert plain(explained(november(), "2000", language).sentence) == sentence


def test_tax_shows_every_step_of_the_calculation():
    steps = [(plain(s.label), plain(s.figure)) for s in explained(november(), "2000").steps]
    assert steps == [
        ("Lønn det trekkes av", "62 094,02 kr"),
        ("Pensjon", "−1 180 kr"),
        ("Fagforening, innenfor grensa per måned", "−715,50 kr"),
        ("Grunnlag for trekk, hele kroner", "60 198 kr"),
        ("Årsinntekt: 60 150 kr × 12,12", "729 018 kr"),
        ("Minstefradrag", "−84 216 kr"),
        ("Fradrag i tabell 8010", "−10 000 kr"),
        ("Personfradrag", "−114 540 kr"),
        ("Kommune og fylke 13,75 % av 520 262 kr", "71 536 kr"),
        ("Fellesskatt 8,25 % av 520 262 kr", "42 922 kr"),
        ("Trinnskatt", "18 381 kr"),
        ("Trygdeavgift 7,6 %", "55 405 kr"),
        ("188 244 kr ÷ 10,5, avrundet", "17 928 kr"),
    ]


def test_an_explanation_names_law_source_and_what_is_unconfirmed():
    tax = explained(november(), "2000")
    assert tax.legal_ref == "skattebetalingsloven kap. 5"
    assert "Skatteetaten/trekktabell, master (581eae9)" in [rate.source for rate in tax.rates]
    assert not tax.is_confirmed
    pension = explained(november(), "2100")
    assert [rate.ref for rate in pension.rates] == ["spk.medlemsinnskudd@2017-01-01"]
    assert pension.is_confirmed


def test_a_figure_two_people_confirmed_is_no_longer_a_doubt():
    book = BOOK.with_confirmed(["overtid.timesats_divisor@2018-05-01"])
    trace = line_of(november(), "1200").trace
    assert explain(trace, RULES.wage_type("1200"), book).is_confirmed
    assert not explain(trace, RULES.wage_type("1200"), BOOK).is_confirmed


def test_a_figure_that_is_gone_from_the_book_is_named_not_hidden():
    found = explain(line_of(november(), "2100").trace, RULES.wage_type("2100"), RateBook([]))
    assert found.missing == ("spk.medlemsinnskudd@2017-01-01",)
    assert not found.is_confirmed


def test_an_addition_table_shows_an_addition():
    card = replace(person().skattekort, trekktabell="9020")
    result = calculate_member(replace(person(), skattekort=card), RULES, NOVEMBER)
    labels = {plain(s.label): plain(s.figure) for s in explained(result, "2000").steps}
    assert labels["Tillegg i tabell 9020"] == "+20 000 kr"
    assert "Fradrag i tabell 9020" not in labels


def test_half_tax_shows_the_full_tax_first():
    result = calculate_member(person(), RULES, run_of(2026, 12, is_half_tax=True))
    found = explained(result, "2000")
    assert plain(found.sentence) == (
        "Denne måneden er det halv skatt: 7 355 kr i stedet for 14 711 kr."
    )
    assert plain(found.steps[-1].figure) == "7 355 kr"
    assert plain(found.steps[0].label) == "Lønn det trekkes av"


def test_a_deduction_the_pay_did_not_reach_says_so():
    rent = Deduction("husleie", "2400", beloep_oere=kr(50_000))
    found = explained(calculate_member(person(deductions=(rent,)), RULES, NOVEMBER), "2400")
    assert plain(found.sentence) == (
        "Trekk etter avtale: lønna rakk til 37 229 kr av 50 000 kr. Resten tas i neste kjøring."
    )


def test_part_of_a_month_shows_the_days():
    result = calculate_member(
        person(employment(fixed=(replace(employment().fixed[0], fra=date(2026, 11, 16)),))),
        RULES,
        NOVEMBER,
    )
    steps = [(plain(s.label), plain(s.figure)) for s in explained(result, "1000").steps]
    assert steps == [
        ("Årslønn 636 000 kr ÷ 12, 100 %", "53 000 kr"),
        ("15 av 30 dager", "26 500 kr"),
    ]


def test_hours_with_and_without_a_factor():
    facts = employment(claims=(claim("1010", antall=750, sats_oere=kr(200), faktor=150),))
    with_factor = calculate_member(person(facts), RULES, NOVEMBER)
    steps = explained(with_factor, "1010").steps
    assert [plain(s.label) for s in steps] == ["7,5 timer × 200 kr × faktor 1,5"]


def test_a_cost_estimate_is_explained_line_by_line():
    rates = Kostnadssatser(Ppm(120_000), Ppm(88_000), Ppm(79_000))
    sentences = [
        plain(explain_steps(line.trace, line.noekkel)[0])
        for line in cost_of_hours(6_000, kr(235), rates).linjer
    ]
    assert sentences[0] == "60 timer à 235 kr er 14 100 kr."
    assert sentences[3] == ("Arbeidsgiveravgiften er 7,9 % av lønn og pensjonspremie: 1 211,92 kr.")


def test_a_trace_that_has_been_stored_as_json_explains_the_same():
    line = line_of(november(), "2000")
    stored = json.loads(json.dumps(line.trace))
    wage_type = RULES.wage_type("2000")
    assert explain(stored, wage_type, BOOK) == explain(line.trace, wage_type, BOOK)


@pytest.mark.parametrize("trace", [("ukjent", ()), ("beloep", ()), ("beloep", (), 1, 2)])
def test_a_trace_of_no_rule_is_refused(trace):
    with pytest.raises(TraceInvalid, match="kan ikke forklares"):
        explain(trace, RULES.wage_type("1300"), BOOK)


@given(SNAPSHOTS)
@settings(max_examples=100)
def test_every_line_the_engine_can_make_is_explained_in_three_languages(facts):
    result = calculate_member(facts, RULES, NOVEMBER)
    for language in LANGUAGES:
        for line in result.lines:
            found = explain(line.trace, RULES.wage_type(line.wage_type), BOOK, language=language)
            text = " ".join([found.sentence, *(f"{s.label} {s.figure}" for s in found.steps)])
            assert found.sentence
            assert found.missing == ()
            assert "{" not in text
            assert "--" not in text
        for remark in result.remarks:
            assert "{" not in explain_remark(remark.code, remark.args, language=language)


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("rule", sorted(ALL_WORDS))
def test_the_three_languages_say_the_same(rule):
    texts = ALL_WORDS[rule].texts
    assert set(texts) == set(LANGUAGES)
    shapes = {
        (
            frozenset(fields(text.sentence)),
            tuple((frozenset(fields(s.label)), s.figure, s.unless_zero) for s in text.steps),
        )
        for text in texts.values()
    }
    assert len(shapes) == 1


def test_every_remark_has_its_sentence_in_three_languages():
    assert set(REMARK_WORDS) >= BLOCKING_REMARKS
    for kinds, texts in REMARK_WORDS.values():
        assert set(texts) == set(LANGUAGES)
        for text in texts.values():
            assert fields(text) <= {str(n) for n in range(len(kinds))}
    with pytest.raises(TraceInvalid, match="har ingen tekst"):
        explain_remark("ukjent", ())
