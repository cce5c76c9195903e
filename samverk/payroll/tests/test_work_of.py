"""HR's facts become payroll's: what kind of contract it is, and who is outside the pension fund."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from samverk.hr.api import LoennPeriode, Loennsgrunnlag
from samverk.payroll.engine.work import FRILANSER, _work

ORDINARY = "ordinaertArbeidsforhold"


def row(kind: str = ORDINARY, undergruppe: str = "04", **changes) -> Loennsgrunnlag:
    facts = {
        "arbeidsforhold_id": UUID(int=1), "ansattnummer": 1, "amelding_id": "1",
        "arbeidsforhold_type": kind, "startdato": date(2026, 8, 1), "sluttdato": None,
        "party_id": UUID(int=2), "navn": "Jonas Lyngmo", "foedselsdato": date(2000, 2, 17),
        "besettelse_id": UUID(int=3), "besettelse_type": "HOVED", "stillingskode": "1017",
        "tittel": "Seminarleder", "yrkeskode": "2310114", "medarbeidergruppe": "9",
        "medarbeiderundergruppe": undergruppe, "enhet_id": UUID(int=4), "koststed": "12401000",
        "virksomhet_orgnr": "970422528", "aga_sone": "4a", "loenn": (), "kontering": (),
        "timer": (),
    }  # fmt: skip
    return Loennsgrunnlag(**(facts | changes))


@pytest.mark.parametrize(
    ("undergruppe", "unntak"),
    [("04", ""), ("1", ""), ("10", "laerling"), ("30", "pensjonistvilkaar"), ("51", "styreverv")],
)
def test_the_sub_group_says_who_is_outside_the_pension_fund(undergruppe, unntak):
    found = _work([row(undergruppe=undergruppe)])
    assert (found.er_ansatt, found.spk_unntak) == (True, unntak)


def test_an_assignment_is_no_employment():
    assert not _work([row(FRILANSER)]).er_ansatt


def test_fixed_pay_keeps_its_share_of_a_position():
    pay = LoennPeriode(
        date(2026, 11, 1), date(2026, 12, 1), Decimal("62.50"), "maaned", 63_600_000, None, None
    )
    (fixed,) = _work([row(loenn=(pay,))]).fixed
    assert (fixed.wage_type, fixed.stillingsprosent) == ("1000", 625_000)
