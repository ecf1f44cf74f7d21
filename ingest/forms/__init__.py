"""The forms an agency's file may have, each read strictly into text; run apart from the hub, as ``python -m ingest.forms``.

Found by content, never by name: CSV (comma, semicolon, tab or bar; UTF-8, or UTF-16 with its mark; LF or CRLF; packed
by gzip or not), JSON lines, XLSX and Parquet. Nothing is guessed, and everything becomes text without loss: a whole
number as its digits, another number as the shortest decimals that give it back, a date cell as YYYY-MM-DD, a time cell
as HH:MM:SS, both together with a blank between. A formula counts as the value last calculated and saved.

Rows are counted as a spreadsheet counts them, in every form: the headings are row 1, the first record is row 2.
These files import pyarrow and python-calamine and nothing of the hub: they are what a hostile file can reach.
"""
