"""Entries of a feed as articles, each with what it can be recognised by: identity, content, near copies.

Pure.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from hashlib import blake2b

from bot.parse.urls import names_a_page
from bot.types import Article, Candidate, Entry, Feed, ParsedFeed

SKETCH_SIZE = 64
GRAM = 5  # words
MAX_SHARING = 2  # entries of one feed that may share an address before it no longer tells articles apart
_WORD = re.compile(r"\w+")


def candidates(parsed: ParsedFeed, feed: Feed) -> tuple[Candidate, ...]:
    """Every entry as an article, in the order of the feed, each key once: the first entry of a key wins."""
    by_key: dict[str, Entry] = {}
    for entry in parsed.entries:
        by_key.setdefault(entry.key, entry)
    sharing = Counter(entry.url for entry in by_key.values())
    return tuple(
        _candidate(entry, feed, own_address=sharing[entry.url] <= MAX_SHARING)
        for entry in by_key.values()
        if entry.title or entry.text
    )


def with_text(candidate: Candidate, text: str, language: str | None = None) -> Candidate:
    """The candidate with the article's full text, as its page has it. What the feed gave stays its content hash."""
    article = replace(candidate.article, text=text, language=language or candidate.article.language)
    return replace(candidate, article=article, sketch=sketch(text), teaser=False)


def content_hash(title: str, text: str) -> str:
    """A hash of the words alone: letter case, white space and punctuation do not change it."""
    return _digest("\0".join((_folded(title), _folded(text)))).hex()


def sketch(text: str) -> tuple[int, ...]:
    """The smallest hashes of the text's runs of five words, ascending, each in 0 … 2**63-1. Stable between runs."""
    words = _folded(text).split()
    grams = {" ".join(words[i : i + GRAM]) for i in range(max(1, len(words) - GRAM + 1))} if words else set()
    return tuple(sorted(int.from_bytes(_digest(gram, 8)) >> 1 for gram in grams)[:SKETCH_SIZE])


def resemblance(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """How alike two texts are by their sketches, 0–1: an estimate of the share of word runs that they have in common.

    The smallest hashes of both together are a random sample of all their word runs (Broder, 1997).
    """
    first, second = set(one), set(other)
    sample = sorted(first | second)[: max(len(one), len(other))]
    return sum(value in first and value in second for value in sample) / len(sample) if sample else 0.0


def _candidate(entry: Entry, feed: Feed, *, own_address: bool) -> Candidate:
    text = entry.text or entry.title
    article = Article(
        id=_article_id(entry, feed, own_address=own_address),
        text=text,
        title=entry.title or None,
        source=feed.name,
        url=entry.url,
        published_at=entry.published_at,
        utc_offset_s=entry.utc_offset_s,
        language=feed.language or entry.language,
    )
    return Candidate(
        key=entry.key,
        article=article,
        content_hash=content_hash(entry.title, entry.text),
        sketch=sketch(text),
        teaser=entry.teaser,
    )


def _article_id(entry: Entry, feed: Feed, *, own_address: bool) -> str:
    """Of the address without its scheme, so that one article under two feeds is one; else of feed and key."""
    if entry.url and own_address and names_a_page(entry.url):
        return _digest(entry.url.partition(":")[2]).hex()
    return _digest(f"{feed.id}\0{entry.key}").hex()


def _folded(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold()))


def _digest(text: str, size: int = 12) -> bytes:
    return blake2b(text.encode("utf-8", "replace"), digest_size=size).digest()
