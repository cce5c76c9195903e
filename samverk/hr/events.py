"""What HR tells of accounts: ids only, never a number."""

from __future__ import annotations

KONTO_REGISTRERT = "hr.kontonummer.registrert.v1"
EPOST_ENDRET = "hr.epost.endret.v1"
KONTOENDRING_BEDT_OM = "hr.kontoendring.bedt_om.v1"
KONTOENDRING_BEKREFTET = "hr.kontoendring.bekreftet.v1"
