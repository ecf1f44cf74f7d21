"""Statistical disclosure control. Imports nothing of ours, so that an auditor can read it alone."""
