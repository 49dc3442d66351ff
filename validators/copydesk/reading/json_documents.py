"""JSON documents: a list of objects, an object that holds such a list, or one object. Large ones are streamed."""

import codecs
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

from copydesk.reading.json_lines import NotJsonError, kind_of_json, log_undecodable, parsed
from copydesk.reading.problems import ProblemLog
from copydesk.reading.runs import Limits, Record, Run, packed
from copydesk.reading.streams import Stream

WHOLE_BYTES = 16_000_000  # a document up to this is read whole, which is faster and forgives more
MAX_DEPTH = 500  # levels of one record; Python's own json gives up near 1,000
ITEM = "\0item"  # a list's place in a path; no key of a real file

LooksLikeArticle = Callable[[Record], bool]
Numbered = tuple[int, Record]


class _TooDeepError(Exception):
    """More than MAX_DEPTH brackets are open."""


class _RecordTooLargeError(Exception):
    """More bytes than max_record_bytes went by without a record coming to its end."""


def read_json(stream: Stream, limits: Limits, log: ProblemLog, has_body: LooksLikeArticle) -> Iterator[Run]:
    """Yields the objects of the document; the row is the position from 1.

    has_body: whether an object has a field known as a body, which makes it an article rather than a wrapper.
    """
    import orjson

    source = _Utf8Source(stream, limits, log)
    head = source.read(WHOLE_BYTES + 1)
    if len(head) <= WHOLE_BYTES:
        try:
            try:
                document = orjson.loads(head)
            except orjson.JSONDecodeError:
                document = parsed(head, None, log)
        except NotJsonError as error:
            source.put_back(head)
            yield from _in_parts(source, limits, log, has_body, str(error))
        else:
            yield from _whole(document, limits, log, has_body)
        return
    source.put_back(head)
    yield from _in_parts(source, limits, log, has_body, None)


def _whole(document: Any, limits: Limits, log: ProblemLog, has_body: LooksLikeArticle) -> Iterator[Run]:
    if isinstance(document, dict):
        place, articles = _articles_in(document, has_body)
    elif isinstance(document, list):
        place, articles = [ITEM], document
    else:
        message = f"the document is {kind_of_json(document)}, not an object or a list of objects"
        log.add("file", None, document, message, "Write a list of objects, one for each article.")
        return
    yield Run([], [], place=place)
    yield from packed(_objects(articles, log), limits, log)


def _objects(articles: list[Any], log: ProblemLog) -> Iterator[Numbered]:
    for row, item in enumerate(articles, 1):
        if isinstance(item, dict):
            yield row, item
        else:
            _log_no_object(log, row, item)


def _articles_in(document: dict[str, Any], has_body: LooksLikeArticle) -> tuple[list[str], list[Any]]:
    """The list of objects in the document and the way to it, or the document itself as the only article."""
    if has_body(document):
        return [], [document]
    objects: list[tuple[list[str], dict[str, Any]]] = [
        ([], document),
        *(([key], value) for key, value in document.items() if isinstance(value, dict)),
    ]
    lists = [
        ([*way, key, ITEM], value)
        for way, inside in objects
        for key, value in inside.items()
        if isinstance(value, list)
    ]
    with_objects = [(place, v) for place, v in lists if any(isinstance(item, dict) for item in v)]
    for place, candidate in with_objects:
        if has_body(next(item for item in candidate if isinstance(item, dict))):
            return place, candidate
    if len(with_objects) == 1:
        return with_objects[0]
    return [], [] if lists and not any(v for _, v in lists) else [document]


def _in_parts(
    source: "_Utf8Source", limits: Limits, log: ProblemLog, has_body: LooksLikeArticle, fault: str | None
) -> Iterator[Run]:
    place = _place_of_articles(source.head, has_body)
    yield Run([], [], place=place)
    yield from packed(_streamed(source, limits, log, place, fault), limits, log)


def _streamed(
    source: "_Utf8Source", limits: Limits, log: ProblemLog, place: list[str], fault: str | None
) -> Iterator[Numbered]:
    """The objects of a document that is too large to hold or breaks off. fault: why it could not be read whole."""
    import ijson

    row = 0
    seen: object = source.head[:400]
    try:
        for row, item in enumerate(_items(source, place), 1):
            source.record_ended()
            if isinstance(item, dict):
                yield row, item
            else:
                _log_no_object(log, row, item)
    except ijson.JSONError as error:
        reason = " ".join(str(error).split("\n")[0].split())
        fault = fault or reason
        seen = str(error) if row else seen
    except _RecordTooLargeError:
        message = f"reading stops at a record of more than {limits.max_record_bytes:,} bytes"
        log.add("record", row + 1, "", message, "Write JSON lines, of which the rest could be read.")
        return
    except _TooDeepError:
        message = f"reading stops at a record that is nested too deep, more than {MAX_DEPTH} levels"
        log.add("record", row + 1, seen, message, "Write JSON lines, of which the rest could be read.")
        return
    if fault and not source.broken:
        message = f"the JSON breaks off after {row:,} records: {fault}"
        advice = "Write it anew, best as JSON lines, of which one bad line spoils no other."
        log.add("file", None, seen, message, advice)


def _items(source: "_Utf8Source", place: list[str]) -> Iterator[Any]:
    """The values that stand at the place, one after another.

    Built from bare events, since ijson.items() keeps the path of every level: 100,000 brackets take all memory.
    """
    import ijson

    builder: Any = None
    depth = 0
    path: list[str] = []
    item_depth = len(place)
    for event, value in ijson.basic_parse(source, use_float=True, multiple_values=True):
        starts, ends = event.startswith("start"), event.startswith("end")
        depth += starts - ends
        if depth > MAX_DEPTH:
            raise _TooDeepError
        if builder is not None:
            builder.event(event, value)
            if ends and depth == item_depth:
                yield builder.value
                builder = None
        elif event == "map_key":
            path[-1] = value
        elif not ends and depth - starts == item_depth and path == place:
            if starts:
                builder = ijson.ObjectBuilder()
                builder.event(event, value)
            else:
                yield value
        elif starts:
            path.append(ITEM if event == "start_array" else "")
        elif ends:
            path.pop()


def _place_of_articles(head: bytes, has_body: LooksLikeArticle) -> list[str]:
    """The way to the list of articles: the keys, and ITEM; empty where the articles stand at the top."""
    import ijson

    path: list[str] = []
    keys: dict[str, None] = {}
    before = ""
    try:
        for event, value in ijson.basic_parse(BytesIO(head), use_float=True):
            if event == "start_map" and before == "start_array" and path.count(ITEM) == 1:
                return path
            if event == "map_key":
                path[-1] = value
                if len(path) == 1:
                    keys[value] = None
                    if has_body(keys):
                        return []
            elif event in {"start_map", "start_array"}:
                path.append(ITEM if event == "start_array" else "")
            elif event in {"end_map", "end_array"}:
                path.pop()
            if len(path) > MAX_DEPTH:
                return []
            before = event
    except ijson.JSONError:
        pass
    return [ITEM] if head.lstrip()[:1] == b"[" else []


def _log_no_object(log: ProblemLog, row: int, item: object) -> None:
    message = f"the item is {kind_of_json(item)}, not an object"
    log.add("record", row, item, message, "Write a list of objects, one for each article.")


class _Utf8Source:
    """The stream as valid UTF-8, for parsers that stop at a bad byte; and a guard against endless records."""

    def __init__(self, stream: Stream, limits: Limits, log: ProblemLog) -> None:
        self._stream = stream
        self._limits = limits
        self._log = log
        self._decoder = codecs.getincrementaldecoder("utf-8")("strict")
        self._mended = False
        self.head = b""
        self._since_record = 0

    @property
    def broken(self) -> bool:
        return self._stream.broken

    def put_back(self, head: bytes) -> None:
        """Gives the bytes back, to be read again."""
        self.head = head

    def record_ended(self) -> None:
        self._since_record = 0

    def read(self, size: int = -1) -> bytes:
        if self.head:
            data, self.head = (self.head, b"") if size < 0 else (self.head[:size], self.head[size:])
        else:
            data = self._decoded(self._stream.read(size))
        self._since_record += len(data)
        if self._since_record > self._limits.max_record_bytes + WHOLE_BYTES:
            raise _RecordTooLargeError
        return data

    def _decoded(self, data: bytes) -> bytes:
        try:
            return self._decoder.decode(data, final=not data).encode()
        except UnicodeDecodeError as error:
            if not self._mended:
                log_undecodable(self._log, None, error.object, error)
            self._mended = True
            pending = self._decoder.getstate()[0]
            self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
            return self._decoder.decode(pending + data, final=not data).encode()
