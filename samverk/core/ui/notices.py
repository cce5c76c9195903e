"""Notices of a person: read them, count them, choose a morning mail, and send it."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core.mail import send_mail
from django.db import connection, transaction
from django.utils.translation import gettext, ngettext, override

from samverk.core.access.api import Actor, Bruker, acting
from samverk.core.audit.api import record_act
from samverk.core.errors import Refusal
from samverk.core.ui import notice_rules
from samverk.core.ui.models import Varsel, Varselvalg
from samverk.core.ui.notice_rules import NOTICE_GROUPS, NoticeRow, NoticeRule, Told

log = logging.getLogger(__name__)
COUNT_MAX = 99
PAGE = 50
KEPT = timedelta(days=365)


class VarselvalgRefused(Refusal):
    """The choice names a group of notices that does not exist."""


@dataclass(frozen=True, slots=True)
class ShownNotice:
    """A notice as the list shows it."""

    id: UUID
    text: str
    url: str
    at: datetime
    icon: str
    is_read: bool


@dataclass(frozen=True, slots=True)
class NoticePage:
    """One page of notices, newest first; `after` fetches the next."""

    rows: tuple[ShownNotice, ...]
    after: str = ""


def my_notices(actor: Actor, *, after: str = "", limit: int = PAGE) -> NoticePage:
    """Return the actor's notices, newest first, in the language of the page.

    Args:
        after: `NoticePage.after` of the page before; limit: page size.

    Raises:
        ValueError: `after` is not what an earlier page gave.
    """
    found = Varsel.objects.filter(tenant_id=actor.tenant_id, bruker_id=actor.bruker_id)
    if after:
        at, last = _place(after)
        found = found.extra(where=["(skjedde_at, id) < (%s, %s)"], params=[at, last])
    rows = list(found.order_by("-skjedde_at", "-id")[: limit + 1])
    shown = rows[:limit]
    told = _told(actor, shown)
    return NoticePage(
        tuple(
            ShownNotice(
                row.id, told[row.id].text, told[row.id].url, row.skjedde_at,
                _icon(row.art), row.lest_at is not None,
            )
            for row in shown
        ),
        _after(shown[-1]) if len(rows) > limit else "",
    )  # fmt: skip


def _after(row: Varsel) -> str:
    """Where a page ends, in characters that an address takes as they are."""
    return f"{row.skjedde_at.astimezone(UTC):%Y%m%dT%H%M%S.%f}Z_{row.id}"


def _place(after: str) -> tuple[datetime, UUID]:
    at, _sep, last = after.rpartition("_")
    return datetime.fromisoformat(at), UUID(last)


def _icon(kind: str) -> str:
    rule = notice_rules.rules.get(kind)
    return rule.icon if rule else "Bell"


def _told(actor: Actor, rows: list[Varsel]) -> dict[UUID, Told]:
    """What each notice says; one call per kind, whatever the number of rows."""
    told: dict[UUID, Told] = {}
    for kind in dict.fromkeys(row.art for row in rows):
        mine = [row for row in rows if row.art == kind]
        rule = notice_rules.rules.get(kind)
        plain = Told(str(rule.text) if rule else gettext("Et varsel om noe som ikke finnes lenger"))
        told |= dict.fromkeys((row.id for row in mine), plain)
        if rule is not None:
            told |= _asked(actor, rule, mine)
    return told


def _asked(actor: Actor, rule: NoticeRule, mine: list[Varsel]) -> Mapping[UUID, Told]:
    """What the rule says of its rows, or nothing: one kind that fails takes no page down."""
    facts = [NoticeRow(r.id, r.objekt_id, r.data, r.skjedde_at) for r in mine]
    try:
        with transaction.atomic():  # also after a fault in the database the rest can be read
            return rule.tell(actor, facts)
    except Exception as error:
        # The fault's own text may hold what a notice is about.
        log.error(  # noqa: TRY400 - without the text and the trace of it
            "Notices of the kind %s not told: %s", rule.kind, type(error).__name__
        )
        return {}


def unread_count(actor: Actor) -> int:
    """Return how many notices the actor has not read, counted to 99 and one more at most."""
    found = Varsel.objects.filter(
        tenant_id=actor.tenant_id, bruker_id=actor.bruker_id, lest_at__isnull=True
    )
    return found[: COUNT_MAX + 1].count()


def mark_read(*, actor: Actor, varsel_id: UUID, now: datetime) -> str | None:
    """Mark one notice as read; return the page it leads to, or None when it is not the actor's."""
    row = Varsel.objects.filter(
        tenant_id=actor.tenant_id, bruker_id=actor.bruker_id, id=varsel_id
    ).first()
    if row is None:
        return None
    if row.lest_at is None:
        Varsel.objects.filter(tenant_id=actor.tenant_id, id=row.id).update(lest_at=now)
    return _told(actor, [row])[row.id].url or "/varsler/"


def mark_all_read(*, actor: Actor, now: datetime) -> int:
    """Mark the actor's notices of what happened until now as read; return how many were unread."""
    return Varsel.objects.filter(
        tenant_id=actor.tenant_id, bruker_id=actor.bruker_id, lest_at__isnull=True,
        skjedde_at__lte=now,
    ).update(lest_at=now)  # fmt: skip


def digest_choice(actor: Actor) -> tuple[str, ...]:
    """Return the groups of notices the actor also wants counted in a morning mail."""
    found = Varselvalg.objects.filter(tenant_id=actor.tenant_id, bruker_id=actor.bruker_id).first()
    return tuple(found.grupper) if found else ()


def choose_digest(*, actor: Actor, grupper: Collection[str], now: datetime) -> None:
    """Choose which groups of notices are counted in a morning mail; none means no mail.

    Args:
        actor: whose choice; grupper: keys of `NOTICE_GROUPS`; now: notices from now on count.

    Raises:
        VarselvalgRefused: a group does not exist.
    """
    wanted = [group for group in NOTICE_GROUPS if group in grupper]
    if len(wanted) != len(set(grupper)):
        raise VarselvalgRefused("Velg blant gruppene på siden.", field="grupper")
    mine = Varselvalg.objects.filter(tenant_id=actor.tenant_id, bruker_id=actor.bruker_id)
    before = mine.first()
    if before is None:
        before = Varselvalg.objects.create(
            tenant_id=actor.tenant_id, bruker_id=actor.bruker_id, grupper=wanted, sendt_til_at=now
        )
    elif not before.grupper:  # from none to some: what happened in between is not news
        mine.update(grupper=wanted, sendt_til_at=now)
    else:
        mine.update(grupper=wanted)
    record_act(
        actor=actor, handling="ui.varselvalg.velg", objekt_type="ui_varselvalg",
        objekt_id=before.id,
    )  # fmt: skip


_FRESH = """
SELECT v.id, v.bruker_id, count(*), max(n.registrert_at)
FROM ui_varselvalg v JOIN ui_varsel n ON n.tenant_id = v.tenant_id AND n.bruker_id = v.bruker_id
  AND n.gruppe = ANY (v.grupper) AND n.lest_at IS NULL
  AND n.registrert_at > v.sendt_til_at AND n.registrert_at <= %s
WHERE v.tenant_id = %s GROUP BY v.id, v.bruker_id ORDER BY v.id"""


def send_digests(*, actor: Actor, now: datetime) -> int:
    """Send the morning mail of one tenant: a number and a link, never what the notices say.

    Call it outside `acting`: each mail has its own transaction, in which the mark is set before
    the mail leaves. A crash can send one mail twice, but never lose one, nor send the others again.

    Args:
        actor: the tenant's service user; now: notices up to now are counted.
    """
    with acting(actor, now=now), connection.cursor() as cursor:
        cursor.execute(_FRESH, [now, actor.tenant_id])
        due = cursor.fetchall()
    sent = 0
    for choice_id, bruker_id, fresh, newest in due:
        try:
            with acting(actor, now=now):
                row = Varselvalg.objects.filter(
                    tenant_id=actor.tenant_id, id=choice_id, sendt_til_at__lt=newest
                )
                if row.update(sendt_til_at=newest):
                    sent += _send(actor, bruker_id, fresh)
        except Exception as error:
            # One address that cannot be mailed must not take the mail from the rest; the fault's
            # own text may hold the address. It is tried again next morning.
            log.error(  # noqa: TRY400 - without the text and the trace of it
                "Morning mail not sent for one account in %s: %s",
                actor.tenant,
                type(error).__name__,
            )
    return sent


def _send(actor: Actor, bruker_id: UUID, fresh: int) -> int:
    account = Bruker.objects.select_related("party").get(tenant_id=actor.tenant_id, id=bruker_id)
    address = account.party.epost if account.party else ""
    if not account.aktiv or not address:
        return 0
    with override(account.spraak):
        line = ngettext(
            "Du har %(n)s nytt varsel i Samverk", "Du har %(n)s nye varsler i Samverk", fresh
        ) % {"n": fresh}
        text = gettext("Les her: %(url)s") % {"url": f"{settings.PUBLIC_URL}/varsler/"}
        stop = gettext("Der velger du også hva du vil ha e-post om.")
    return send_mail(line, f"{line}.\n\n{text}\n{stop}\n", None, [address])


def forget_old_notices(*, actor: Actor, now: datetime) -> int:
    """Delete notices older than a year: they point at what happened, and are not its record."""
    gone, _each = Varsel.objects.filter(
        tenant_id=actor.tenant_id, skjedde_at__lt=now - KEPT
    ).delete()  # fmt: skip
    return gone
