"""The scan alone: read and scan with every stable rule, without shape, tally, gate and output.

It uses copydesk's inner parts, which may change; where they have, it says so and exits with 3.
"""

import sys

try:
    from copydesk.reading import Reader
    from copydesk.rulebook import load_rulebook
    from copydesk.scan.plan import Plan

    plan = Plan(load_rulebook().select())
    reader = Reader(sys.argv[1], fields={})
    blocks = reader.blocks()
    scan, conclude, block_of = plan.scan, plan.conclude, plan.block
except (ImportError, AttributeError, TypeError) as error:
    print(f"the parts of copydesk that this script uses have changed: {error}", file=sys.stderr)
    sys.exit(3)

count = 0
for read in blocks:
    if len(read.articles):
        count += len(scan(block_of(read)))
count += len(conclude())
print(count)
