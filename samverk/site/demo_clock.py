"""The demo's own time: Monday 23 November 2026, 09.00, when the life is built, and on from there.

The distance to the real clock is kept beside the data, so that every process and every later start
lives in the same time.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

from samverk.core import clock
from samverk.site.postgres import connect

STANDS_AT = datetime(2026, 11, 23, 9, 0, tzinfo=clock.OSLO)


def _file() -> Path:
    return connect.var_dir() / "demo-clock.json"


def resume() -> None:
    """Go on in the demo's time, if a life has been built here."""
    path = _file()
    if path.exists():
        clock.shift(timedelta(seconds=json.loads(path.read_text())["seconds"]))


def begin() -> None:
    """Let the demo's time begin now, unless it has begun already."""
    path = _file()
    if not path.exists():
        seconds = (STANDS_AT - clock.now()).total_seconds()
        path.write_text(json.dumps({"seconds": seconds}))
    resume()
