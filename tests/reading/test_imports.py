"""The package starts fast: what only one format needs is imported when that format is read."""

import subprocess
import sys

LATE = ("orjson", "ijson", "zstandard", "pyarrow", "pandas", "numpy")


def test_importing_needs_polars_alone():
    code = f"import sys, copydesk.reading; print([name for name in {LATE!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
