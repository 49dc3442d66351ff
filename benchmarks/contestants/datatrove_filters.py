"""datatrove's filters C4, FineWeb and Gopher (quality, repetition), then MinHash, in its local executor.

    python datatrove_filters.py FILE

An article that a filter drops costs nothing in the ones after it. The word splitter is that for English.
"""

import sys
import tempfile
from pathlib import Path

from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.dedup import MinhashDedupBuckets, MinhashDedupCluster, MinhashDedupFilter, MinhashDedupSignature
from datatrove.pipeline.dedup.minhash import MinhashConfig
from datatrove.pipeline.filters import (
    C4QualityFilter,
    FineWebQualityFilter,
    GopherQualityFilter,
    GopherRepetitionFilter,
)
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers import JsonlWriter
from loguru import logger


def main() -> None:
    logger.remove()
    source = Path(sys.argv[1]).resolve()
    config = MinhashConfig(n_grams=3, num_buckets=14, hashes_per_bucket=8)
    with tempfile.TemporaryDirectory() as folder:

        def run(pipeline: list[object], tasks: int = 1) -> None:
            LocalPipelineExecutor(pipeline, tasks=tasks, workers=1, skip_completed=False, logging_dir=None).run()

        reader = JsonlReader(str(source.parent), text_key="body", id_key="id", glob_pattern=source.name)
        filters = [C4QualityFilter(), FineWebQualityFilter(), GopherQualityFilter(), GopherRepetitionFilter()]
        run([reader, *filters, JsonlWriter(f"{folder}/kept", compression=None)])
        if not any(Path(folder, "kept").rglob("*.jsonl")):
            return  # the filters kept nothing
        kept = JsonlReader(f"{folder}/kept")
        run([kept, MinhashDedupSignature(f"{folder}/signatures", config=config)])
        run([MinhashDedupBuckets(f"{folder}/signatures", f"{folder}/buckets", config=config)], tasks=config.num_buckets)
        run([MinhashDedupCluster(f"{folder}/buckets", f"{folder}/removed", config=config)])
        run([kept, MinhashDedupFilter(f"{folder}/removed"), JsonlWriter(f"{folder}/out", compression=None)])
        for step in ("kept", "out"):
            print(step, sum(path.read_bytes().count(b"\n") for path in Path(folder, step).rglob("*.jsonl")))


if __name__ == "__main__":
    main()
