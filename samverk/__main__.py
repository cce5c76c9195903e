"""`python -m samverk` is the same as the `samverk` command."""

from samverk.site.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
