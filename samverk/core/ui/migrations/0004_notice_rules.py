"""A notice is its reader's alone: the machine writes it, the reader may only mark it as read."""

from django.db import migrations

from samverk.core.tenancy.migration import protect, tenant_fk

MINE = "bruker_id = (SELECT samverk.subject())"
MACHINE = "(SELECT samverk.kind()) = 'maskin'"


class Migration(migrations.Migration):
    dependencies = [("ui", "0003_notices"), ("access", "0003_rules"), ("outbox", "0002_rules")]
    operations = [
        protect("ui_varsel", update=False, delete=True, read=f"{MINE} OR {MACHINE}", write=MACHINE),
        tenant_fk("ui_varsel", "bruker_id", "access_bruker"),
        tenant_fk("ui_varsel", "event_id", "outbox_event"),
        protect("ui_varselvalg", read=f"{MINE} OR {MACHINE}", write=f"{MINE} OR {MACHINE}"),
        tenant_fk("ui_varselvalg", "bruker_id", "access_bruker"),
        migrations.RunSQL(
            f"""
            GRANT UPDATE (lest_at) ON ui_varsel TO samverk_app;
            CREATE POLICY lest ON ui_varsel FOR UPDATE TO samverk_app USING ({MINE}) WITH CHECK ({MINE});
            REVOKE UPDATE ON ui_varselvalg FROM samverk_app;
            GRANT UPDATE (grupper, sendt_til_at) ON ui_varselvalg TO samverk_app;
            CREATE INDEX varsel_mine ON ui_varsel (tenant_id, bruker_id, skjedde_at DESC, id DESC);
            CREATE INDEX varsel_uleste ON ui_varsel (tenant_id, bruker_id, registrert_at)
              WHERE lest_at IS NULL;
            CREATE INDEX varsel_gamle ON ui_varsel (tenant_id, skjedde_at);
            """,
            migrations.RunSQL.noop,
        ),
    ]
