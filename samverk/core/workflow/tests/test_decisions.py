"""Decision tables: exactly one rule answers, and nothing in a cell is executed."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samverk.core.workflow.rules.decision_check import check_table
from samverk.core.workflow.rules.decisions import (
    DecisionInputInvalid,
    DecisionTableInvalid,
    DecisionUndecided,
    evaluate_table,
    read_table,
)
from samverk.core.workflow.tests import samples

DAY = date(2026, 3, 1)
RATES = {
    "anskaffelse.innslag": 100000,
    "anskaffelse.nasjonal": "1300000",
    "anskaffelse.eos": Decimal(1490000),
    "parameter.toleranse_faktura": "0",
}


def resolve(name, on):
    return RATES.get(name)


def table(rows, *, columns=None, ellers=None, tester=None):
    columns = columns or [{"navn": "beloep", "type": "tall", "min": "0"}]
    return read_table(
        {
            "noekkel": "t", "versjon": 1, "treff": "UNIQUE", "gyldig_fra": "2026-01-01",
            "inn": columns, "ut": [{"navn": "vei", "verdier": ["a", "b"]}], "ellers": ellers,
            "regler": [{"id": f"r{i}", "inn": r[:-1], "ut": r[-1:]} for i, r in enumerate(rows, 1)],
            "tester": [{"inn": {"beloep": "1"}, "ut": {"vei": "a"}}] if tester is None else tester,
        }
    )  # fmt: skip


@pytest.mark.parametrize("name", ["godkjenningsvei", "innkjoepsvei", "treveis_match"])
def test_the_samples_have_no_gap_no_overlap_and_pass_their_own_tests(name):
    assert check_table(read_table(samples.table_data(name)), resolve=resolve) == ()


def test_an_overlap_is_shown_with_an_example():
    assert check_table(table([("<= 10", "a"), (">= 10", "b")]), resolve=resolve) == (
        "t: Regel r1 og r2 treffer samtidig når beloep = 10.",
    )


def test_a_gap_is_shown_with_an_example():
    assert check_table(table([("< 10", "a"), ("> 10", "b")]), resolve=resolve) == (
        "t: Ingen regel treffer når beloep = 10.",
    )


def test_a_gap_between_fractions_is_found():
    assert check_table(table([("<= 10", "a"), (">= 10.01", "b")]), resolve=resolve) == (
        "t: Ingen regel treffer når beloep = 10.005.",
    )


def test_otherwise_answers_a_gap():
    open_table = table([("< 10", "a")], ellers=["b"])
    assert check_table(open_table, resolve=resolve) == ()
    decision = evaluate_table(open_table, {"beloep": 10}, on=DAY, resolve=resolve)
    assert (decision.outputs, decision.rule_id) == ({"vei": "b"}, "ellers")


def test_a_rule_that_can_never_hit():
    assert check_table(table([("-", "a"), ("(5..5)", "b")]), resolve=resolve) == (
        "t: Regel r2 kan aldri treffe.",
    )


def test_dates_have_no_room_between_two_days():
    columns = [{"navn": "dato", "type": "dato"}]
    test = [{"inn": {"dato": "2026-05-01"}, "ut": {"vei": "b"}}]
    rows = [("< 2026-05-01", "a"), (">= 2026-05-01", "b")]
    assert check_table(table(rows, columns=columns, tester=test), resolve=resolve) == ()
    rows = [("<= 2026-04-29", "a"), (">= 2026-05-01", "b")]
    assert check_table(table(rows, columns=columns, tester=test), resolve=resolve) == (
        "t: Ingen regel treffer når dato = 2026-04-30.",
    )


def test_a_new_threshold_that_crosses_another_is_caught():
    moved = RATES | {"anskaffelse.nasjonal": "1600000"}
    found = check_table(
        read_table(samples.table_data("innkjoepsvei")), resolve=lambda n, on: moved.get(n)
    )
    assert found[0] == (
        "innkjoepsvei: Regel r3 og r5 treffer samtidig når rammeavtale = nei, beloep = 1490000."
    )
    assert "innkjoepsvei: Regel r4 kan aldri treffe." in found


def test_references_are_looked_up_on_each_day_given():
    def dated(name, on):
        return None if on >= date(2027, 1, 1) else resolve(name, on)

    found = check_table(
        read_table(samples.table_data("innkjoepsvei")), resolve=dated, dates=[date(2027, 1, 1)]
    )
    assert found == ("innkjoepsvei: @anskaffelse.innslag har ingen verdi 2027-01-01.",)


def test_too_many_cells_are_refused():
    columns = [{"navn": f"k{i}", "type": "ja_nei"} for i in range(18)]
    found = check_table(table([("-",) * 18 + ("a",)], columns=columns, tester=[]), resolve=resolve)
    assert found[0] == "t: 262144 celler er flere enn 200000. Del tabellen."


def test_the_tables_own_tests_are_run():
    test = [{"inn": {"beloep": "1"}, "ut": {"vei": "b"}}, {"inn": {}, "ut": {}}]
    assert check_table(table([("-", "a")], tester=test), resolve=resolve) == (
        "t: test 1 ventet {'vei': 'b'}, fikk {'vei': 'a'}.",
        "t: test 2 kan ikke kjøres: beloep mangler.",
    )
    assert check_table(table([("-", "a")], tester=[]), resolve=resolve) == (
        "t: tabellen har ingen tester.",
    )


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("beloep > 3", "regel r1: cellen «beloep > 3» forstås ikke for beloep"),
        ("10", "regel r1: cellen «10» forstås ikke for beloep"),
        ("< ti", "regel r1: «ti» er ikke tall (beloep)"),
        ("< nan", "regel r1: «nan» er ikke tall (beloep)"),
        ("< __import__('os')", "regel r1: «__import__('os')» er ikke tall (beloep)"),
        ("[1..2", "regel r1: cellen «[1..2» forstås ikke for beloep"),
        ("ja", "regel r1: cellen «ja» forstås ikke for beloep"),
    ],
)
def test_a_cell_outside_the_grammar_is_refused(cell, message):
    with pytest.raises(DecisionTableInvalid) as refused:
        table([(cell, "a")])
    assert str(refused.value) == message


def test_a_code_or_answer_outside_the_lists_is_refused():
    columns = [{"navn": "art", "type": "kode", "verdier": ["x", "y"]}]
    with pytest.raises(DecisionTableInvalid, match="regel r1: «z» er ikke en verdi for art"):
        table([('"x","z"', "a")], columns=columns)
    with pytest.raises(DecisionTableInvalid, match="regel r1: «c» er ikke en verdi for vei"):
        table([("-", "c")])


def test_hit_policy_first_is_refused():
    data = samples.table_data("godkjenningsvei") | {"treff": "FIRST"}
    with pytest.raises(DecisionTableInvalid, match="treff «FIRST» støttes ikke, bare UNIQUE"):
        read_table(data)


def test_a_test_without_facts_is_refused():
    with pytest.raises(DecisionTableInvalid, match="tabellen mangler 'inn'"):
        table([("-", "a")], tester=[{"ut": {}}])


def test_a_table_without_its_parts_is_refused():
    data = samples.table_data("godkjenningsvei")
    del data["inn"]
    with pytest.raises(DecisionTableInvalid, match="tabellen mangler 'inn'"):
        read_table(data)


def test_the_answer_tells_why():
    decision = evaluate_table(
        read_table(samples.table_data("innkjoepsvei")),
        {"rammeavtale": False, "beloep": Decimal("1299999.99")}, on=DAY, resolve=resolve,
    )  # fmt: skip
    assert decision.outputs == {"vei": "innkjoeper", "foa_del": "I"}
    assert decision.rule_id == "r3"
    assert decision.inputs == {"rammeavtale": "nei", "beloep": "1299999.99"}
    assert decision.references["anskaffelse.nasjonal"] == "1300000"


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ({}, "beloep mangler."),
        ({"beloep": 1.5}, "«1.5» er ikke tall (beloep)."),
        ({"beloep": True}, "«True» er ikke tall (beloep)."),
        ({"beloep": "-1"}, "«-1» er ikke en mulig verdi for beloep."),
        ({"beloep": "1", "navn": "Kari"}, "navn er ikke en kolonne i t."),
    ],
)
def test_facts_outside_the_columns_are_refused(inputs, message):
    with pytest.raises(DecisionInputInvalid) as refused:
        evaluate_table(table([("-", "a")]), inputs, on=DAY, resolve=resolve)
    assert str(refused.value) == message


def test_a_table_that_was_never_checked_still_never_guesses():
    with pytest.raises(DecisionUndecided, match=r"^2 regler i t svarer"):
        evaluate_table(table([("-", "a"), ("-", "b")]), {"beloep": 1}, on=DAY, resolve=resolve)
    with pytest.raises(DecisionUndecided, match=r"^0 regler i t svarer"):
        evaluate_table(table([("> 5", "a")]), {"beloep": 1}, on=DAY, resolve=resolve)


ENDS = st.sampled_from(["0", "1", "2.5", "3", "7"])
CELLS = st.one_of(
    st.just("-"),
    st.builds("{} {}".format, st.sampled_from(["<", "<=", ">", ">="]), ENDS),
    st.builds("{}{}..{}{}".format, st.sampled_from("[("), ENDS, ENDS, st.sampled_from("])")),
)


@given(
    st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=4),
    st.decimals(0, 10, places=2),
    st.decimals(0, 10, places=2),
)
def test_a_table_without_findings_answers_everything_and_others_do_not(rows, one, other):
    columns = [{"navn": "x", "type": "tall", "min": "0"}, {"navn": "y", "type": "tall", "min": "0"}]
    made = table([(*row, "a") for row in rows], columns=columns)
    found = [f for f in check_table(made, resolve=resolve) if "treffer" in f]
    try:
        evaluate_table(made, {"x": one, "y": other}, on=DAY, resolve=resolve)
    except DecisionUndecided:
        assert found
