from dataclasses import replace

import pytest

from samverk.payroll.engine.snapshot_json import (
    SnapshotInvalid,
    read_snapshot,
    snapshot_hash,
    snapshot_json,
)
from samverk.payroll.tests.facts import UNION, claim, employment, person


def test_a_snapshot_reads_back_as_itself():
    facts = person(employment(claims=(claim("1010", antall=750, sats_oere=23_510),)))
    assert read_snapshot(snapshot_json(facts)) == facts


def test_the_text_is_sorted_and_leaves_out_what_is_empty():
    text = snapshot_json(person())
    assert text.startswith('{"employments":[{"feriegrunnlag_hittil_oere":0,"fixed":[{"aars')
    assert "claims" not in text
    assert " " not in text


def test_the_hash_changes_with_any_fact():
    facts = person()
    hashes = {
        snapshot_hash(facts),
        snapshot_hash(replace(facts, skattekort=None)),
        snapshot_hash(replace(facts, deductions=(UNION,))),
        snapshot_hash(person(employment(sone="4a"))),
    }
    assert len(hashes) == 4


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"member":"m","employments":{}}',
        '{"member":1,"employments":[]}',
        '{"member":"m","employments":[],"ukjent":1}',
        '{"member":"m","employments":[],"frivillig_trekk_kr":"500"}',
        '{"member":"m","employments":[{"key":"a","sone":"1","holiday":[]}]}',
    ],
)
def test_text_that_is_not_a_snapshot_is_refused(text):
    with pytest.raises(SnapshotInvalid, match="kan ikke leses"):
        read_snapshot(text)
