"""What a posted pay line rests on, for whoever keeps the books of its unit.

Bokføringsloven asks that a posting can be followed to its documentation. The accountant has no right
to people or cases; this function lets through exactly the lines that are posted, in units where the
account holds both the pay vouchers and the ledger. Everything shown of contract and case hangs on it.
"""

from django.db import migrations

from samverk.core.tenancy.migration import function

BILAGSLINJE = """CREATE FUNCTION samverk.bilagslinje(linje uuid) RETURNS TABLE (
  id uuid, kjoering_id uuid, enhet_id uuid, party_id uuid, arbeidsforhold_id uuid, loennsart text,
  antall bigint, sats_oere bigint, beloep_oere bigint, opptjent_fra date, opptjent_til date, kilde text
) LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp AS $$
  SELECT l.id, l.kjoering_id, l.enhet_id, l.party_id, l.arbeidsforhold_id, l.loennsart::text,
    l.antall, l.sats_oere, l.beloep_oere, l.opptjent_fra, l.opptjent_til, l.kilde::text
  FROM payroll_loennslinje l
  JOIN payroll_loennskjoering k ON k.tenant_id = l.tenant_id AND k.id = l.kjoering_id
  WHERE l.tenant_id = samverk.tenant() AND l.id = linje
    AND k.tilstand IN ('bokfoert', 'meldt', 'lukket')
    AND l.enhet_id IN (SELECT samverk.enheter('lonn.bilag.les'))
    AND l.enhet_id IN (SELECT samverk.enheter('okonomi.regnskap.les'))
$$"""


class Migration(migrations.Migration):
    dependencies = [("payroll", "0002_rules")]
    operations = [function(BILAGSLINJE)]
