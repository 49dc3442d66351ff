"""The limit: every line of the file decoded by orjson, and nothing else."""

import sys
from pathlib import Path

import orjson

count = 0
with Path(sys.argv[1]).open("rb") as lines:
    for line in lines:
        orjson.loads(line)
        count += 1
print(count)
