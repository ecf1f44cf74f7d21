"""Where: arithmetic on shapes and counts. Knows no crime, no agency, no store."""
