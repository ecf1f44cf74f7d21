"""Who consented to what: grants of small counts, and reviews of what leaves the partnership."""
