"""kill -9 in the middle: start again, nothing lost, nothing half, nothing twice.

Runs on a server of its own with full crash safety, in a folder of its own.
"""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """An installation in a folder of its own, with its set-up done."""
    var = tmp_path_factory.mktemp("var")
    for folder in [var, *var.parents]:  # the database's account must be able to walk in
        if str(folder).startswith("/tmp/") and folder.owner() == Path(var).owner():
            folder.chmod(0o755)
    env = {k: v for k, v in os.environ.items() if not k.startswith("SAMVERK_")}
    env |= {"SAMVERK_VAR": str(var), "SAMVERK_MODE": "demo"}
    found = Place(var, env)
    assert found.samverk("migrate").returncode == 0
    yield found
    found.python("from samverk.site.postgres import connect, embedded;"
                 "embedded.stop(connect.var_dir())")  # fmt: skip


class Place:
    def __init__(self, var, env):
        self.var, self.env = var, env

    def samverk(self, *words):
        return subprocess.run(
            [sys.executable, "-m", "samverk", *words], cwd=ROOT, env=self.env,
            capture_output=True, text=True, check=False,
        )  # fmt: skip

    def start(self, *words):
        return subprocess.Popen(
            [sys.executable, "-m", "samverk", *words], cwd=ROOT, env=self.env,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, start_new_session=True,
        )  # fmt: skip

    def python(self, code):
        run = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, env=self.env, capture_output=True, text=True,
            check=True,
        )  # fmt: skip
        return run.stdout.strip()

    def count(self, sql):
        return json.loads(self.python(
            "import json; from samverk.site.postgres import connect\n"
            f"with connect.connect('samverk_owner') as c: "
            f"print(json.dumps(c.execute({sql!r}).fetchall(), default=str))"
        ))  # fmt: skip

    def kill_database(self):
        home = next(iter(self.var.glob("postgres/data/postmaster.pid")), None)
        if home is None:  # moved, because the server's account cannot reach the folder
            pytest.skip("the data directory is not below the project folder here")
        os.kill(int(home.read_text().splitlines()[0]), signal.SIGKILL)

    def verify(self):
        return json.loads(self.samverk("verify", "--json").stdout)


PEOPLE = "SELECT tenant_id, count(*) FROM parties_party GROUP BY 1 ORDER BY 1"


def _wait_for_line(process, number):
    for _ in range(number):
        process.stdout.readline()


def test_the_life_survives_the_death_of_its_builder(place):
    before = place.count(PEOPLE)  # the tests share the place, in any order
    building = place.start("demo", "--tenant", "uit")
    _wait_for_line(building, 2)
    time.sleep(0.3)
    os.killpg(building.pid, signal.SIGKILL)
    building.wait()
    deadline = time.monotonic() + 10
    while place.count(PEOPLE) != before and time.monotonic() < deadline:
        time.sleep(0.2)  # the backend notices that its client is gone
    assert place.count(PEOPLE) == before, "half a life was left"
    assert place.samverk("demo", "--tenant", "uit").returncode == 0
    after = place.count(PEOPLE)
    [[tenant, people]] = [row for row in after if row not in before]
    assert len(after) == len(before) + 1
    assert tenant.endswith("d3")
    assert people > 100
    assert place.samverk("demo", "--tenant", "uit").returncode == 0
    assert place.count(PEOPLE) == after, "twice made more"
    assert place.verify()["ok"] is True


def test_the_life_survives_the_death_of_the_database(place):
    before = place.count(PEOPLE)
    building = place.start("demo", "--tenant", "uio")
    _wait_for_line(building, 2)
    time.sleep(0.3)
    place.kill_database()
    building.wait(60)
    assert building.returncode != 0
    assert place.count(PEOPLE) == before, "half a life was left"
    assert place.samverk("demo", "--tenant", "uio").returncode == 0
    assert len(place.count(PEOPLE)) == len(before) + 1
    assert place.verify()["ok"] is True
