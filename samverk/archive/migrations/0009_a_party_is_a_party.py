"""Whoever sees a screened case only because it is about them, works in it by no other right.

A role that lets one read and handle ordinary cases in the unit opens nothing more of one's own
personnel case: it is read as a party reads it, and written in by others.
"""

from django.db import migrations

from samverk.core.tenancy.migration import function

BARE_PART = """CREATE FUNCTION samverk.mapper_bare_som_part() RETURNS SETOF uuid LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, samverk, pg_temp AS $$
  SELECT m.id FROM archive_part p
  JOIN archive_mappe m ON m.tenant_id = p.tenant_id AND m.id = p.mappe_id
  WHERE p.tenant_id = samverk.tenant() AND p.party_id = samverk.party()
    AND m.tilgangskode_id IS NOT NULL AND m.saksansvarlig_id IS DISTINCT FROM samverk.subject()
    AND NOT samverk.kan('arkiv.mappe.forvalt')
    AND (m.administrativ_enhet_id, m.tilgangskode_id) NOT IN (
      SELECT k.enhet_id, k.tilgangskode_id FROM samverk.lesbare_koder() k)
    AND m.id NOT IN (SELECT samverk.mapper_jeg_arbeider_med())
$$"""
MINE = "(SELECT samverk.mapper_bare_som_part())"
REG = f"registrering_id IN (SELECT r.id FROM archive_registrering r WHERE r.mappe_id IN {MINE})"
DOC = (
    "{} IN (SELECT d.dokumentbeskrivelse_id FROM archive_registreringdokument d"
    f" JOIN archive_registrering r ON r.id = d.registrering_id WHERE r.mappe_id IN {MINE})"
)
CLOSED = {
    "archive_mappe": (("UPDATE",), f"id IN {MINE}"),
    "archive_registrering": (("INSERT", "UPDATE"), f"mappe_id IN {MINE}"),
    "archive_part": (("INSERT",), f"mappe_id IN {MINE}"),
    "archive_skjerming": (
        ("INSERT",), f"coalesce(mappe_id IN {MINE}, false) OR coalesce({REG}, false)",
    ),
    "archive_korrespondansepart": (("INSERT", "UPDATE"), REG),
    "archive_registreringdokument": (("INSERT",), REG),
    "archive_avskrivning": (("INSERT",), REG),
    "archive_dokumentbeskrivelse": (("UPDATE",), DOC.format("id")),
    "archive_dokumentobjekt": (("INSERT",), DOC.format("dokumentbeskrivelse_id")),
}  # fmt: skip
POLICIES = ";\n".join(
    f"CREATE POLICY part_{command.lower()} ON {table} AS RESTRICTIVE FOR {command} TO samverk_app"
    f" {'WITH CHECK' if command == 'INSERT' else 'USING'} (NOT ({where}))"
    for table, (commands, where) in CLOSED.items()
    for command in commands
)


class Migration(migrations.Migration):
    dependencies = [("archive", "0008_find_a_record")]
    operations = [function(BARE_PART), migrations.RunSQL(POLICIES, migrations.RunSQL.noop)]
