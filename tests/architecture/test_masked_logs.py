"""Logs and error reports show no identifier and no special category, whatever form they come in."""

import logging

import pytest
from django.db import DatabaseError
from django.http import QueryDict
from django.test import RequestFactory

from samverk.site.logs import MaskedReport, MaskFilter

NUMBER = "010190 12345"


def logged(message, *args, exc_info=None, **extra):
    record = logging.getLogger("x").makeRecord(
        "x", logging.ERROR, "f", 1, message, args, exc_info, extra=extra
    )
    assert MaskFilter().filter(record)
    return record


@pytest.mark.parametrize(
    ("message", "args", "written"),
    [
        ("fnr=%s navn=%s", (NUMBER, "Åse"), "fnr=••• navn=Åse"),
        ("{'kontonummer': '%s', 'id': 7}", ("86011117947",), "{'kontonummer': •••, 'id': 7}"),
        ("Sendt til %s i går", ("86011117947",), "Sendt til ••••••••••• i går"),
        ("Sendt til %s", ("8601.11.17947",), "Sendt til •••••••••••"),
        ("Sak 2026/14, bilag 4-26-018842", (), "Sak 2026/14, bilag 4-26-018842"),
        (
            'duplicate key\nDETAIL:  Key (tenant_id, verdi)=(1, hemmelig) already exists.', (),
            "duplicate key\nDETAIL:  Key (tenant_id, verdi)=(•••) already exists.",
        ),
        (
            "Failing row contains (1, Åse Berg, 2000-01-01).", (),
            "Failing row contains (•••).",
        ),
    ],
)  # fmt: skip
def test_a_log_line_is_masked_by_name_and_form(message, args, written):
    assert logged(message, *args).getMessage() == written


@pytest.mark.parametrize(
    ("message", "args", "written"),
    [
        (f"%d rader, fnr={NUMBER}", ("tre",), "%d rader, fnr=•••"),
        ("%s og %s", (NUMBER,), "%s og %s"),
        ("Konto %(kontonummer)d", ({"kontonummer": 86011117947},), "Konto %(kontonummer)d"),
        (ValueError, ("en",), "type"),
    ],
)
def test_a_wrongly_formed_log_call_stops_nobody_and_shows_no_value(message, args, written):
    assert logged(message, *args).getMessage() == written


def test_an_id_is_not_taken_for_a_number():
    key = "01900000-0000-7000-8000-012345678901"
    assert logged("Sak %s", key).getMessage() == f"Sak {key}"


def test_structured_values_and_tracebacks_are_masked_too():
    try:
        raise ValueError(f"fnr: {NUMBER}")  # noqa: TRY301
    except ValueError as error:
        record = logged(
            "feil", exc_info=(ValueError, error, error.__traceback__),
            fnr=NUMBER, skjema={"sted": "Tromsø", "sykmelding": "100 %"}, liste=[NUMBER],
        )  # fmt: skip
    assert (record.fnr, record.skjema, record.liste) == (
        "•••", {"sted": "Tromsø", "sykmelding": "•••"}, ["•••••••••••"],
    )  # fmt: skip
    assert NUMBER not in logging.Formatter().format(record)
    assert "ValueError: fnr: •••" in record.exc_text


def test_every_handler_of_the_settings_has_the_mask(settings):
    handlers = settings.LOGGING["handlers"]
    assert handlers
    assert all("mask" in handler["filters"] for handler in handlers.values())


def test_an_error_report_shows_no_sensitive_field():
    request = RequestFactory().post("/x/")
    request.POST = QueryDict(f"fnr={NUMBER}&sted=Oslo&merknad=gjelder+{NUMBER.replace(' ', '')}")
    report = MaskedReport()
    assert report.is_active(request)
    assert report.get_post_parameters(request).dict() == {
        "fnr": "•••", "sted": "Oslo", "merknad": "gjelder •••••••••••",
    }  # fmt: skip


@pytest.mark.django_db
def test_a_fault_shows_and_logs_no_number(sign_in, monkeypatch, caplog):
    """A page that falls over a number says nothing of it, and neither does the log."""
    from samverk.site.web.views import me

    def fall(*args):
        fnr = NUMBER
        raise DatabaseError(f"Failing row contains (1, {fnr}). kontonummer=86011117947")

    monkeypatch.setattr(me, "_by_people", fall)
    client = sign_in("uit", "jonas")
    client.raise_request_exception = False
    caplog.handler.addFilter(MaskFilter())
    answer = client.get("/meg/innsyn/")
    assert answer.status_code == 500
    assert NUMBER not in answer.content.decode()
    assert "DatabaseError: Failing row contains (•••)" in caplog.text
    assert NUMBER not in caplog.text
    assert "86011117947" not in caplog.text
