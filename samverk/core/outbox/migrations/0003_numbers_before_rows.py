"""Events are numbered before their rows are written, so that a reader can tell what is yet to come."""

from django.db import migrations

from samverk.core.tenancy.migration import function

# Event and deliveries in one call, also for the 25 000 of a pay run: each act pays for this.
# Who still holds a lower number took its transaction id before that number, and the rows here are
# written by a subtransaction that got its id after all the numbers: it is the younger of the two.
# `events_after` keeps back rows that are younger than anything still running.
PUBLISER = """CREATE FUNCTION samverk.publiser(rader jsonb, tenant uuid, art text, tid timestamptz) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, samverk, pg_temp AS $$
DECLARE numre bigint[];
BEGIN
  PERFORM pg_current_xact_id();
  SELECT array_agg(nextval('outbox_event_nr')) INTO numre FROM generate_series(1, jsonb_array_length(rader));
  BEGIN
    WITH ny AS MATERIALIZED (
      SELECT numre[r.plass] AS nr, x.* FROM jsonb_array_elements(rader) WITH ORDINALITY AS r(rad, plass),
        jsonb_to_record(r.rad) AS x(id uuid, type text, subject_type text, subject_id uuid,
          endret text[], data jsonb, gyldig_fra date, instans_id uuid, steg_id uuid, sinks text[])
    ), hendelser AS (
      INSERT INTO outbox_event (id, tenant_id, nr, type, subject_type, subject_id, endret, data,
        gyldig_fra, aktoer_art, instans_id, steg_id, inntraff_at, registrert_at)
      SELECT id, tenant, nr, type, subject_type, subject_id, endret, data, gyldig_fra, art,
        instans_id, steg_id, tid, tid FROM ny
    )
    INSERT INTO outbox_delivery
      (id, tenant_id, event_id, nr, sink, subject_id, status, forsoek, neste_at, feil)
    SELECT uuidv7(), tenant, ny.id, ny.nr, sink, ny.subject_id, 'venter', 0, tid, ''
    FROM ny, unnest(ny.sinks) AS sink;
  EXCEPTION WHEN SQLSTATE 'SVTOM' THEN  -- raised by nobody: a block that may fail is a subtransaction
    RAISE;
  END;
END $$"""


class Migration(migrations.Migration):
    dependencies = [("outbox", "0002_rules")]
    operations = [function(PUBLISER)]
