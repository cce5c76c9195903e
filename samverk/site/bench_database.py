"""A database of its own for a bench, and what a bench needs from the composition root."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections

from samverk.site.postgres import connect


@contextmanager
def own_database(name: str, *, cast: bool = True) -> Iterator[None]:
    """Make a migrated database, point this process at it, and drop it at the end.

    Args:
        name: of the database; one that was left behind by a run that was stopped is replaced.
        cast: with the units and the named cast, or with the institutions only.
    """
    settings = connections["default"].settings_dict
    before = settings["NAME"]
    connect.drop_database(name)
    env = os.environ | {"SAMVERK_DB": name}
    for words in (["migrate"], *([["demo", "--stage", "cast"]] if cast else [])):
        subprocess.run(  # noqa: S603 - our own command, no outside words
            [sys.executable, "-m", "samverk", *words], env=env, check=True, capture_output=True
        )
    connections["default"].close()
    settings["NAME"] = name
    try:
        yield
    finally:
        connections["default"].close()
        settings["NAME"] = before
        connect.drop_database(name)


def analyze() -> None:
    """Let the planner know the rows, as autovacuum would have done overnight."""
    with connect.connect("samverk_owner", connections["default"].settings_dict["NAME"]) as owner:
        owner.execute("ANALYZE")
