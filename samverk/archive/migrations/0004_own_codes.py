"""The archive's refusals get codes of their own: SV020–SV023 are HR's.

SV501 = not a step in the status flow, SV502 = closed or wrong place in the structure, SV503 =
documents are not finished, SV504 = sign-off is not possible.
"""

from django.db import migrations

from samverk.core.tenancy.migration import recode

CODES = {"SV020": "SV501", "SV021": "SV502", "SV022": "SV503", "SV023": "SV504"}
FUNCTIONS = (
    "klasse_sjekk(uuid, uuid, uuid)", "mappe_ny()", "mappe_endret()", "klasse_ny()",
    "registrering_ny()", "registrering_endret()", "dokument_endret()", "registreringdokument_ny()",
    "avskrivning_ny()", "skjerming_ny()", "kassasjon_ny()", "arkivdel_endret()",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("archive", "0003_leaders_close")]
    operations = [recode(f"samverk.{name}", CODES) for name in FUNCTIONS]
