"""What lies in a session cannot be read from its row, and ended sessions are gone by morning."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core import signing

from samverk.core import clock
from samverk.site import sealed_sessions, tasks
from samverk.site.sealed_sessions import SealedSerializer

pytestmark = pytest.mark.django_db
KEPT = {"svar": {"kontonummer": "86011117947"}, "beskjeder": [["ok", "Gitt til Synnøve Bakkejord"]]}


class Raw:
    """Reads the bytes of a session as they are."""

    def loads(self, data):
        return data


def kept(values):
    session = SessionStore()
    session.update(values)
    session.save()
    return session.session_key


def test_a_session_comes_back_and_its_row_tells_nothing():
    key = kept(KEPT)
    assert SessionStore(key).load() == KEPT
    row = Session.objects.get(session_key=key).session_data
    inside = signing.loads(row, salt=SessionStore().key_salt, serializer=Raw)
    for told in (b"86011117947", b"kontonummer", b"Bakkejord"):
        assert told not in inside


def test_the_same_session_is_never_sealed_the_same_way_twice():
    seal = SealedSerializer()
    assert seal.dumps(KEPT) != seal.dumps(KEPT)
    assert seal.loads(seal.dumps(KEPT)) == KEPT


def test_a_session_of_another_key_or_from_before_is_an_empty_one(settings, monkeypatch):
    settings.SESSION_SERIALIZER = "django.contrib.sessions.serializers.JSONSerializer"
    open_one = kept(KEPT)
    settings.SESSION_SERIALIZER = "samverk.site.sealed_sessions.SealedSerializer"
    sealed = kept(KEPT)
    assert SessionStore(open_one).load() == {}
    monkeypatch.setattr(sealed_sessions, "INSTALLATION", uuid4())
    assert SessionStore(sealed).load() == {}


def test_ended_sessions_are_gone_by_morning(monkeypatch):
    monkeypatch.setattr(tasks, "tenants", tuple)
    ended, holds = kept(KEPT), kept(KEPT)
    Session.objects.filter(session_key=ended).update(
        expire_date=clock.machine_now() - timedelta(seconds=1)
    )
    tasks.night(0)
    assert list(Session.objects.values_list("session_key", flat=True)) == [holds]
