"""SV203 means that the period is not open, and nothing else."""

from django.db import migrations

from samverk.core.tenancy.migration import recode


class Migration(migrations.Migration):
    dependencies = [("finance", "0004_rules")]
    operations = [
        recode("samverk.period_change_rules()", {"SV203": "SV209"}),
        recode("samverk.ensure_ledger_partitions(integer)", {"SV203": "SV211"}),
    ]
