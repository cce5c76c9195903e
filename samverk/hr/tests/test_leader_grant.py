"""The leader's right begins and ends with the leader position."""

from datetime import date

from samverk.core.access import api as access
from samverk.core.periods import Period
from samverk.hr.services.endring import Objekt, register_change
from samverk.hr.tests.conftest import IFS, unit_of


def leaders(machine, on):
    with machine() as actor:
        found = access.holders(actor, rolle="leder", enhet_id=unit_of("uit", IFS), on=on)
    return [b.brukernavn for b in found]


def test_a_leader_position_gives_the_right_for_its_own_days(employ, machine):
    employ("synnove", unit=IFS, leader=True, gyldig=Period(date(2026, 1, 1), date(2027, 1, 1)))
    assert leaders(machine, date(2026, 12, 31)) == ["synnove"]
    assert leaders(machine, date(2027, 1, 1)) == ["marte"]  # vacant: the faculty answers


def test_ending_the_holding_ends_the_right_the_same_day(employ, machine, now):
    who = employ("synnove", unit=IFS, leader=True)
    with machine() as actor:
        register_change(
            actor=actor,
            objekt=Objekt("besettelse", who.besettelse_id),
            gjelder_fra=date(2026, 12, 1),
            felter={"avslutt": True},
            grunnlag="",
            now=now,
        )
    assert leaders(machine, date(2026, 11, 30)) == ["synnove"]
    assert leaders(machine, date(2026, 12, 1)) == ["marte"]


def test_a_holding_corrected_away_before_it_began_never_gave_a_right(employ, machine, now):
    who = employ("synnove", unit=IFS, leader=True, gyldig=Period(date(2027, 1, 1)))
    assert leaders(machine, date(2027, 1, 1)) == ["synnove"]
    with machine() as actor:
        register_change(
            actor=actor,
            objekt=Objekt("arbeidsforhold", who.arbeidsforhold_id),
            gjelder_fra=date(2027, 1, 1),
            felter={"avslutt": True},
            grunnlag="",
            now=now,
        )
    assert leaders(machine, date(2027, 1, 1)) == ["marte"]


def test_an_ordinary_position_gives_no_right(employ, machine):
    employ("synnove", unit=IFS)
    assert leaders(machine, date(2026, 12, 1)) == ["marte"]
