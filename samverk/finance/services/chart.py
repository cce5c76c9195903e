"""Acts: install the state's chart of accounts, change an account, map a role to another account."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import Error, transaction
from psycopg.types.range import DateRange

from samverk.core.access.api import Actor
from samverk.core.audit.api import record_act
from samverk.core.errors import Refusal
from samverk.finance.models import Account, AccountRole

DATA = Path(__file__).resolve().parents[1] / "data"


class AccountRefused(Refusal):
    """An account or a role cannot be changed as asked."""


def _read(name: str) -> dict[str, Any]:
    found = json.loads((DATA / name).read_text(encoding="utf8"))
    assert isinstance(found, dict)
    return found


def install_chart(*, actor: Actor, fra: date, now: datetime) -> int:
    """Give a tenant the state's chart (R-102) and the role map, from a day; twice is as once.

    The fourth digit of every account is 0 until the tenant makes its own; result accounts
    (classes 3–7) ask for a cost centre.

    Args:
        actor: who installs (needs ``okonomi.kontoplan.skriv``); fra: first day; now: time.

    Returns:
        How many accounts were made.
    """
    actor.require("okonomi.kontoplan.skriv")
    if Account.objects.filter(tenant_id=actor.tenant_id).exists():
        return 0
    made = Account.objects.bulk_create(
        Account(
            tenant_id=actor.tenant_id, kode=int(row["kode"]), stat_kode=row["stat"],
            navn=row["navn"], navn_nn=row["nn"], navn_en=row["en"], klasse=int(row["kode"][0]),
            krav=["koststed"] if "3" <= row["kode"][0] <= "7" else [],
            sperret=row["sperret"], gyldig=DateRange(fra, None),
        )
        for row in _read("kontoplan.json")["kontoer"]
    )  # fmt: skip
    AccountRole.objects.bulk_create(
        AccountRole(
            tenant_id=actor.tenant_id, rolle=row["rolle"], konto=int(row["konto"]),
            sikkerhet=row["sikkerhet"], gyldig=DateRange(fra, None),
        )
        for row in _read("kontoroller.json")["roller"]
    )  # fmt: skip
    record_act(actor=actor, handling="finance.chart.install", objekt_type="finance_account")
    return len(made)


def add_account(
    *, actor: Actor, kode: int, like: int, navn: tuple[str, str, str], fra: date
) -> None:
    """Add an account of the tenant's own, reported to the state as another one.

    Args:
        actor: who adds (needs ``okonomi.kontoplan.skriv``); kode: four new digits.
        like: the account whose state code and rules it shares.
        navn: bokmål, nynorsk, English; fra: first day.

    Raises:
        AccountRefused: the code is taken, or ``like`` does not exist that day.
    """
    actor.require("okonomi.kontoplan.skriv")
    model = Account.objects.filter(
        tenant_id=actor.tenant_id, kode=like, gyldig__contains=fra
    ).first()
    if model is None:
        raise AccountRefused(
            "Konto %(konto)s finnes ikke denne dagen.", values={"konto": like}, field="like"
        )
    try:
        with transaction.atomic():
            made = Account.objects.create(
                tenant_id=actor.tenant_id, kode=kode, stat_kode=model.stat_kode, navn=navn[0],
                navn_nn=navn[1], navn_en=navn[2], klasse=kode // 1000, krav=model.krav,
                gyldig=DateRange(fra, None),
            )  # fmt: skip
    except Error as error:
        raise AccountRefused(
            "Konto %(konto)s er i bruk, eller har ikke fire siffer.",
            values={"konto": kode},
            field="kode",
        ) from error
    record_act(
        actor=actor,
        handling="finance.account.add",
        objekt_type="finance_account",
        objekt_id=made.id,
    )


def map_role(*, actor: Actor, rolle: str, konto: int, fra: date) -> None:
    """Let a role mean another account from a day; the earlier mapping ends there.

    Args:
        actor: who decides (needs ``okonomi.kontoplan.skriv``).
        rolle: role name; konto: four digits; fra: first day.

    Raises:
        AccountRefused: unknown account, or a later mapping is in the way.
    """
    actor.require("okonomi.kontoplan.skriv")
    if not Account.objects.filter(
        tenant_id=actor.tenant_id, kode=konto, sperret=False, gyldig__contains=fra
    ).exists():
        raise AccountRefused(
            "Konto %(konto)s finnes ikke, eller er sperret.",
            values={"konto": konto},
            field="konto",
        )
    try:
        with transaction.atomic():
            for old in AccountRole.objects.filter(
                tenant_id=actor.tenant_id, rolle=rolle, gyldig__contains=fra
            ):
                AccountRole.objects.filter(id=old.id).update(
                    gyldig=DateRange(old.gyldig.lower, fra)
                )
            made = AccountRole.objects.create(
                tenant_id=actor.tenant_id, rolle=rolle, konto=konto, sikkerhet="sett",
                gyldig=DateRange(fra, None),
            )  # fmt: skip
    except Error as error:
        raise AccountRefused("Rollen har alt en senere konto.", field="fra") from error
    record_act(
        actor=actor,
        handling="finance.role.map",
        objekt_type="finance_accountrole",
        objekt_id=made.id,
    )
