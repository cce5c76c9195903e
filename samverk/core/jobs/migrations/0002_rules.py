"""A job is seen by those who may see what it works on, goes forward only, and one at a time."""

from django.db import migrations

from samverk.core.tenancy.migration import function, protect, tenant_fk

FORWARD = """CREATE FUNCTION samverk.job_goes_forward() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE fritt text[] := ARRAY['status','forsoek','fase','fase_at','gjort','av','meldt_at','ferdig_at',
  'feil','feil_verdier'];
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.status <> 'venter' OR NEW.forsoek <> 0 THEN
      RAISE EXCEPTION 'uforanderlig: nytt arbeid venter' USING ERRCODE = 'SV001';
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.status IN ('ferdig', 'feilet') THEN
    RAISE EXCEPTION 'uforanderlig: arbeidet er avsluttet' USING ERRCODE = 'SV001';
  END IF;
  IF (to_jsonb(NEW) - fritt) IS DISTINCT FROM (to_jsonb(OLD) - fritt)
     OR NEW.forsoek < OLD.forsoek OR (OLD.status = 'arbeider' AND NEW.status = 'venter') THEN
    RAISE EXCEPTION 'uforanderlig: hva arbeidet gjelder, endres ikke' USING ERRCODE = 'SV001';
  END IF;
  RETURN NEW;
END $$"""

SEES = "samverk.kan(kapabilitet)"
# People order in their own name; only the service user says how it goes.
ORDERS = "(SELECT samverk.kind()) = 'maskin' OR bestilt_av_id = (SELECT samverk.subject())"


class Migration(migrations.Migration):
    dependencies = [("jobs", "0001_initial"), ("access", "0003_rules"), ("audit", "0001_initial")]
    operations = [
        function(FORWARD),
        protect("jobs_job", read=SEES, write=ORDERS),
        tenant_fk("jobs_job", "bestilt_av_id", "access_bruker"),
        migrations.RunSQL(
            """
            DROP POLICY endre ON jobs_job;
            CREATE POLICY endre ON jobs_job FOR UPDATE TO samverk_app
              USING ((SELECT samverk.kind()) = 'maskin') WITH CHECK ((SELECT samverk.kind()) = 'maskin');
            CREATE UNIQUE INDEX job_ett_aapent ON jobs_job (tenant_id, objekt_type, objekt_id)
              WHERE status IN ('venter', 'arbeider');
            CREATE INDEX job_objekt ON jobs_job (tenant_id, objekt_type, objekt_id, bestilt_at);
            CREATE INDEX job_aapen ON jobs_job (tenant_id, bestilt_at) WHERE status IN ('venter', 'arbeider');
            CREATE TRIGGER framover BEFORE INSERT OR UPDATE ON jobs_job
              FOR EACH ROW EXECUTE FUNCTION samverk.job_goes_forward();
            ALTER TABLE jobs_job
              ADD CONSTRAINT job_status CHECK (status IN ('venter','arbeider','ferdig','feilet')),
              ADD CONSTRAINT job_ferdig CHECK ((status IN ('ferdig','feilet')) = (ferdig_at IS NOT NULL)),
              ADD CONSTRAINT job_feil CHECK ((status = 'feilet') = (feil <> '')),
              ADD CONSTRAINT job_gjort CHECK (gjort <= av);
            """,
            migrations.RunSQL.noop,
        ),
    ]
