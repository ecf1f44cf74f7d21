"""One page for each of the three readers."""
