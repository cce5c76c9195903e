"""Events are append-only and numbered; deliveries can be looked up by what is due."""

from django.db import migrations

from samverk.core.tenancy.migration import append_only, protect, tenant_fk


class Migration(migrations.Migration):
    dependencies = [("outbox", "0001_initial"), ("tenancy", "0002_the_five")]
    operations = [
        protect("outbox_event", update=False),
        append_only("outbox_event"),
        protect("outbox_delivery"),
        tenant_fk("outbox_delivery", "event_id", "outbox_event"),
        migrations.RunSQL(
            """
            CREATE SEQUENCE outbox_event_nr AS bigint OWNED BY outbox_event.nr;
            ALTER TABLE outbox_event ALTER COLUMN nr SET DEFAULT nextval('outbox_event_nr');
            GRANT USAGE ON SEQUENCE outbox_event_nr TO samverk_app;
            CREATE INDEX event_nr ON outbox_event (tenant_id, nr);
            CREATE INDEX event_type ON outbox_event (tenant_id, type, registrert_at);
            CREATE INDEX event_subject ON outbox_event (tenant_id, subject_id, nr);
            CREATE INDEX delivery_due ON outbox_delivery (tenant_id, nr) WHERE status = 'venter';
            CREATE INDEX delivery_head ON outbox_delivery (tenant_id, sink, subject_id, nr)
              WHERE status = 'venter';
            ALTER TABLE outbox_delivery ADD CONSTRAINT delivery_status CHECK (status IN ('venter','levert','doed'));
            """,
            migrations.RunSQL.noop,
        ),
    ]
