"""What we hold, and what may leave."""
