"""The benefit light: is the measured value where the straight line says it should be?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from samverk.governance.rules.lights import STANDARD, Gevinst, Light, Limits, Lys, samlet


def expected(
    nullpunkt: Decimal, nullpunkt_dato: date, maal: Decimal, maal_dato: date, dag: date
) -> Decimal:
    """§ 10 Gevinst: the value on the straight line from null-point to target on a day.

    Before the null-point's day it is the null-point, after the target's day the target.
    """
    whole = (maal_dato - nullpunkt_dato).days
    gone = min(max((dag - nullpunkt_dato).days, 0), max(whole, 0))
    if whole <= 0:
        return maal
    return nullpunkt + (maal - nullpunkt) * gone / whole


def gap(nullpunkt: Decimal, maal: Decimal, ventet: Decimal, maalt: Decimal) -> Decimal:
    """§ 10 Gevinst: distance in the wrong direction ÷ |target − null-point|; never below 0.

    When the target is to stay where one is, any step away counts as one whole.
    """
    wrong = (ventet - maalt) if maal >= nullpunkt else (maalt - ventet)
    if maal == nullpunkt:
        return Decimal(0) if maalt == ventet else Decimal(1)
    return max(Decimal(0), wrong / abs(maal - nullpunkt))


def en_gevinst(
    gevinst: Gevinst,
    dag: date,
    *,
    i_drift: bool,
    bp3_passert: bool,
    limits: Limits = STANDARD,
) -> Light:
    """§ 10 Gevinst for one benefit at one university.

    Before go-live: red if BP3 is passed without null-point, yellow if the agreement is unsigned.
    After: the gap; two periods without measurement or n < 5 is grey.
    """
    tall: dict[str, str | int] = {"navn": gevinst.navn}
    if bp3_passert and gevinst.nullpunkt is None:
        return Light(Lys.ROED, "nullpunkt_mangler", tall)
    if not i_drift:
        if not gevinst.avtale_signert:
            return Light(Lys.GUL, "avtale_ikke_signert", tall)
        return Light(Lys.GROENN, "avtale_signert", tall)
    if gevinst.perioder_uten_maaling >= 2 or gevinst.maalt is None:
        return Light(Lys.GRAA, "ikke_maalt", tall)
    if gevinst.n is None or gevinst.n < limits.minste_n:
        return Light(Lys.GRAA, "for_faa", tall)
    return _after(gevinst, dag, tall, limits)


def _after(gevinst: Gevinst, dag: date, tall: dict[str, str | int], limits: Limits) -> Light:
    zero, zero_on, target, target_on = (
        gevinst.nullpunkt, gevinst.nullpunkt_dato, gevinst.maal, gevinst.maal_dato,
    )  # fmt: skip
    if zero is None or zero_on is None or target is None or target_on is None:
        return Light(Lys.GRAA, "maal_mangler", tall)
    assert gevinst.maalt is not None
    ventet = expected(zero, zero_on, target, target_on, dag)
    away = gap(zero, target, ventet, gevinst.maalt)
    tall |= {"ventet": str(ventet.quantize(Decimal("0.1"))), "maalt": str(gevinst.maalt)}
    if away > limits.roed_gap:
        return Light(Lys.ROED, "bak_planen", tall)
    if away > limits.gul_gap:
        return Light(Lys.GUL, "bak_planen", tall)
    return Light(Lys.GROENN, "etter_planen", tall)


def gevinst(
    gevinster: tuple[Gevinst, ...],
    dag: date,
    *,
    i_drift: bool,
    bp3_passert: bool,
    limits: Limits = STANDARD,
) -> Light:
    """§ 10 Gevinst for a project: the worst of its benefits; without benefits it is grey."""
    if not gevinster:
        return Light(Lys.GRAA, "ingen_gevinster")
    lights = [
        en_gevinst(g, dag, i_drift=i_drift, bp3_passert=bp3_passert, limits=limits)
        for g in gevinster
    ]
    worst = samlet([light.lys for light in lights])
    return next(light for light in lights if light.lys is worst)
