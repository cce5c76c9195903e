"""Where every stored field came from: typed, inherited, fetched or computed. Never its value."""
