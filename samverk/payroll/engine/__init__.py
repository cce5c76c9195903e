"""The pay engine: one pure calculation per person, with bulk reading before and writing after."""
