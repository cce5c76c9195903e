"""Status flows (Noark 5 v5.5 kap. 3; krav 3.2.11, 3.2.18, 3.2.30). The database has the same.

Norwegian codes of the standard: saksstatus R opprettet, B under behandling, F ferdig, S avsluttet
av saksbehandler, P unntatt prosesstyring, A avsluttet, U utgår; journalstatus M midlertidig, S
registrert, R reservert, F ferdigstilt, G godkjent, E ekspedert, J journalført, A arkivert, U utgår.
"""

from __future__ import annotations

# A -> B is reopening: for the archive role only, and logged (3.2.11).
SAKSSTATUS: dict[str, str] = {
    "R": "BFSU", "B": "FSPAU", "F": "BSAU", "S": "BFAU", "P": "BAU", "A": "B", "U": "",
}  # fmt: skip

JOURNALSTATUS: dict[str, dict[str, str]] = {
    "I": {"M": "SJU", "S": "JU", "J": "AU", "A": "", "U": ""},
    "U": {"R": "FU", "F": "GU", "G": "EU", "E": "JU", "J": "AU", "A": "", "U": ""},
    "N": {"R": "FU", "F": "GJU", "G": "JU", "J": "AU", "A": "", "U": ""},
    "X": {"R": "FU", "F": "GJU", "G": "JU", "J": "AU", "A": "", "U": ""},
}
FIRST: dict[str, str] = {"I": "S", "U": "R", "N": "R", "X": "R"}
ARCHIVE_ROLE = frozenset("JA")  # case workers stop at F, G or E (I: S)
FINAL = frozenset("EJAU")  # has been one of these: never deleted


def may_become(journalposttype: str, old: str, new: str) -> bool:
    """Tell whether a journalpost may go from one status to another (kap. 3.2)."""
    return new in JOURNALSTATUS.get(journalposttype, {}).get(old, "")


def case_may_become(old: str, new: str) -> bool:
    """Tell whether a saksmappe may go from one status to another (kap. 3.2)."""
    return new in SAKSSTATUS.get(old, "")


def path(journalposttype: str, old: str, wanted: str) -> list[str]:
    """Return the statuses to pass through from one to another, the last one included.

    The shortest way that skips nothing the flow requires; empty when there is no way.
    """
    flow = JOURNALSTATUS.get(journalposttype, {})
    ways = [[old]]
    while ways:
        way = ways.pop(0)
        for step in flow.get(way[-1], ""):
            if step == wanted:
                return [*way[1:], step]
            if step not in "U" and step not in way:
                ways.append([*way, step])
    return []
