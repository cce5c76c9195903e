"""What payroll tells others: ids and dates only, past tense, versioned."""

from __future__ import annotations

LOENNSFORHOLD_OPPRETTET = "payroll.loennsforhold.opprettet.v1"
LOENNSKJOERING_BEREGNET = "payroll.loennskjoering.beregnet.v1"
LOENNSKJOERING_KONTROLLERT = "payroll.loennskjoering.kontrollert.v1"
LOENNSKJOERING_GODKJENT = "payroll.loennskjoering.godkjent.v1"
LOENNSKJOERING_BETALT = "payroll.loennskjoering.betalt.v1"
LOENNSKJOERING_BOKFOERT = "payroll.loennskjoering.bokfoert.v1"
LOENNSKJOERING_AVLYST = "payroll.loennskjoering.avlyst.v1"
LOENNSKJOERING_MELDT = "payroll.loennskjoering.meldt.v1"
LOENN_UTBETALT = "payroll.loenn.utbetalt.v1"
