"""The sources that lie below this app: the audit log."""

# Instants as microseconds since 1970, so that the text never depends on a session's settings.
AUDIT_SPOR = """
SELECT id::text AS rad, jsonb_build_array(
  (extract(epoch FROM at) * 1000000)::bigint, bruker_id, paa_vegne_av, aktoer_art, handling,
  objekt_type, objekt_id, to_jsonb(felter))::text AS tekst
FROM audit_spor WHERE tenant_id = samverk.tenant()
"""
