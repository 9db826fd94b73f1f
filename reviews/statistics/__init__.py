"""Statistics of an edition, for chairs and, once all is decided, for everybody."""
