"""Who may: accounts, roles, sign-in and the access matrix."""
