"""One file per agency: its prescribed data sets, each a contract and its mappings."""
