"""Append-only, tenant-bound, audited; and one SQL answer to «is this figure confirmed?»."""

from django.db import migrations

from samverk.core.tenancy.migration import append_only, audited, function, protect, tenant_fk

# Two different persons, and for a tenant's own figure none of them the proposer.
CONFIRMED = """CREATE FUNCTION samverk.sats_bekreftet(n text, f date, v text) RETURNS boolean LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp AS $$
  SELECT count(DISTINCT b.party_id) >= 2 FROM confirmations_satsbekreftelse b
  WHERE b.tenant_id = samverk.tenant() AND b.noekkel = n AND b.fra = f AND b.verdi = v
    AND NOT EXISTS (SELECT FROM confirmations_sats s WHERE s.tenant_id = b.tenant_id
      AND s.noekkel = n AND s.fra = f AND s.verdi = v AND s.foreslaatt_av_id = b.party_id)
$$"""


class Migration(migrations.Migration):
    dependencies = [("confirmations", "0001_initial"), ("audit", "0001_initial")]
    operations = [
        protect("confirmations_sats", update=False, write="(SELECT samverk.kan('lonn.sats.bekreft'))"),
        protect(
            "confirmations_satsbekreftelse",
            update=False,
            write="party_id = (SELECT samverk.party()) AND (SELECT samverk.kan('lonn.sats.bekreft'))",
        ),
        append_only("confirmations_sats"),
        append_only("confirmations_satsbekreftelse"),
        audited("confirmations_sats"),
        audited("confirmations_satsbekreftelse"),
        tenant_fk("confirmations_sats", "foreslaatt_av_id", "parties_party"),
        tenant_fk("confirmations_satsbekreftelse", "party_id", "parties_party"),
        function(CONFIRMED),
    ]
