"""Pay whose file was stopped after two released it is not posted before a new file is released."""

from django.db import migrations

from samverk.core.tenancy.migration import function

DEFINER = "SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp"

# The one place that says which file of a run counts, and whether it pays anybody. No row where the
# run has no file.
FIL = f"""CREATE FUNCTION samverk.loenn_fil(kjoering uuid)
RETURNS TABLE (er_stanset boolean, er_frigitt boolean, frigitt_av uuid[], forfall date) LANGUAGE sql STABLE
{DEFINER} AS $$
  SELECT s.stanset, NOT s.stanset AND cardinality(s.av) >= 2, s.av, b.forfall
  FROM (
    SELECT a.tenant_id, a.referanse_id FROM payroll_artefakt a
    WHERE a.tenant_id = samverk.tenant() AND a.kjoering_id = kjoering AND a.type = 'pain001'
    ORDER BY a.laget_at DESC, a.id DESC LIMIT 1
  ) f
  JOIN finance_paymentbatch b ON b.tenant_id = f.tenant_id AND b.id = f.referanse_id
  CROSS JOIN LATERAL (
    SELECT coalesce(bool_or(t.steg IN ('stanset', 'avvist')), false) AS stanset,
      coalesce(array_agg(t.bruker_id ORDER BY t.id) FILTER (WHERE t.steg = 'frigitt'), '{{}}') AS av
    FROM finance_paymentstep t WHERE t.tenant_id = f.tenant_id AND t.batch_id = f.referanse_id
  ) s
$$"""

STANSET = f"""CREATE OR REPLACE FUNCTION samverk.loenn_betaling_stanset(kjoering uuid) RETURNS boolean
LANGUAGE sql STABLE {DEFINER} AS $$
  SELECT coalesce((SELECT f.er_stanset FROM samverk.loenn_fil(kjoering) f), false)
$$"""

MANGLER = f"""CREATE FUNCTION samverk.loenn_betaling_mangler(kjoering uuid) RETURNS boolean
LANGUAGE sql STABLE {DEFINER} AS $$
  SELECT coalesce((SELECT NOT f.er_frigitt FROM samverk.loenn_fil(kjoering) f), false)
$$"""

BOKFOER = f"""CREATE FUNCTION samverk.loenn_bokfoer_betalt() RETURNS trigger LANGUAGE plpgsql {DEFINER} AS $$
BEGIN
  IF samverk.loenn_betaling_mangler(NEW.id) THEN
    RAISE EXCEPTION 'ikke_betalt: betalingsfilen er ikke frigitt av to' USING ERRCODE = 'SV309';
  END IF;
  RETURN NEW;
END $$"""


class Migration(migrations.Migration):
    dependencies = [("payroll", "0009_one_person_one_duty"), ("finance", "0008_not_to_oneself")]
    operations = [
        function(FIL),
        function(STANSET),
        function(MANGLER),
        function(BOKFOER),
        migrations.RunSQL(
            """
            CREATE TRIGGER bokfoer_betalt BEFORE UPDATE ON payroll_loennskjoering FOR EACH ROW
              WHEN (OLD.tilstand = 'betalt' AND NEW.tilstand = 'bokfoert')
              EXECUTE FUNCTION samverk.loenn_bokfoer_betalt();
            """,
            migrations.RunSQL.noop,
        ),
    ]
