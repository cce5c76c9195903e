"""A command before the database is set up says what to do, and does not hide other faults."""

import pytest
from django.db.utils import ProgrammingError
from psycopg.errors import SyntaxError as SqlError
from psycopg.errors import UndefinedTable

from samverk.site import cli


def failing(monkeypatch, cause):
    def run(_arguments):
        raise ProgrammingError("feil") from cause

    words = type("Words", (), {"parse_args": lambda self, _words: type("A", (), {"run": run})})
    monkeypatch.setattr(cli, "parser", words)
    monkeypatch.setenv("SAMVERK_DB_ROLE", "samverk_app")


def test_without_tables_it_says_what_to_run(monkeypatch, capsys):
    failing(monkeypatch, UndefinedTable())
    assert cli.main(["verify"]) == 1
    assert capsys.readouterr().err == (
        "Databasen er ikke satt opp ennå. Kjør «make run» eller «samverk migrate» først.\n"
    )


def test_another_fault_of_the_database_is_not_hidden(monkeypatch):
    failing(monkeypatch, SqlError())
    with pytest.raises(ProgrammingError, match="feil"):
        cli.main(["verify"])
