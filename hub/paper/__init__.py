"""Paper and files: the template, the fonts and the drawings behind `hub/briefing.py` and `hub/export.py`."""
