"""Spidermon's item pipeline in Scrapy: a JSON Schema with patterns that a body must not match. No duplicates.

python spidermon_pipeline.py FILE 35|all
"""

import sys
from pathlib import Path

import orjson
from phrases import patterns
from scrapy.utils.test import get_crawler
from spidermon.contrib.scrapy.pipelines import ItemValidationPipeline

schema = {
    "$schema": "http://json-schema.org/draft-07/schema",
    "type": "object",
    "properties": {
        "id": {"type": "string"},
        "url": {"type": "string", "pattern": "^https?://"},
        "title": {"type": "string", "minLength": 1},
        "authors": {"type": "array", "minItems": 1},
        "body": {
            "type": "string",
            "minLength": 1,
            "allOf": [{"not": {"pattern": pattern}} for pattern in patterns(sys.argv[2]).values()],
        },
    },
    "required": ["id", "url", "title", "authors", "body"],
}
crawler = get_crawler(settings_dict={"SPIDERMON_ENABLED": True, "SPIDERMON_VALIDATION_SCHEMAS": {dict: schema}})
pipeline = ItemValidationPipeline.from_crawler(crawler)
with Path(sys.argv[1]).open("rb") as lines:
    for line in lines:
        pipeline.process_item(orjson.loads(line))
print(crawler.stats.get_value("spidermon/validation/items/errors", 0))
