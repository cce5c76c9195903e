"""Act: post a paid run. One balanced voucher per unit, and one for the money that left the bank.

The lines are added up in the database, straight into finance's posting tables: what 25 000 people
were paid becomes a few hundred ledger lines, each pointing back at the run and unit it sums up.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from samverk.core.access.api import Actor
from samverk.core.audit.api import record_act
from samverk.core.errors import Text
from samverk.core.organisation import api as organisation
from samverk.core.outbox.api import NewEvent, publish
from samverk.core.tenancy.api import new_id
from samverk.finance import api as finance
from samverk.payroll.events import LOENNSKJOERING_BOKFOERT
from samverk.payroll.models import Artefakt, Loennskjoering
from samverk.payroll.queries.betaling import betalingsfil
from samverk.payroll.rates.tables import wage_types
from samverk.payroll.rules.bokfoering import BANK, SKYLDIG_LOENN, Bokfoering, bokfoering
from samverk.payroll.rules.wage_types import WageType
from samverk.payroll.services.betalingsfil import SOURCE, money_day
from samverk.payroll.services.kjoering import OBJEKT, run_to_act_on
from samverk.payroll.services.refusals import (
    MONEY_STOPPED,
    LoennskjoeringRefused,
    database_says_why,
)
from samverk.payroll.services.utbetaling import payment_text

LINE_REF = "payroll.bilag"

_HEADS = f"""
INSERT INTO pg_temp.ny_voucher ({finance.VOUCHER_COLUMNS})
SELECT e.nr, %(periode)s, %(dag)s, %(dag)s, 'lonn', %(source)s, %(kjoering)s || ':' || e.enhet_id,
  %(tekst)s, NULL, NULL
FROM unnest(%(enheter)s::uuid[]) WITH ORDINALITY AS e(enhet_id, nr)
"""  # noqa: S608 - column names of finance, not user input
_LINES = f"""
INSERT INTO pg_temp.ny_line ({finance.LINE_COLUMNS})
WITH sted AS (
  SELECT * FROM unnest(%(enheter)s::uuid[], %(koststeder)s::text[], %(bilag)s::uuid[])
    WITH ORDINALITY AS e(enhet_id, koststed, bilag, nr)
), plass AS (
  SELECT * FROM unnest(%(arter)s::text[], %(konti)s::int[], %(mot)s::int[], %(kost)s::bool[])
    AS p(loennsart, konto, motkonto, har_kontering)
), del AS (
  SELECT l.enhet_id, p.konto, p.motkonto, CASE WHEN p.har_kontering
      THEN coalesce(k.v ->> 0, nullif(l.kontering, ''), s.koststed || '/') ELSE '' END AS kontering,
    coalesce((k.v ->> 1)::bigint, l.beloep_oere) AS oere
  FROM payroll_loennslinje l
  JOIN plass p USING (loennsart)
  JOIN sted s USING (enhet_id)
  LEFT JOIN LATERAL jsonb_array_elements(l.kostnad) k(v) ON true
  WHERE l.tenant_id = %(tenant)s AND l.kjoering_id = %(kjoering)s
), post AS (
  SELECT enhet_id, konto, kontering, sum(oere) AS oere FROM del GROUP BY 1, 2, 3
  UNION ALL
  SELECT enhet_id, coalesce(motkonto, %(skyldig)s), '', -sum(oere) FROM del GROUP BY 1, 2
)
SELECT s.nr, row_number() OVER (PARTITION BY s.nr ORDER BY post.konto, post.kontering), post.konto,
  coalesce(nullif(split_part(post.kontering, '/', 1), ''), '0')::int,
  coalesce(nullif(split_part(post.kontering, '/', 2), ''), '0')::int,
  0, 0, 0, 0, post.oere, NULL, %(tekst)s, %(ref)s, s.bilag
FROM post JOIN sted s USING (enhet_id) WHERE post.oere <> 0
"""  # noqa: S608 - column names of finance, not user input


def post_loennskjoering(*, actor: Actor, kjoering_id: UUID, now: datetime) -> int:
    """Post a paid run to the ledger.

    Args:
        actor: needs ``lonn.kjoring.utbetal`` and ``okonomi.bilag.foer``; kjoering_id: the run.
        now: time of posting.

    Returns:
        How many vouchers were posted.

    Raises:
        LoennskjoeringRefused: the run is not paid, its file was stopped, or it is posted already.
        PeriodClosed, AccountRoleMissing, KonteringInvalid: nothing is posted.
    """
    actor.require("lonn.kjoring.utbetal")
    run = run_to_act_on(actor, kjoering_id)
    if run.tilstand != "betalt":
        raise LoennskjoeringRefused(
            Text("Kjøringen er alt bokført.")
            if run.bokfoert_at
            else Text("Kjøringen må betales før den kan bokføres."),
            code="feil_tilstand",
        )
    file = betalingsfil(actor, run.id)
    if file is not None and not file.er_frigitt:
        raise LoennskjoeringRefused(MONEY_STOPPED, code="ikke_betalt")
    values = _values(actor, run)
    posted: list[finance.Posted] = []
    if values["enheter"]:
        finance.begin_posting()
        with connection.cursor() as cursor:
            cursor.execute(_HEADS, values)
            cursor.execute(_LINES, values)
        posted = finance.post_from_temp(actor=actor, series=finance.series.LOENN, now=now)
    _keep(actor, run, values, posted, now)
    count = len(posted) + _post_bank(actor, run, values, now)
    with database_says_why():
        Loennskjoering.objects.filter(tenant_id=actor.tenant_id, id=run.id).update(
            tilstand="bokfoert", bokfoert_at=now
        )
    record_act(actor=actor, handling="lonn.kjoring.bokfoer", objekt_type=OBJEKT, objekt_id=run.id)
    publish(actor=actor, now=now, event=NewEvent(LOENNSKJOERING_BOKFOERT, OBJEKT, run.id))
    return count


def _values(actor: Actor, run: Loennskjoering) -> dict[str, Any]:
    places = _places(run)
    accounts = finance.account_roles(actor, on=run.utbetalingsdato)
    units = _units(run)
    known = {
        unit.id: unit.koststed or ""
        for unit in organisation.enheter(actor.tenant_id, on=run.utbetalingsdato)
    }
    return {
        "tenant": run.tenant_id,
        "kjoering": run.id,
        "source": SOURCE,
        "ref": LINE_REF,
        "periode": finance.period_of(run.utbetalingsdato),
        "dag": run.utbetalingsdato,
        "tekst": payment_text(run),
        "enheter": units,
        "koststeder": [known.get(unit, "") for unit in units],
        "bilag": [new_id() for _ in units],
        "arter": [code for code, _ in places],
        "konti": [_account(accounts, place.rolle) for _, place in places],
        "mot": [
            _account(accounts, place.motrolle) if place.motrolle else None for _, place in places
        ],
        "kost": [place.har_kontering for _, place in places],
        "skyldig": _account(accounts, SKYLDIG_LOENN),
        "bank": _account(accounts, BANK),
    }


def _account(accounts: dict[str, int], role: str) -> int:
    found = accounts.get(role)
    if found is None:
        raise finance.AccountRoleMissing(
            "Ingen konto er valgt for «%(role)s». Økonomi velger den under"
            " Lønnskjøringer, Kontoer.",
            values={"role": role},
        )
    return found


def _places(run: Loennskjoering) -> list[tuple[str, Bokfoering]]:
    """Where the run's own wage types are booked; benefits are left out."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT loennsart FROM payroll_loennslinje"
            " WHERE tenant_id = %s AND kjoering_id = %s",
            [run.tenant_id, run.id],
        )
        used = sorted(row[0] for row in cursor.fetchall())
    known: dict[str, WageType] = wage_types(run.utbetalingsdato)
    found = [(code, bokfoering(known[code])) for code in used]
    return [(code, place) for code, place in found if place is not None]


def _units(run: Loennskjoering) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT enhet_id FROM payroll_loennslinje WHERE tenant_id = %s"
            " AND kjoering_id = %s AND enhet_id IS NOT NULL AND beloep_oere <> 0 ORDER BY 1",
            [run.tenant_id, run.id],
        )
        return [row[0] for row in cursor.fetchall()]


def _keep(
    actor: Actor,
    run: Loennskjoering,
    values: dict[str, Any],
    posted: list[finance.Posted],
    now: datetime,
) -> None:
    """One artefact per voucher: the id that every ledger line of it points at."""
    vouchers = {one.ref: one for one in posted}
    Artefakt.objects.bulk_create(
        Artefakt(
            id=values["bilag"][place - 1], tenant_id=run.tenant_id, kjoering_id=run.id,
            type="bilag", noekkel=str(unit), referanse_id=vouchers[place].voucher_id,
            sha256=hashlib.sha256(vouchers[place].voucher_id.bytes).hexdigest(), status="sendt",
            laget_at=now, laget_av=actor.bruker_id,
        )
        for place, unit in enumerate(values["enheter"], 1)
        if place in vouchers
    )  # fmt: skip


def _post_bank(actor: Actor, run: Loennskjoering, values: dict[str, Any], now: datetime) -> int:
    """The money itself, on the day it leaves: what was owed to people is no longer owed."""
    if run.netto_oere == 0:
        return 0
    day = money_day(actor, run)
    finance.post_vouchers(
        actor=actor, series=finance.series.BETALING, now=now,
        vouchers=[
            finance.NewVoucher(
                periode=finance.period_of(day), voucher_date=day, doc_date=day,
                type="betaling", source=SOURCE, source_id=f"{run.id}:betaling",
                tekst=values["tekst"],
                lines=(
                    finance.NewLine(values["skyldig"], run.netto_oere, tekst=values["tekst"]),
                    finance.NewLine(values["bank"], -run.netto_oere, tekst=values["tekst"]),
                ),
            )
        ],
    )  # fmt: skip
    return 1
