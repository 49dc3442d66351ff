"""Mends a batch: findings become edits, edits a cleaned batch in the input's own format, and a log that undoes it.

Where to change what: which edits a finding asks for in `marks`, what an edit is in `edits`, where a text stands in a
record in `values`, one article in `draft`, the way to the state that nothing is left to mend in `mender`, a file format
in its own module (`json_lines`, `json_documents`, `delimited`, `plain_text`, `parquet`), names and places of what is
written in `outputs`, the log in `log` and `undo`.
"""
