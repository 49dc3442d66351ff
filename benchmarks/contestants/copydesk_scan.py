"""The scan alone: read and scan with every stable rule, without shape, tally, gate and output.

It uses copydesk's inner parts, which may change; where they have, it says so and exits with 3.
"""

import os
import sys

os.environ.setdefault("POLARS_MAX_THREADS", "1")  # as `copydesk check` sets it

try:
    from copydesk.reading import Reader
    from copydesk.rulebook import load_rulebook
    from copydesk.scan.ledger import Ledger, ledger_part
    from copydesk.scan.plan import Plan

    plan, ledger = Plan(load_rulebook().select()), Ledger()
    blocks = Reader(sys.argv[1]).blocks()
except (ImportError, AttributeError, TypeError) as error:
    print(f"the parts of copydesk that this script uses have changed: {error}", file=sys.stderr)
    sys.exit(3)

count = first = 0
for read in blocks:
    if len(read.articles):
        block = plan.block(read, first)
        count += len(plan.scan(block))
        ledger.add(ledger_part(block, signed=plan.needs_signatures))
        first += len(block)
count += sum(1 for _ in plan.conclude(ledger))
print(count)
