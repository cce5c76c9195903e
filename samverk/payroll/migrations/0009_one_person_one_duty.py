"""Who releases a run's money has a duty in the run, whatever door the release came through."""

from django.db import migrations

from samverk.core.tenancy.migration import function

# Recorded as any duty in a case, and refused by the same rule: who calculated or approved the run,
# or stands in for one who did. A machine has no duties; that it does not release is finance's rule.
PLIKTER = """CREATE FUNCTION samverk.loenn_frigir() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp AS $$
BEGIN
  IF samverk.party() IS NOT NULL THEN
    INSERT INTO access_sakhandling (id, tenant_id, sak_type, sak_id, handling, party_id,
      paa_vegne_av_id, skjedde_at)
    SELECT uuidv7(), a.tenant_id, 'payroll.loennskjoering', a.kjoering_id, 'utbetaler', samverk.party(),
      (SELECT u.party_id FROM access_bruker u WHERE u.tenant_id = a.tenant_id AND u.id = samverk.behalf()),
      samverk.now()
    FROM payroll_artefakt a
    WHERE a.tenant_id = NEW.tenant_id AND a.type = 'pain001' AND a.referanse_id = NEW.batch_id
    ON CONFLICT ON CONSTRAINT sakhandling_en DO NOTHING;
  END IF;
  RETURN NEW;
END $$"""


class Migration(migrations.Migration):
    dependencies = [
        ("payroll", "0008_what_never_was_paid"),
        ("finance", "0008_not_to_oneself"),
        ("access", "0006_given_by_two"),
    ]
    operations = [
        function(PLIKTER),
        migrations.RunSQL(
            """
            CREATE INDEX artefakt_av_fil ON payroll_artefakt (tenant_id, referanse_id)
              WHERE type = 'pain001';
            -- Named to come before finance's own rules: the case is locked first, then its file, as
            -- when the run itself is paid.
            CREATE TRIGGER plikter BEFORE INSERT ON finance_paymentstep FOR EACH ROW
              WHEN (NEW.steg = 'frigitt') EXECUTE FUNCTION samverk.loenn_frigir();
            """,
            migrations.RunSQL.noop,
        ),
    ]
