"""Kostnadsoverslag: what a hire costs, line by line, before anyone has worked an hour.

Pay, holiday pay, the employer's pension premium and the employer's contribution on all three. The
same rules as the pay run, so that the estimate and the voucher agree but for rounding per line.
"""

from typing import NamedTuple

from samverk.core.money import Ppm
from samverk.payroll.rules.arbeidsgiveravgift import arbeidsgiveravgift
from samverk.payroll.rules.feriepenger import feriepenger
from samverk.payroll.rules.pensjon import arbeidsgiverpremie
from samverk.payroll.rules.timeloenn import antall_ganger_sats

Trace = tuple[object, ...]


class Kostnadslinje(NamedTuple):
    """One line of the estimate; `trace` explains it (see `explain`)."""

    noekkel: str
    beloep_oere: int
    trace: Trace


class Kostnadsoverslag(NamedTuple):
    """The lines in the order they are read, and their sum in øre."""

    linjer: tuple[Kostnadslinje, ...]
    sum_oere: int


class Kostnadssatser(NamedTuple):
    """The employer's rates on the day; `premie` is 0 for those who are not members of SPK.
    `refs` are the rate rows (`key@from`) of feriepenger, premie and avgift, in that order."""

    feriepenger: Ppm
    premie: Ppm
    avgift: Ppm
    refs: tuple[str, str, str] = ("", "", "")


def cost_of_hours(
    antall_hundredeler: int, sats_oere: int, satser: Kostnadssatser
) -> Kostnadsoverslag:
    """The cost of hours (in hundredths) at an hourly rate in øre."""
    loenn = antall_ganger_sats(antall_hundredeler, sats_oere, 100)
    line = Kostnadslinje(
        "loenn", loenn, ("timeloenn.linje", (), antall_hundredeler, sats_oere, 100, loenn)
    )
    return _with_employer_costs(line, satser)


def cost_of_pay(loenn_oere: int, satser: Kostnadssatser) -> Kostnadsoverslag:
    """The cost of an amount of pay that is already known (fixed pay, honorar with AGA only)."""
    return _with_employer_costs(
        Kostnadslinje("loenn", loenn_oere, ("beloep", (), loenn_oere)), satser
    )


def _with_employer_costs(loenn: Kostnadslinje, satser: Kostnadssatser) -> Kostnadsoverslag:
    ferie_ref, premie_ref, avgift_ref = satser.refs
    pay = loenn.beloep_oere
    ferie = feriepenger(pay, satser.feriepenger)
    premie = arbeidsgiverpremie(pay, satser.premie)
    avgift = arbeidsgiveravgift(pay + premie, satser.avgift)
    ferieavgift = arbeidsgiveravgift(ferie, satser.avgift)
    lines = [loenn]
    if satser.feriepenger:
        trace: Trace = ("feriepenger.avsetning", (ferie_ref,), pay, satser.feriepenger, ferie)
        lines.append(Kostnadslinje("feriepenger", ferie, trace))
    if satser.premie:
        trace = ("spk.arbeidsgiverpremie", (premie_ref,), pay, satser.premie, premie)
        lines.append(Kostnadslinje("pensjon", premie, trace))
    trace = ("arbeidsgiveravgift", (avgift_ref,), pay, premie, satser.avgift, avgift)
    lines.append(Kostnadslinje("arbeidsgiveravgift", avgift, trace))
    if satser.feriepenger:
        trace = ("arbeidsgiveravgift.feriepenger", (avgift_ref,), ferie, satser.avgift, ferieavgift)
        lines.append(Kostnadslinje("arbeidsgiveravgift_feriepenger", ferieavgift, trace))
    return Kostnadsoverslag(tuple(lines), sum(line.beloep_oere for line in lines))
