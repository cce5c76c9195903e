"""What becomes of an advance: payroll's answer, one open at a time, never for oneself."""

from django.db import migrations, models

from samverk.core.tenancy.migration import function

# Before this step nobody was told of an advance and Samverk could not pay one. What was asked for
# then is answered here: two on one contract would stop the key below, one would block it for ever.
SETTLE = """UPDATE hr_forskudd f SET status = 'avslaatt', svart_at = samverk.now(), svar =
  'Bedt om før Samverk kunne betale forskudd, og ikke betalt herfra. Be om det på nytt om det trengs.'
"""

LOENN = "(SELECT samverk.kan('lonn.kjoring.klargjor')) OR (SELECT samverk.kan('lonn.kjoring.godkjenn'))"

# What is asked for never changes; the answer follows a fixed map.
SVAR = """CREATE FUNCTION samverk.hr_forskudd_svar() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, samverk, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' OR
     (to_jsonb(NEW) - ARRAY['status', 'utbetalingsdato', 'svart_at', 'svar'])
     IS DISTINCT FROM
     (to_jsonb(OLD) - ARRAY['status', 'utbetalingsdato', 'svart_at', 'svar']) THEN
    RAISE EXCEPTION 'uforanderlig: det som er bedt om, ligger fast' USING ERRCODE = 'SV001';
  END IF;
  IF (OLD.status || '>' || NEW.status) NOT IN ('bedt_om>innvilget', 'bedt_om>avslaatt',
      'innvilget>utbetalt', 'innvilget>avslaatt') THEN
    RAISE EXCEPTION 'forskudd: % kan ikke bli %', OLD.status, NEW.status USING ERRCODE = 'SV027';
  END IF;
  RETURN NEW;
END $$"""

EGET = """CREATE FUNCTION samverk.hr_forskudd_ikke_eget() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp AS $$
BEGIN
  IF NEW.status <> 'bedt_om' THEN
    RAISE EXCEPTION 'forskudd: begynner som bedt om' USING ERRCODE = 'SV027';
  END IF;
  IF EXISTS (SELECT FROM access_bruker b WHERE b.tenant_id = NEW.tenant_id
             AND b.id = NEW.bedt_av_id AND b.party_id = NEW.party_id) THEN
    RAISE EXCEPTION 'forskudd: ingen ber om forskudd til seg selv' USING ERRCODE = 'SV026';
  END IF;
  RETURN NEW;
END $$"""


class Migration(migrations.Migration):
    dependencies = [("hr", "0009_narrow_reads"), ("audit", "0001_initial")]
    operations = [
        migrations.AddField(
            "forskudd", "status", models.CharField(default="bedt_om", max_length=10)
        ),
        migrations.AddField("forskudd", "utbetalingsdato", models.DateField(null=True)),
        migrations.AddField("forskudd", "svart_at", models.DateTimeField(null=True)),
        migrations.AddField("forskudd", "svar", models.CharField(blank=True, max_length=400)),
        function(SVAR),
        function(EGET),
        migrations.RunSQL(
            f"""
            DROP TRIGGER uforanderlig ON hr_forskudd;
            {SETTLE};
            ALTER TABLE hr_forskudd
              ADD CONSTRAINT hr_forskudd_status CHECK (status IN
                ('bedt_om', 'innvilget', 'utbetalt', 'avslaatt')),
              ADD CONSTRAINT hr_forskudd_dag CHECK (status NOT IN ('innvilget', 'utbetalt')
                OR utbetalingsdato IS NOT NULL),
              ADD CONSTRAINT hr_forskudd_hvorfor_ikke CHECK (status <> 'avslaatt' OR svar <> '');
            CREATE UNIQUE INDEX hr_forskudd_en_aapen ON hr_forskudd (tenant_id, kontrakt_id)
              WHERE status IN ('bedt_om', 'innvilget');
            GRANT UPDATE ON hr_forskudd TO samverk_app;
            CREATE POLICY endre ON hr_forskudd FOR UPDATE TO samverk_app
              USING ({LOENN}) WITH CHECK ({LOENN});
            CREATE TRIGGER svar BEFORE UPDATE OR DELETE ON hr_forskudd
              FOR EACH ROW EXECUTE FUNCTION samverk.hr_forskudd_svar();
            CREATE TRIGGER ikke_eget BEFORE INSERT ON hr_forskudd
              FOR EACH ROW EXECUTE FUNCTION samverk.hr_forskudd_ikke_eget();
            """,
            migrations.RunSQL.noop,
        ),
    ]
