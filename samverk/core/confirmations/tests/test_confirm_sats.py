"""A figure without a seen source counts only when two people have vouched for it."""

from datetime import date
from decimal import Decimal

import pytest

from samverk.core.confirmations import api as confirmations
from samverk.core.confirmations.models import Sats, SatsBekreftelse
from samverk.core.languages import Trilingual
from samverk.core.rates.api import RateBook, national_book

pytestmark = pytest.mark.django_db


def an_unseen_rate():
    book = national_book()
    for key in tuple(book.keys()):
        for row in book.history(key):
            if row.is_known and not row.is_confirmed:
                return row
    pytest.fail("the national book has no unconfirmed figure left to test with")


def test_two_people_confirm_a_figure(act_as, now):
    row = an_unseen_rate()
    with act_as("uit", "lonn") as first:
        done = confirmations.confirm_sats(
            actor=first, key=row.key, fra=row.from_date, begrunnelse="Sett i rundskriv", now=now
        )
        assert done is False
    with act_as("uit", "lonnsleder") as second:
        done = confirmations.confirm_sats(
            actor=second, key=row.key, fra=row.from_date, begrunnelse="Sett i rundskriv", now=now
        )
        assert done is True
        names = [c.navn for c in confirmations.confirmations_of(second, row.key)]
        assert names == ["Rune Foss", "Eva Ness"]
    with act_as("uio", "lonn") as elsewhere:
        assert not confirmations.is_confirmed(elsewhere.tenant_id, row.key, row.from_date)


def test_the_same_person_counts_once(act_as, now):
    row = an_unseen_rate()
    with act_as("uit", "lonn") as actor:
        confirmations.confirm_sats(
            actor=actor, key=row.key, fra=row.from_date, begrunnelse="Sett i rundskriv", now=now
        )
        with pytest.raises(confirmations.SatsRefused, match="En annen må gjøre det også"):
            confirmations.confirm_sats(
                actor=actor, key=row.key, fra=row.from_date, begrunnelse="Sett i rundskriv", now=now
            )
        assert SatsBekreftelse.objects.count() == 1


def test_a_proposer_does_not_confirm_the_own_figure(act_as, now):
    row = an_unseen_rate()
    day = date(2026, 12, 1)
    with act_as("uit", "lonn") as proposer:
        confirmations.propose_sats(
            actor=proposer, key=row.key, fra=day, verdi="0,5", hjemmel="", kilde="Vedtak", now=now
        )
        confirmations.confirm_sats(
            actor=proposer, key=row.key, fra=day, begrunnelse="Mitt eget forslag", now=now
        )
    with act_as("uit", "lonnsleder") as other:
        done = confirmations.confirm_sats(
            actor=other, key=row.key, fra=day, begrunnelse="Sett i vedtaket", now=now
        )
        assert done is False


def test_a_word_is_not_a_figure(act_as, now):
    row = an_unseen_rate()
    with act_as("uit", "lonn") as actor, pytest.raises(confirmations.SatsRefused) as refused:
        confirmations.propose_sats(
            actor=actor, key=row.key, fra=now.date(), verdi="mye", hjemmel="", kilde="x", now=now
        )
    assert refused.value.field == "verdi"
    with act_as("uit", "lonn"):
        assert Sats.objects.count() == 0


def test_an_employee_may_not_confirm(act_as, now):
    row = an_unseen_rate()
    with act_as("uit", "ola") as actor, pytest.raises(Exception, match="ikke tilgang"):
        confirmations.confirm_sats(
            actor=actor, key=row.key, fra=row.from_date, begrunnelse="Sett i rundskriv", now=now
        )


def test_a_figure_whose_key_the_national_book_has_dropped_keeps_its_name(act_as, now, monkeypatch):
    row = an_unseen_rate()
    day = date(2026, 12, 1)
    with act_as("uit", "lonn") as actor:
        confirmations.propose_sats(
            actor=actor, key=row.key, fra=day, verdi="0,5", hjemmel="", kilde="Vedtak", now=now
        )
        keys = set(national_book().keys()) - {row.key}
        left = [one for key in keys for one in national_book().history(key)]
        monkeypatch.setattr("samverk.core.confirmations.api.national_book", lambda: RateBook(left))
        (own,) = confirmations.book_for(actor.tenant_id).history(row.key)
        name = str(row.text)
        assert (own.text, own.value, own.from_date) == (
            Trilingual(name, name, name), Decimal("0.5"), day,
        )  # fmt: skip
