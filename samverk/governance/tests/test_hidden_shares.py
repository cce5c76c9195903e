"""A share that leaves one to four is hidden, and the total with it; a slot's step has its file."""

from datetime import date
from decimal import Decimal

import pytest
from psycopg.types.json import Jsonb

from samverk.governance.tests.conftest import World, at


def journalled(world, *, by_itself, by_hand):
    """So many records of one day."""
    for number in range(by_itself + by_hand):
        world.row(
            "archive_registrering", type="journalpost", is_automatic=number < by_itself,
            journalstatus="J", journalposttype="I",
            opprettet_at=at(11, 3), journalpostnummer=number + 1, ekstern_id=str(number),
            journalaar=2026, journalsekvensnummer=number + 1, journaldato=date(2026, 11, 3),
        )  # fmt: skip


@pytest.mark.parametrize(
    ("by_itself", "by_hand", "verdi"),
    [
        (17, 3, None),  # 85 %, n 20 tells that three were not
        (19, 1, None),
        (16, 4, None),
        (15, 5, Decimal("75.00")),
        (20, 0, Decimal("100.00")),  # nobody is left outside
        (3, 17, None),  # nor is a small share told
        (4, 16, None),
        (5, 15, Decimal("25.00")),
        (0, 20, Decimal("0.00")),
    ],
)
def test_a_share_that_leaves_one_to_four_is_hidden(world, measured, by_itself, by_hand, verdi):
    journalled(world, by_itself=by_itself, by_hand=by_hand)
    found = measured("autoarkiv")
    hidden = verdi is None
    assert (found.verdi, found.is_undertrykt, found.n) == (verdi, hidden, None if hidden else 20)
    assert found.detaljer == ({} if hidden else {"automatisk": by_itself})
    total = measured("autoarkiv", slug=None)  # the same records: one university is the total
    assert (total.verdi, total.is_undertrykt) == (verdi, hidden)


@pytest.mark.parametrize(
    ("hands", "total"),
    [
        ({"uit": 3, "uio": 0, "uib": 6}, None),  # one is hidden: the total less the others tells it
        ({"uit": 2, "uio": 2, "uib": 6}, None),  # two, but four together
        ({"uit": 3, "uio": 2, "uib": 6}, (Decimal("81.67"), 60)),
        ({"uit": 5, "uio": 0, "uib": 6}, (Decimal("81.67"), 60)),
    ],
)
def test_the_total_hides_with_a_share_that_it_would_tell(without_rules, measured, hands, total):
    for slug, by_hand in hands.items():
        journalled(World(without_rules, slug), by_itself=20 - by_hand, by_hand=by_hand)
    for slug, by_hand in hands.items():
        assert measured("autoarkiv", slug=slug).is_undertrykt is (by_hand in (1, 2, 3, 4)), slug
    found = measured("autoarkiv", slug=None)
    assert ((found.verdi, found.n) if not found.is_undertrykt else None) == total


def test_a_count_in_the_details_is_not_told_when_small_nor_by_the_total(without_rules, measured):
    for slug, late in (("uit", 2), ("uio", 6)):
        world = World(without_rules, slug)
        october = world.run(10, 1, 12)
        contract = world.hire(at(8, 1), date(2026, 8, 15))
        for _ in range(9):
            world.sheet(contract, at(9, 25), at(9, 28), october)
        for _ in range(late):
            world.sheet(contract, at(9, 25), None)
    told = {
        slug: measured("timeloenn_i_tide", 10, slug=slug).detaljer for slug in ("uit", "uio", None)
    }
    assert told == {
        "uit": {"i_tide": 9},
        "uio": {"i_tide": 9, "ikke_godkjent_ved_fristen": 6},
        None: {"i_tide": 18},
    }


def test_a_step_in_a_slot_is_told_by_the_slots_own_file(without_rules, measured):
    for slug, file in (("uit", "lokal_uit"), ("uio", "lokal_uio")):
        world = World(without_rules, slug)
        process = world.row("workflow_definition", noekkel="hire_to_pay")
        slot = world.row("workflow_definition", noekkel=file)
        case = world.row(
            "workflow_instance", definition_id=process, status="aapen", objekt_type="ansettelse",
            fragments=Jsonb({"lokal": str(slot)}),
        )  # fmt: skip
        for number in range(5):
            world.row(
                "workflow_step", instance_id=case, nr=number, node="k_hr", scope="lokal",
                kind="userTask", status="ferdig", entered_at=at(11, 5), left_at=at(11, 6),
            )  # fmt: skip
    for slug, file in (("uit", "lokal_uit"), ("uio", "lokal_uio")):
        [step] = measured("ventetid_ledd", slug=slug).detaljer["ledd"]
        assert (step["prosess"], step["ledd"], step["n"]) == (file, "k_hr", 5)
    both = measured("ventetid_ledd", slug=None).detaljer["ledd"]
    assert {(step["prosess"], step["n"]) for step in both} == {("lokal_uit", 5), ("lokal_uio", 5)}
