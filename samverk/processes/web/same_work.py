"""The question «is this another job?»: shown with what the person has, answered per case."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from samverk.cases import api as cases
from samverk.core.access.api import Actor
from samverk.core.periods import ONE_DAY, Period
from samverk.core.ui import api as ui
from samverk.hr import api as hr

FIELD = "annen_jobb"
AT_ONCE = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class SameWork:
    """One order or contract that the person has, with its case where the reader may see it."""

    arbeid: hr.Arbeid
    sak: cases.SakFacts | None

    @property
    def question(self) -> str:
        """The tick that says it is another job than this one."""
        if not self.arbeid.emne:
            return _("Dette er en annen jobb enn den ved en annen enhet")
        return _("Dette er en annen jobb enn «%(arbeid)s»") % {"arbeid": self.arbeid.emne}


def described(actor: Actor, ids: Iterable[UUID]) -> list[SameWork]:
    """Return what the orders and contracts are, each with its case."""
    works = hr.arbeid(actor, ids)
    known = cases.saker_of(actor, [one.sak_id for one in works if one.sak_id])
    return [SameWork(one, known.get(one.sak_id) if one.sak_id else None) for one in works]


def same_work(
    actor: Actor,
    *,
    party_id: UUID | None,
    epost: str,
    post: tuple[str, str],
    days: tuple[date | None, date | None],
    besides: UUID | None = None,
) -> list[SameWork]:
    """Return what the person has of the same work; nothing until the form tells which.

    Args:
        actor: the orderer; party_id, epost: the person, or the address of somebody new.
        post: position code and title; days: first and last day; besides: the order itself.
    """
    fra, last = days
    if fra is None or last is None or last < fra or last == date.max or not any(post):
        return []
    found = hr.samme_arbeid(
        actor, party_id=party_id, epost=epost, stillingskode=post[0], tittel=post[1],
        gyldig=Period(fra, last + ONE_DAY),
    )  # fmt: skip
    return described(actor, [one for one in found if one != besides])


def ask(form: ui.Form, found: list[SameWork]) -> None:
    """Let the form ask about what was found; without anything it does not ask.

    It is not required by the form, so that a form sent twice can be told from an unanswered one.
    """
    field = form.fields[FIELD]
    assert isinstance(field, forms.MultipleChoiceField)
    field.choices = [(str(one.arbeid.id), one.question) for one in found]


def answered(data: QueryDict, found: list[SameWork]) -> list[str]:
    """Return the ticks that answer what is asked now; others answered an earlier version."""
    asked = {str(one.arbeid.id) for one in found}
    return [value for value in data.getlist(FIELD) if value in asked]


def sent_twice(
    actor: Actor, order: hr.NyAnsettelse, found: list[SameWork], now: datetime
) -> UUID | None:
    """Return the case of the very same order, when the actor sent it a moment ago."""
    for one in found:
        has = one.arbeid
        is_same = (has.emne, has.minutter, has.gyldig) == (
            order.emne.strip(), order.minutter, order.gyldig,
        )  # fmt: skip
        is_new = has.bestilt_at is not None and now - has.bestilt_at < AT_ONCE
        if is_same and is_new and has.bestilt_av == actor.bruker_id and one.sak:
            return one.sak.id
    return None
