"""The payments of a pay run are audited in one statement, as they are written."""

from django.db import migrations

from samverk.core.tenancy.migration import audited_in_bulk


class Migration(migrations.Migration):
    dependencies = [("finance", "0006_accounts_are_logged"), ("audit", "0003_many_rows")]
    operations = [audited_in_bulk("finance_payment")]
