"""``dateline extract``: articles in, alerts out.

I/O: files, standard input and output, worker processes; the network only for an input that is a URL.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, TimeoutError
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from itertools import chain, islice
from pathlib import Path
from typing import Any

from bot.cli import show
from bot.engines import OWN
from bot.errors import InputError
from bot.extract import Extractor
from bot.format import AlertDocument, publish, read_article, read_line
from bot.reader import build_extractor
from bot.types import Article

HELP = "turn articles (.txt, .html, .json, .jsonl, a URL, or - for JSON lines) into alerts"
_CHUNK = 16  # lines handed to a worker at a time
_LINE_DEADLINE_S = 30
Reader = tuple[tuple[Path, ...], str]  # lexicons and engine


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "input", nargs="+", metavar="INPUT", help="a file, a URL, or - for JSON lines on standard input"
    )
    parser.add_argument("--format", choices=("text", "json", "jsonl", "html"), default="text")
    parser.add_argument(
        "--jobs",
        type=_positive,
        default=os.cpu_count() or 1,
        help="processes (default: all cores); 1 answers each line of a stream at once",
    )
    parser.add_argument(
        "--lexicon", action="append", type=Path, default=[], metavar="FILE.toml", help="adds to a lexicon"
    )
    parser.add_argument("--engine", default=OWN, metavar="spacy:NAME", help="find names with a spaCy pipeline of yours")


def _positive(word: str) -> int:
    if not word.isdecimal() or int(word) < 1:
        raise argparse.ArgumentTypeError("write a number from 1 up")
    return int(word)


@dataclass(frozen=True, slots=True)
class Item:
    """One article to do: a line of JSON, or a row already read."""

    fallback_id: str
    line: str | None = None
    row: dict[str, Any] | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What became of an item: ``line`` is its output; ``problems`` are for standard error."""

    line: str
    failed: bool
    problems: tuple[str, ...]


def run(args: argparse.Namespace) -> int:
    """Extract everything; 1 if any input could not be done."""
    reader = (tuple(args.lexicon), args.engine)
    _extractor(*reader)  # a lexicon or engine that is of no use is said before anything is done
    items = chain.from_iterable(_items(name) for name in args.input)
    results = _extract_all(items, args.format, args.jobs, reader)
    failed = False
    writer = show.writer(args.format, sys.stdout)
    for result in results:
        failed |= result.failed
        for problem in result.problems:
            print(f"dateline: {problem}", file=sys.stderr)
        writer.send(result.line)
    writer.close()
    return 1 if failed else 0


# ── inputs ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _items(name: str) -> Iterator[Item]:
    """The articles of one input. An input that cannot be read is one item with a problem."""
    try:
        if name == "-":
            yield from _lines(sys.stdin.buffer, "line")
        elif name.startswith(("http://", "https://")):
            yield _page(name)
        else:
            yield from _file(Path(name))
    except (OSError, InputError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        yield Item(fallback_id=name, problem=f"{name}: {reason}")


def _file(path: Path) -> Iterator[Item]:
    match path.suffix.lower():
        case ".jsonl" | ".ndjson":
            with path.open("rb") as file:
                yield from _lines(file, path.stem)
        case ".json":
            yield from _json(path)
        case ".html" | ".htm":
            yield Item(fallback_id=path.stem, row={"id": path.stem, **_article_of_page(path.read_bytes(), str(path))})
        case ".txt" | "":
            yield Item(fallback_id=path.stem, row={"id": path.stem, "text": _decode(path.read_bytes())})
        case other:
            raise InputError(str(path), f"a file of kind {other} is not read: give .txt, .html, .json or .jsonl")


def _lines(file: Any, stem: str) -> Iterator[Item]:
    """An item for each line, an empty one too, so that lines out pair with lines in; but not for those at the end."""
    empty: list[Item] = []
    for number, raw in enumerate(file, 1):
        line = raw.decode("utf-8-sig" if number == 1 else "utf-8", "replace")
        item = Item(fallback_id=f"{stem}-{number}", line=line)
        if not line.strip():
            empty.append(item)
            continue
        yield from empty
        empty.clear()
        yield item


def _json(path: Path) -> Iterator[Item]:
    try:
        found = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise InputError(str(path), f"not JSON: {error}") from error
    several = isinstance(found, list)
    for number, row in enumerate(found if several else [found], 1):
        name = f"{path.stem}-{number}" if several else path.stem
        if isinstance(row, dict):
            yield Item(fallback_id=name, row=row)
        else:
            yield Item(fallback_id=name, problem=f"{name}: not a JSON object")


def _decode(raw: bytes) -> str:
    with suppress(UnicodeDecodeError):
        return raw.decode("utf-8-sig")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "replace")
    return raw.decode("cp1252", "replace")


def _article_of_page(html: bytes, name: str) -> dict[str, Any]:
    from bot.parse.page import read_page  # lxml and trafilatura load slowly

    page = read_page(html, url=name if name.startswith("http") else None)
    if page is None:
        raise InputError(name, "no article was found in the page")
    return {"text": page.text, "title": page.title, "source": page.source, "published": page.published, "url": page.url}


def _page(url: str) -> Item:
    import asyncio

    from bot.cli.fetching import get_page

    fetched = asyncio.run(get_page(url))
    return Item(fallback_id=url, row={"id": url, **_article_of_page(fetched.body, fetched.final_url)})


# ── work ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@cache
def _extractor(lexicons: tuple[Path, ...], engine: str) -> Extractor:
    return build_extractor(lexicons, engine)


def _work(items: Sequence[Item], form: str, reader: Reader) -> list[Result]:
    extractor = _extractor(*reader)
    return [do_one(item, form, extractor) for item in items]


def do_one(item: Item, form: str, extractor: Callable[[Article], Any]) -> Result:
    try:
        article, problems = _article(item)
    except InputError as error:
        return _failure(error.subject, str(error), form)
    try:
        document = publish(article, extractor(article))
    except Exception as error:  # the outermost loop over articles: what one does to us stops no other
        return _failure(article.id, f"{article.id}: could not be read ({type(error).__name__}: {error})", form)
    return Result(_present(document, article, form), False, problems)


def _article(item: Item) -> tuple[Article, tuple[str, ...]]:
    if item.problem is not None:
        raise InputError(item.fallback_id, item.problem.removeprefix(f"{item.fallback_id}: "))
    if item.line is not None:
        return read_line(item.line, item.fallback_id)
    return read_article(item.row or {}, item.fallback_id)


def _present(document: AlertDocument, article: Article, form: str) -> str:
    match form:
        case "jsonl":
            return document.model_dump_json()
        case "json":
            return document.model_dump_json(indent=1)
        case "html":
            return show.html(document, article.text)
        case _:
            return show.text(document)


def _failure(subject: str, problem: str, form: str) -> Result:
    line = json.dumps({"id": subject, "error": problem}, ensure_ascii=False) if form in ("json", "jsonl") else ""
    return Result(line, True, (problem,))


def _extract_all(items: Iterator[Item], form: str, jobs: int, reader: Reader) -> Iterator[Result]:
    """Results in the order of the items. A few items are done here; more go to worker processes."""
    first = list(islice(items, _CHUNK)) if jobs > 1 else []
    for item in first if len(first) < _CHUNK else ():
        yield from _work([item], form, reader)
    if jobs == 1:
        for item in items:
            yield from _work([item], form, reader)
    elif len(first) == _CHUNK:
        yield from _in_processes(chain(first, items), form, jobs, reader)


def _in_processes(items: Iterable[Item], form: str, jobs: int, reader: Reader) -> Iterator[Result]:
    """At most four chunks a process wait at any time, so memory does not grow with the input."""
    from pebble import ProcessPool

    with ProcessPool(max_workers=jobs) as pool:

        def submit(chunk: Sequence[Item]) -> Future[list[Result]]:
            future: Future[list[Result]] = pool.schedule(
                _work, args=(chunk, form, reader), timeout=_LINE_DEADLINE_S * len(chunk)
            )
            return future

        waiting: deque[tuple[Sequence[Item], Future[list[Result]]]] = deque()
        source = iter(items)
        try:
            while True:
                while len(waiting) < 4 * jobs and (items_of := list(islice(source, _CHUNK))):
                    waiting.append((items_of, submit(items_of)))
                if not waiting:
                    return
                chunk, future = waiting.popleft()
                yield from _collect(chunk, future, form, submit)
        finally:
            pool.stop()  # type: ignore[no-untyped-call]


def _collect(
    chunk: Sequence[Item],
    future: Future[list[Result]],
    form: str,
    submit: Callable[[Sequence[Item]], Future[list[Result]]],
) -> Iterator[Result]:
    """The results of a chunk; where its process died, each item alone, so that one loses only itself."""
    from pebble import ProcessExpired

    try:
        yield from future.result()
    except (TimeoutError, ProcessExpired) as error:
        if len(chunk) == 1:
            yield _failure(
                _name(chunk[0]), f"{_name(chunk[0])}: the extraction did not end ({type(error).__name__})", form
            )
            return
        for item in chunk:
            yield from _collect([item], submit([item]), form, submit)


def _name(item: Item) -> str:
    try:
        return _article(item)[0].id
    except InputError as error:
        return error.subject
