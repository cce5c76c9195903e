"""The run of an advance points at an advance of the same tenant."""

from django.db import migrations

from samverk.core.tenancy.migration import tenant_fk


class Migration(migrations.Migration):
    dependencies = [("payroll", "0006_own_codes"), ("hr", "0010_forskudd")]
    operations = [tenant_fk("payroll_loennskjoering", "forskudd_id", "hr_forskudd")]
