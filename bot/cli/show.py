"""How an alert is shown by ``dateline extract``: text for a terminal, a page with its words marked in the article.

I/O: the stream that is handed in.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from html import escape
from typing import TextIO

from bot.format import AlertDocument, ClaimEntry, FigureEntry, SpeakerWords

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Dateline</title><style>
body{font:16px/1.55 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b}
article{border-top:1px solid #ccc;margin-top:2rem;padding-top:1rem}
h1{font-size:1.3rem} dt{font-weight:600;margin-top:.6rem} dd{margin:0 0 0 1rem}
.body{white-space:pre-wrap;background:#fafafa;padding:1rem;border-radius:6px}
mark{border-radius:3px;padding:0 2px} .who{background:#dbeafe}.where{background:#dcfce7}.figure{background:#fef3c7}
.quote{background:#ede9fe}.claim{background:#fee2e2}.meta{color:#666}
</style></head><body>
<p class="meta">Marked: <mark class="who">who</mark> <mark class="where">where</mark>
<mark class="figure">figures</mark> <mark class="quote">quotes</mark> <mark class="claim">claims</mark></p>
"""


def writer(form: str, out: TextIO) -> Generator[None, str, None]:
    """A coroutine that takes one presented alert at a time and writes a whole document of them."""
    generator = _write(form, out)
    next(generator)
    return generator


def _write(form: str, out: TextIO) -> Generator[None, str, None]:
    held: str | None = None
    count = 0
    if form == "html":
        out.write(_PAGE)
    try:
        while True:
            line = yield
            if form != "json":
                out.write(line + "\n" if line else "")
                out.flush()
                continue
            count += 1  # one alert is an object, several are an array
            if held is not None:
                out.write(("[" if count == 2 else "") + held + ",\n")
            held = line
    except GeneratorExit:
        if form == "json" and held is not None:
            out.write(held + ("]\n" if count > 1 else "\n"))
        if form == "html":
            out.write("</body></html>\n")


def text(document: AlertDocument) -> str:
    """The alert for a terminal; every line but the labels is the article's own words."""
    return "\n".join(_lines(document)) + "\n"


def _lines(document: AlertDocument) -> Iterator[str]:
    head = document.article
    yield f"■ {head.title or document.id}"
    if head.source or head.published:
        told = f"{head.published:%Y-%m-%d %H:%M} UTC" if head.published else None
        yield f"  {' · '.join(filter(None, (head.source, told)))}"
    if document.lede:
        yield f"  {_flat(document.lede.text)}"
    for place in document.where[:6]:
        known = ", ".join(filter(None, (*place.admin, place.country)))
        yield f"  where   {place.name}{f' ({known})' if known else ''}{' ← here' if place.main else ''}"
    for actor in document.who:
        if not actor.own_source:
            yield f"  who     {actor.name} [{actor.type}]{f' – {_flat(actor.role)}' if actor.role else ''}"
    for figure in document.figures:
        yield f"  {'FIGURE' if figure.key else 'figure'}  {_figure(figure)}"
    for quote in document.quotes:
        yield f"  quote   “{_flat(quote.text)}”{_by(quote.speaker)}"
    answers = {n for claim in document.claims for n in (*claim.disputed_by, *claim.confirmed_by)}
    for index, claim in enumerate(document.claims):
        if index not in answers or claim.disputed_by or claim.confirmed_by:
            yield f"  claim   {_claim(claim)}"
            yield from (f"    ✗ disputed: {_claim(document.claims[n])}" for n in claim.disputed_by)
            yield from (f"    ✓ confirmed: {_claim(document.claims[n])}" for n in claim.confirmed_by)


def _claim(claim: ClaimEntry) -> str:
    return f"{claim.stance}: {_flat(claim.text)}{_by(claim.speaker)}"


def _figure(figure: FigureEntry) -> str:
    notes = [
        figure.kind.value if figure.kind != "other" else "",
        "" if figure.certainty == "stated" else figure.certainty,
    ]
    note = ", ".join(filter(None, notes))
    return f"{_flat(figure.text)}{f' [{note}]' if note else ''}{_by(figure.attribution)}"


def _by(speaker: SpeakerWords | None) -> str:
    return f" — {speaker.name}" if speaker else ""


def _flat(words: str) -> str:
    return " ".join(words.split())


def html(document: AlertDocument, article_text: str) -> str:
    """The article with the alert's words marked in place. Marks that would cross another are left out."""
    head = document.article
    facts = "".join(f"<dd>{escape(line.strip())}</dd>" for line in _lines(document))
    return (
        f"<article><h1>{escape(head.title or document.id)}</h1><dl><dt>Alert</dt>{facts}</dl>"
        f'<div class="body">{_marked(document, article_text)}</div></article>'
    )


def _marked(document: AlertDocument, article_text: str) -> str:
    spans = [(m.start, m.end, "who") for a in document.who for m in a.mentions if m.form == "name"]
    spans += [(m.start, m.end, "where") for p in document.where for m in p.mentions]
    spans += [(f.start, f.end, "figure") for f in document.figures]
    spans += [(q.start, q.end, "quote") for q in document.quotes]
    spans += [(c.start, c.end, "claim") for c in document.claims]
    out: list[str] = []
    open_until: list[int] = []
    at = 0
    for start, end, kind in sorted(spans, key=lambda s: (s[0], -s[1])):
        while open_until and open_until[-1] <= start:
            out.append(escape(article_text[at : open_until[-1]]) + "</mark>")
            at = open_until.pop()
        if open_until and end > open_until[-1]:
            continue
        out.append(f'{escape(article_text[at:start])}<mark class="{kind}">')
        at = start
        open_until.append(end)
    while open_until:
        out.append(escape(article_text[at : open_until[-1]]) + "</mark>")
        at = open_until.pop()
    return "".join(out) + escape(article_text[at:])
