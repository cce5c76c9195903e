"""The ledger's part of the scripted life: chart, periods, projects, budgets, a year of vouchers.

Suppliers, projects and amounts are invented. Payroll posts its own vouchers afterwards, so the
months stay open until :func:`finish`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from samverk.core.access import api as access
from samverk.core.access.api import DemoPlace
from samverk.core.money import split
from samverk.core.organisation import api as organisation
from samverk.core.periods import Period, WorkingCalendar, start_of_day
from samverk.finance import api as finance
from samverk.finance.api import NewLine, NewVoucher

CHART_FROM = date(2025, 1, 1)
LAST_YEAR, THIS_YEAR = 2025, 2026
GRANT_PER_EMPLOYEE = 86_000_00  # a month, so that the year about breaks even
SETTLED = frozenset({2600, 2610, 2620, 2630, 2770, 2810})
SUPPLIERS = (
    ("Polarlys Data AS", 6550, "Skjermer og tastatur"),
    ("Fjellheim Nett AS", 6900, "Mobil og datalinje"),
    ("Nordavind Kontor AS", 6800, "Papir og rekvisita"),
    ("Breitind Reiser AS", 7130, "Reiser til samling"),
    ("Havørn Møtested AS", 6860, "Møterom og servering"),
    ("Kvitbjørn Trykk AS", 6820, "Trykking av hefter"),
    ("Lanterne Kurs AS", 6870, "Kurs for ansatte"),
    ("Solrenning Forlag AS", 6850, "Bøker til biblioteket"),
)
EXTERNAL = (
    ("NORDLYS: språk og ungdom i nord", "bidrag", "Norges forskningsråd", 3400),
    ("HAVBRIS: kyst og lokalsamfunn", "bidrag", "EU", 3420),
)


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit with a ledger of its own."""

    navn: str
    koststed: int
    prosjekt: int
    weight: int


def build(place: DemoPlace) -> None:
    """Build the ledger of one university; the collaboration's own tenant has none.

    Args:
        place: the tenant under construction.
    """
    if not place.tenant.is_university:
        return
    actor = place.actor
    finance.install_chart(actor=actor, fra=CHART_FROM, now=place.now)
    for year in (LAST_YEAR, THIS_YEAR):
        finance.open_year(actor=actor, year=year, now=place.now)
    units = _units(place)
    external = _projects(place, units)
    _budgets(place, units, external)
    rng = Random(place.seed)  # noqa: S311 - a scripted life, the same every time
    _opening(place)
    for month in range(1, place.today.month + 1):
        _month(place, units, external, month, rng)


def _units(place: DemoPlace) -> list[Unit]:
    found, seen = [], set()
    for enhet in organisation.enheter(place.tenant.id, on=place.today):
        code = int(enhet.koststed or 0)
        if code and code not in seen:
            seen.add(code)
            weight = {"institusjon": 4, "fakultet": 3}.get(enhet.type, 2)
            found.append(Unit(enhet.navn, code, code // 100 * 1000 + 1, weight))
    return found


def _projects(place: DemoPlace, units: list[Unit]) -> dict[int, tuple[int, int]]:
    """Register ordinary funding for all, and two external projects at the smallest units."""
    external = {}
    for unit in units:
        finance.register_delprosjekt(
            actor=place.actor, kode=unit.prosjekt, navn=f"Ordinær drift, {unit.navn}"[:160],
            koststed=unit.koststed, art="bfv", fra=CHART_FROM,
            details={"finansiering": "Bevilgning"},
        )  # fmt: skip
    small = [unit for unit in units if unit.weight == 2] or units[-1:]
    for number, (navn, art, financier, konto) in enumerate(EXTERNAL):
        unit = small[number % len(small)]
        kode = 900_000_000 + (unit.koststed // 100 % 100_000) * 1000 + number + 1
        finance.register_delprosjekt(
            actor=place.actor, kode=kode, navn=navn, koststed=unit.koststed, art=art,
            fra=CHART_FROM, details={"finansiering": financier, "til": date(2029, 1, 1)},
        )  # fmt: skip
        external[kode] = (unit.koststed, konto)
    return external


def _budgets(place: DemoPlace, units: list[Unit], external: dict[int, tuple[int, int]]) -> None:
    yearly = place.employees * GRANT_PER_EMPLOYEE * 12
    shares = split(yearly, [unit.weight for unit in units])
    rows = [(unit.koststed, 0, share) for unit, share in zip(units, shares, strict=True)]
    rows += [(unit.koststed, unit.prosjekt, unit.weight * 700_000_00) for unit in units]
    rows += [(koststed, kode, 300_000_00) for kode, (koststed, _) in external.items()]
    for koststed, delprosjekt, oere in rows:
        finance.set_budget(
            actor=place.actor, fy=THIS_YEAR, koststed=koststed, delprosjekt=delprosjekt,
            beloep_oere=oere, now=place.now,
        )  # fmt: skip


def _opening(place: DemoPlace) -> None:
    """Post the balance the university starts the year with, in the year before."""
    size = place.employees * 150_000_00
    amounts = {1250: 42, 1500: 9, 1960: 61, 2150: -42, 2160: -38, 2180: -21, 2400: -11}
    lines = [NewLine(konto, share * size // 100) for konto, share in amounts.items()]
    _post(
        place, finance.series.AARSAVSLUTNING, date(LAST_YEAR, 12, 31),
        [
            NewVoucher(
                LAST_YEAR * 100 + 13, date(LAST_YEAR, 12, 31), date(LAST_YEAR, 12, 31),
                "inngaaende", "finance.demo", "aapning", "Inngående balanse", tuple(lines),
            )
        ],
    )  # fmt: skip


def _month(
    place: DemoPlace,
    units: list[Unit],
    external: dict[int, tuple[int, int]],
    month: int,
    rng: Random,
) -> None:
    last = Period.month(THIS_YEAR, month).til_og_med or place.today
    end = min(last, place.today)
    bought = list(_invoices(units, external, month, end, rng))
    _post(place, finance.series.LEVERANDOERFAKTURA, end, bought)
    owed = sum(-line.beloep_oere for v in bought for line in v.lines if line.konto == 2400)
    other = [_grant(place, units, month), *_income(external, month, rng), _rent(units, month)]
    if owed and end == last:
        other.append(_paid(month, end, owed * 9 // 10))
    _post(place, finance.series.HOVEDBOK, end, other)


def _post(place: DemoPlace, series: str, day: date, vouchers: list[NewVoucher]) -> None:
    at: datetime = start_of_day(day) + timedelta(hours=9, minutes=31)
    with access.acting(place.actor, now=min(at, place.now)):
        finance.post_vouchers(actor=place.actor, vouchers=vouchers, series=series, now=at)


def _invoices(
    units: list[Unit],
    external: dict[int, tuple[int, int]],
    month: int,
    end: date,
    rng: Random,
) -> Iterator[NewVoucher]:
    owners = {koststed: kode for kode, (koststed, _) in external.items()}
    for unit in units:
        for number in range(unit.weight * 2 + 1):
            navn, konto, hva = SUPPLIERS[rng.randrange(len(SUPPLIERS))]
            oere = rng.randrange(1_200_00, 48_000_00, 5_00)
            day = date(THIS_YEAR, month, rng.randint(1, end.day))
            project = owners.get(unit.koststed, unit.prosjekt) if number == 0 else unit.prosjekt
            yield NewVoucher(
                THIS_YEAR * 100 + month, day, day - timedelta(days=rng.randint(2, 14)), "faktura",
                "finance.demo", f"f{month:02}-{unit.koststed}-{number}",
                f"{hva}, {navn}, faktura {rng.randint(10_000, 99_999)}",
                (
                    NewLine(konto, oere, unit.koststed, project, tekst=hva),
                    NewLine(2400, -oere, tekst=navn),
                ),
            )  # fmt: skip


def _grant(place: DemoPlace, units: list[Unit], month: int) -> NewVoucher:
    """The month's share of the appropriation (account 390 against the bank)."""
    day = WorkingCalendar().on_or_after(date(THIS_YEAR, month, 15))
    shares = split(place.employees * GRANT_PER_EMPLOYEE, [unit.weight for unit in units])
    lines = [
        NewLine(3900, -share, unit.koststed, unit.prosjekt)
        for unit, share in zip(units, shares, strict=True)
    ]
    return _voucher(month, day, "bevilgning", "Månedens del av bevilgningen", lines, 1960)


def _rent(units: list[Unit], month: int) -> NewVoucher:
    day = date(THIS_YEAR, month, 1)
    lines = [NewLine(6310, unit.weight * 18_500_00, unit.koststed, unit.prosjekt) for unit in units]
    return _voucher(month, day, "leie", "Leie fra Statsbygg", lines, 1960)


def _income(external: dict[int, tuple[int, int]], month: int, rng: Random) -> Iterator[NewVoucher]:
    day = date(THIS_YEAR, month, 1)
    for kode, (koststed, konto) in external.items():
        oere = rng.randrange(8_000_00, 21_000_00, 50_00)
        line = NewLine(konto, -oere, koststed, kode)
        yield _voucher(month, day, f"tilskudd-{kode}", "Inntektsført tilskudd", [line], 2180)


def _paid(month: int, day: date, oere: int) -> NewVoucher:
    return _voucher(month, day, "betaling", "Betalt til leverandører", [NewLine(2400, oere)], 1960)


def _voucher(
    month: int, day: date, source: str, text: str, lines: list[NewLine], against: int
) -> NewVoucher:
    """Return a voucher whose last line balances the others on one account."""
    total = sum(line.beloep_oere for line in lines)
    return NewVoucher(
        THIS_YEAR * 100 + month, day, day, "hovedbok", "finance.demo", f"{source}-{month:02}",
        text, (*lines, NewLine(against, -total)),
    )  # fmt: skip


def finish(place: DemoPlace) -> None:
    """Settle what payroll owes, transfer last year's result, adjust budgets, close what is done.

    Call when every module has posted its history.

    Args:
        place: the tenant under construction.
    """
    if not place.tenant.is_university:
        return
    _settle(place)
    _year_end(place)
    _adjust_budgets(place)
    done = [LAST_YEAR * 100 + n for n in range(1, 14)]
    done += [THIS_YEAR * 100 + n for n in range(1, place.today.month)]
    for periode in done:
        with access.acting(place.cast["okonomi"], now=place.now) as actor:
            change = finance.close_period(
                actor=actor, periode=periode, begrunnelse="Avstemt", now=place.now
            )
        with access.acting(place.cast["direktor"], now=place.now) as actor:
            finance.confirm_period_change(actor=actor, change_id=change, now=place.now)


def _settle(place: DemoPlace) -> None:
    """Pay tax, contributions and pension of each month on the 15th of the next."""
    owed: dict[int, list[tuple[int, int]]] = {}
    for year in (LAST_YEAR, THIS_YEAR):
        for row in finance.trial_balance(place.actor, year=year):
            if row.konto in SETTLED:
                for index, oere in enumerate(row.maaneder[:12]):
                    owed.setdefault(year * 12 + index, []).append((row.konto, -oere))
    vouchers = []
    for month in range(1, place.today.month + 1):
        before = owed.get(THIS_YEAR * 12 + month - 2, [])
        lines = [NewLine(konto, oere) for konto, oere in before if oere > 0]
        day = WorkingCalendar().on_or_after(date(THIS_YEAR, month, 15))
        if lines and day <= place.today:
            vouchers.append(
                _voucher(month, day, "trekk", "Betalt skatt, avgift og pensjon", lines, 1960)
            )
    if vouchers:
        _post(place, finance.series.HOVEDBOK, place.today, vouchers)


def _year_end(place: DemoPlace) -> None:
    """Carry last year's result to the settlement of appropriation (account 890 against 216)."""
    rows = finance.trial_balance(place.actor, year=LAST_YEAR)
    result = sum(row.saldo_oere for row in rows if row.klasse > 2)
    if not result:
        return
    day = date(LAST_YEAR, 12, 31)
    voucher = NewVoucher(
        LAST_YEAR * 100 + 13, day, day, "aarsslutt", "finance.demo", "resultat",
        "Årets resultat ført mot avregning", (NewLine(8900, -result), NewLine(2160, result)),
    )  # fmt: skip
    _post(place, finance.series.AARSAVSLUTNING, day, [voucher])


def _adjust_budgets(place: DemoPlace) -> None:
    """Adjust budgets to a year in which a little is left everywhere."""
    months = place.today.month
    for unit in _units(place):
        for project in (0, unit.prosjekt):
            left = finance.budget_left(
                place.actor, fy=THIS_YEAR, koststed=unit.koststed, delprosjekt=project
            )
            if left and left.brukt_oere:
                year = left.brukt_oere * 12 // months
                finance.set_budget(
                    actor=place.actor, fy=THIS_YEAR, koststed=unit.koststed, delprosjekt=project,
                    beloep_oere=(year * 102 // 100) // 1_000_00 * 1_000_00, now=place.now,
                )  # fmt: skip
