"""Rights given by hand, lent and confirmed again: proposals, deputies, recertification."""
