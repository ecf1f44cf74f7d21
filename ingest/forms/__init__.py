"""The forms an agency's file may have, each read strictly into text, apart from the hub: ``python -m ingest.forms``.

Found by content, never by name: CSV (comma, semicolon, tab or bar; UTF-8, UTF-16 with its mark, or Windows-1252; LF,
CRLF or CR; alone in a gzip or zip or not packed), JSON lines, XLSX and Parquet. Nothing is guessed, and everything
becomes text without loss: a whole number as its digits, another number as the shortest decimals that give it back, a
date cell as YYYY-MM-DD, a time cell as HH:MM:SS, both together with a blank between. A formula counts as the value
last calculated and saved.

Rows are counted as a spreadsheet counts them, in every form: the headings are row 1, the first record is row 2.
These files import pyarrow, numpy and python-calamine and nothing of the hub: they are what a hostile file can reach.
"""
