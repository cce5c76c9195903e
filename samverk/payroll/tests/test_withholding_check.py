"""`samverk payroll withholding-check`: rows, mismatches and the first ten, and an exit code."""

import json

import pytest

from samverk.core.errors import Refusal
from samverk.payroll.cli import run_withholding_check


class Arguments:
    year = 2026
    json = True


def run(path, capsys):
    arguments = Arguments()
    arguments.file = path
    code = run_withholding_check(arguments)
    return code, json.loads(capsys.readouterr().out)


def test_rows_that_agree_exit_with_zero(tmp_path, capsys):
    path = tmp_path / "rows.csv"
    path.write_text("table,period,basis_nok,withholding_nok\n8010,1,50968,14323\n")
    assert run(path, capsys) == (0, {"rows": 1, "mismatches": 0, "first": []})


def test_a_row_that_differs_is_shown_and_exits_with_one(tmp_path, capsys):
    path = tmp_path / "rows.csv"
    path.write_text("table,period,basis_nok,withholding_nok\n8010,1,50968,14322\n")
    code, facts = run(path, capsys)
    assert code == 1
    assert facts["first"][0]["found_nok"] == 14_323


@pytest.mark.parametrize("content", ["", "a,b\n1,2\n"])
def test_a_file_of_something_else_is_refused(tmp_path, capsys, content):
    path = tmp_path / "rows.csv"
    path.write_text(content)
    with pytest.raises(Refusal, match="kolonner"):
        run(path, capsys)


def test_a_file_that_is_not_there_is_refused(tmp_path, capsys):
    with pytest.raises(Refusal, match="finnes ikke"):
        run(tmp_path / "ingen.csv", capsys)


def test_a_file_saved_by_a_spreadsheet_begins_with_a_mark_and_is_read(tmp_path, capsys):
    path = tmp_path / "rows.csv"
    text = "table,period,basis_nok,withholding_nok\n8010,1,50968,14323\n"
    path.write_text(text, encoding="utf-8-sig")
    assert run(path, capsys) == (0, {"rows": 1, "mismatches": 0, "first": []})
