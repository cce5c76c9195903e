"""Advances asked for before payroll listened get their answer where 0010 left them waiting."""

import importlib

from django.db import migrations

# The same answer as a database gets that had not come to 0010.
SETTLE = importlib.import_module("samverk.hr.migrations.0010_forskudd").SETTLE

# Payroll was told of every advance since then; the delivery is written with the event.
UNHEARD = """WHERE f.status = 'bedt_om' AND NOT EXISTS (
  SELECT FROM outbox_event e
  JOIN outbox_delivery d ON d.tenant_id = e.tenant_id AND d.event_id = e.id
  WHERE e.tenant_id = f.tenant_id AND e.subject_id = f.id
    AND e.type = 'hr.forskudd.bedt_om.v1' AND d.sink = 'payroll.forskudd')"""


class Migration(migrations.Migration):
    dependencies = [("hr", "0012_forskudd_nedsatt"), ("outbox", "0002_rules")]
    operations = [migrations.RunSQL(SETTLE + UNHEARD, migrations.RunSQL.noop)]
