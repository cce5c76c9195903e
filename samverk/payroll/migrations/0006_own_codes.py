"""Payroll's refusals get codes of their own: SV020–SV023 are HR's."""

from django.db import migrations

from samverk.core.tenancy.migration import recode

CODES = {"SV020": "SV301", "SV021": "SV302", "SV022": "SV303", "SV023": "SV305"}


class Migration(migrations.Migration):
    dependencies = [("payroll", "0005_forskudd_nedsatt")]
    operations = [
        recode("samverk.loennskjoering_tilstand()", CODES),
        recode("samverk.loennskjoering_avlys()", CODES),
        recode("samverk.loenn_ny_i_aapen()", CODES),
    ]
