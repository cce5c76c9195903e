"""Who answers for a unit may close its case files, and change nothing else in them."""

from django.db import migrations

from samverk.core.tenancy.migration import function

HANDLES = (
    "administrativ_enhet_id IN (SELECT samverk.enheter('sak.sak.behandle'))"
    " OR (SELECT samverk.kan('arkiv.mappe.forvalt'))"
    " OR (saksansvarlig_id = (SELECT samverk.subject()) AND (SELECT samverk.kan('sak.sak.behandle')))"
)
MAY_CHANGE = f"{HANDLES} OR administrativ_enhet_id IN (SELECT samverk.enheter('sak.sak.avslutt'))"

BARE_AVSLUTT = """CREATE FUNCTION samverk.mappe_bare_avslutt() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp AS $$
BEGIN
  IF pg_trigger_depth() > 1 OR samverk.kan('arkiv.mappe.forvalt')
     OR OLD.administrativ_enhet_id IN (SELECT samverk.enheter('sak.sak.behandle'))
     OR (OLD.saksansvarlig_id = samverk.subject() AND samverk.kan('sak.sak.behandle')) THEN
    RETURN NEW;
  END IF;
  IF NEW.saksstatus NOT IN ('F', 'S', 'A')
     OR (to_jsonb(NEW) - ARRAY['saksstatus', 'avsluttet_at', 'avsluttet_av'])
       IS DISTINCT FROM (to_jsonb(OLD) - ARRAY['saksstatus', 'avsluttet_at', 'avsluttet_av']) THEN
    PERFORM samverk.arkiv_avvis('SV403', 'lederen kan bare avslutte saken', 'bare_avslutt');
  END IF;
  RETURN NEW;
END $$"""


class Migration(migrations.Migration):
    dependencies = [("archive", "0002_rules")]
    operations = [
        function(BARE_AVSLUTT, execute_for="samverk_owner"),
        migrations.RunSQL(
            f"""
            DROP POLICY endre ON archive_mappe;
            CREATE POLICY endre ON archive_mappe FOR UPDATE TO samverk_app
              USING ({MAY_CHANGE}) WITH CHECK ({MAY_CHANGE});
            CREATE TRIGGER bare_avslutt BEFORE UPDATE ON archive_mappe
              FOR EACH ROW EXECUTE FUNCTION samverk.mappe_bare_avslutt();
            """,
            migrations.RunSQL.noop,
        ),
    ]
