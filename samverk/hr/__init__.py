"""People at work: positions, employment, contracts, hours and the hire that makes them."""
