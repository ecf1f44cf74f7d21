"""Intelligence products: what the meeting needs, never about persons."""
