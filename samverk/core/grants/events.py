"""What grants tell others: ids and dates only."""

DEPUTY_APPOINTED = "tilgang.stedfortreder.satt.v1"
DEPUTY_ENDED = "tilgang.stedfortreder.avsluttet.v1"
PROPOSED = "tilgang.forslag.sendt.v1"
ANSWERED = "tilgang.forslag.besvart.v1"
WITHDRAWN = "tilgang.rolle.avsluttet.v1"
RECERTIFICATION_DUE = "tilgang.rolle.forfalt.v1"
