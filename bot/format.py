"""The public format of an alert, ``dateline.alert/1``: what ``dateline extract`` reads and writes.

Pure. The domain type is ``bot.types.Alert``; these pydantic models publish it; ``docs/alert.schema.json`` is made of
them.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, FiniteFloat, ValidationError

from bot import types
from bot.errors import InputError
from bot.types import ActorType, Certainty, FigureKind, Form, Hedge, PlaceKind, Stance, Trend

SCHEMA: Final = "dateline.alert/1"


class _Public(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, serialize_by_alias=True)


class Words(_Public):
    """Words of the article: ``text == input.text[start:end]``, offsets in code points."""

    text: str
    start: int
    end: int


class DatedWords(Words):
    """A time as worded, and the days it means, both inclusive, where that can be told."""

    first_day: date | None = Field(alias="from")
    last_day: date | None = Field(alias="to")


class SpeakerWords(Words):
    """Who says it: the actor's name, and the words that stand for it here."""

    name: str


class MentionWords(Words):
    form: Form


class ArticleHead(_Public):
    title: str | None
    source: str | None
    published: datetime | None
    url: str | None
    language: str | None


class ActorEntry(_Public):
    name: str
    type: ActorType
    role: str | None
    role_span: Words | None
    affiliation: str | None
    own_source: bool
    salience: float
    mentions: tuple[MentionWords, ...]


class PlaceEntry(_Public):
    name: str
    kind: PlaceKind
    country: str | None
    admin: tuple[str, ...]
    lat: FiniteFloat | None
    lon: FiniteFloat | None
    geonameid: int | None
    main: bool
    salience: float
    mentions: tuple[MentionWords, ...]


class FigureEntry(Words):
    value: FiniteFloat
    high: FiniteFloat | None
    hedge: Hedge
    unit: str
    noun: str | None
    per: str | None
    what: str | None
    kind: FigureKind
    trend: Trend | None
    certainty: Certainty
    superseded: bool
    part_of: int | None
    key: bool
    as_of: DatedWords | None
    attribution: SpeakerWords | None
    sentence: Words


class QuoteEntry(Words):
    group: int
    stance: Stance
    speaker: SpeakerWords | None
    cue: Words | None


class ClaimEntry(Words):
    stance: Stance
    speaker: SpeakerWords | None
    cue: Words | None
    disputed_by: tuple[int, ...]
    confirmed_by: tuple[int, ...]


class AlertDocument(_Public):
    """One article's alert, as one line of ``dateline extract --format jsonl``."""

    schema_: Literal["dateline.alert/1"] = Field(alias="schema")
    id: str
    article: ArticleHead
    lede: Words | None
    when: tuple[DatedWords, ...]
    who: tuple[ActorEntry, ...]
    where: tuple[PlaceEntry, ...]
    figures: tuple[FigureEntry, ...]
    quotes: tuple[QuoteEntry, ...]
    claims: tuple[ClaimEntry, ...]


# ── out ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def publish(article: types.Article, alert: types.Alert) -> AlertDocument:
    """The alert in its public form."""
    return AlertDocument(
        schema=SCHEMA,
        id=article.id,
        article=ArticleHead(
            title=article.title,
            source=article.source,
            published=article.published_at,
            url=article.url,
            language=article.language,
        ),
        lede=_words(alert.lede),
        when=tuple(_dated(w) for w in alert.when),
        who=tuple(_actor(a) for a in alert.who),
        where=tuple(_place(p) for p in alert.where),
        figures=tuple(_figure(f) for f in alert.figures),
        quotes=tuple(
            QuoteEntry(
                **_offsets(q.span), group=q.group, stance=q.stance, speaker=_speaker(q.speaker), cue=_words(q.cue)
            )
            for q in alert.quotes
        ),
        claims=tuple(
            ClaimEntry(
                **_offsets(c.span),
                stance=c.stance,
                speaker=_speaker(c.speaker),
                cue=_words(c.cue),
                disputed_by=c.disputed_by,
                confirmed_by=c.confirmed_by,
            )
            for c in alert.claims
        ),
    )


def _offsets(span: types.Span) -> dict[str, Any]:
    return {"text": span.text, "start": span.start, "end": span.end}


def _words(span: types.Span | None) -> Words | None:
    return None if span is None else Words(**_offsets(span))


def _dated(when: types.When) -> DatedWords:
    days: dict[str, Any] = {"from": when.first_day, "to": when.last_day}
    return DatedWords(**_offsets(when.span), **days)


def _speaker(speaker: types.Speaker | None) -> SpeakerWords | None:
    return None if speaker is None else SpeakerWords(**_offsets(speaker.span), name=speaker.name)


def _mentions(mentions: tuple[types.Mention, ...]) -> tuple[MentionWords, ...]:
    return tuple(MentionWords(**_offsets(m.span), form=m.form) for m in mentions)


def _actor(actor: types.Actor) -> ActorEntry:
    return ActorEntry(
        name=actor.name,
        type=actor.type,
        role=actor.role.text if actor.role else None,
        role_span=_words(actor.role),
        affiliation=actor.affiliation,
        own_source=actor.own_source,
        salience=round(actor.salience, 4),
        mentions=_mentions(actor.mentions),
    )


def _place(place: types.Place) -> PlaceEntry:
    return PlaceEntry(
        name=place.name,
        kind=place.kind,
        country=place.country,
        admin=place.admin,
        lat=place.lat,
        lon=place.lon,
        geonameid=place.geonameid,
        main=place.main,
        salience=round(place.salience, 4),
        mentions=_mentions(place.mentions),
    )


def _figure(figure: types.Figure) -> FigureEntry:
    return FigureEntry(
        **_offsets(figure.span),
        value=figure.value,
        high=figure.high,
        hedge=figure.hedge,
        unit=figure.unit,
        noun=figure.noun,
        per=figure.per,
        what=figure.what,
        kind=figure.kind,
        trend=figure.trend,
        certainty=figure.certainty,
        superseded=figure.superseded,
        part_of=figure.part_of,
        key=figure.key,
        as_of=_dated(figure.as_of) if figure.as_of else None,
        attribution=_speaker(figure.attribution),
        sentence=Words(**_offsets(figure.sentence)),
    )


# ── in ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _identifier(value: Any) -> Any:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


class ArticleInput(BaseModel):
    """One line of input. Only ``text`` must be there; unknown keys are left alone."""

    model_config = ConfigDict(extra="ignore", strict=True)

    id: Annotated[str | None, BeforeValidator(_identifier)] = None
    text: str
    title: str | None = None
    published: Any = None
    source: str | None = None
    url: str | None = None
    language: str | None = None


def read_article(row: Mapping[str, Any], fallback_id: str) -> tuple[types.Article, tuple[str, ...]]:
    """An article of an input row, and warnings for people. Raises InputError that says which key is wrong."""
    try:
        given = ArticleInput.model_validate(row)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(map(str, first["loc"])) or "the line"
        raise InputError(str(row.get("id") or fallback_id), f"{key}: {first['msg']}") from error
    published = parse_time(given.published)
    warnings: tuple[str, ...] = ()
    if published is None and given.published not in (None, ""):
        warnings = (f"{given.id or fallback_id}: published {given.published!r:.60} is no date that can be read",)
    article = types.Article(
        id=given.id if given.id is not None else fallback_id,
        text=_storable(given.text),
        title=given.title,
        source=given.source,
        url=given.url,
        published_at=published,
        utc_offset_s=parse_offset(given.published),
        language=given.language,
    )
    return article, warnings


def _storable(text: str) -> str:
    """Lone surrogates cannot be written as UTF-8; one replacement for one keeps every offset."""
    return re.sub(r"[\ud800-\udfff]", "\ufffd", text)


def read_line(line: str, fallback_id: str) -> tuple[types.Article, tuple[str, ...]]:
    """An article of one JSON line. Raises InputError."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError(fallback_id, f"not JSON: {error}") from error
    if not isinstance(row, dict):
        raise InputError(fallback_id, 'not a JSON object: write {"id": …, "text": …}')
    return read_article(row, fallback_id)


# ── place names to resolve ───────────────────────────────────────────────────────────────────────────────────────


class ToponymInput(BaseModel):
    """A name in the text: code points ``start`` up to ``end``."""

    model_config = ConfigDict(extra="ignore", strict=True)

    start: int
    end: int


class LocateInput(ArticleInput):
    """One line of ``dateline locate``: an article and the names in it to resolve."""

    toponyms: list[ToponymInput]


class ResolvedToponym(_Public):
    """A name and the place that it means; all but its offsets null where that cannot be told."""

    start: int
    end: int
    lat: FiniteFloat | None
    lon: FiniteFloat | None
    geonameid: int | None
    country_code: str | None
    name: str | None


class LocateDocument(_Public):
    """One line that ``dateline locate --format jsonl`` writes."""

    id: str
    toponyms: tuple[ResolvedToponym, ...]


class CandidateEntry(_Public):
    """A place that a name may mean. ``why`` says for the first what puts it before the others."""

    name: str
    kind: PlaceKind
    country_code: str | None
    admin: tuple[str, ...]
    lat: FiniteFloat
    lon: FiniteFloat
    geonameid: int | None
    population: int | None
    why: tuple[str, ...]


class CandidatesDocument(_Public):
    """What ``dateline locate NAME`` knows of a name, the likeliest place first."""

    query: str
    candidates: tuple[CandidateEntry, ...]


def read_toponyms(row: Mapping[str, Any], fallback_id: str) -> LocateInput:
    """A line of ``dateline locate``, with an id. Raises InputError that says which name or key is wrong."""
    name = str(row.get("id") or fallback_id)
    try:
        given = LocateInput.model_validate(row)
    except ValidationError as error:
        first = error.errors()[0]
        raise InputError(name, f"{'.'.join(map(str, first['loc'])) or 'the line'}: {first['msg']}") from error
    for number, toponym in enumerate(given.toponyms):
        if not 0 <= toponym.start < toponym.end <= len(given.text):
            problem = f"{toponym.start}–{toponym.end} is no stretch of a text of {len(given.text)} characters"
            raise InputError(name, f"toponyms.{number}: {problem}")
    return given.model_copy(
        update={"id": given.id if given.id is not None else fallback_id, "text": _storable(given.text)}
    )


# ── times ────────────────────────────────────────────────────────────────────────────────────────────────────────

# Zones that news pages write, as minutes from UTC; "ET" and the like are taken as standard time.
_ZONES = {
    "Z": 0, "UT": 0, "UTC": 0, "GMT": 0, "BST": 60, "CET": 60, "CEST": 120, "EET": 120, "EEST": 180, "MSK": 180,
    "AST": -240, "ET": -300, "EST": -300, "EDT": -240, "CT": -360, "CST": -360, "CDT": -300, "MT": -420, "MST": -420,
    "MDT": -360, "PT": -480, "PST": -480, "PDT": -420,
}  # fmt: skip


def parse_time(value: Any) -> datetime | None:
    """A time as people and programs write it, in UTC (a time without a zone is taken as UTC); None where unreadable.

    Dates of which day and month cannot be told apart ("03/04/2017") are unreadable rather than guessed.
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _from_epoch(float(value))
    moment = _local(value)
    if moment is None:
        return None
    try:
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (OverflowError, ValueError):
        return None


def parse_offset(value: Any) -> int:
    """The zone that a written time has, in seconds east of UTC; 0 where it has none or is no time."""
    moment = _local(value)
    offset = moment.utcoffset() if moment is not None else None
    return round(offset.total_seconds()) if offset is not None else 0


def _local(value: Any) -> datetime | None:
    if not isinstance(value, str) or not value.strip() or len(value) > 100:
        return None
    return _iso(value.strip()) or _free_form(value.strip())


def _iso(value: str) -> datetime | None:
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return None


def _from_epoch(seconds: float) -> datetime | None:
    if not math.isfinite(seconds) or not 0 < seconds < 1e14:
        return None
    return datetime.fromtimestamp(seconds / 1000 if seconds > 1e11 else seconds, UTC)


def _free_form(value: str) -> datetime | None:
    from dateutil import parser  # slow to import, and seldom needed

    numeric = re.match(r"(\d{1,2})[/.-](\d{1,2})[/.-]\d{2,4}\b", value)
    day_first = False
    if numeric:
        first, second = int(numeric[1]), int(numeric[2])
        if first <= 12 and second <= 12 and first != second:
            return None
        day_first = first > 12
    if not re.search(r"\d{4}", value):
        return None
    zones = {name: timezone(timedelta(minutes=minutes)) for name, minutes in _ZONES.items()}
    try:
        found: datetime = parser.parse(value, default=datetime(1, 1, 1), tzinfos=zones, dayfirst=day_first)  # noqa: DTZ001
        return found
    except (ValueError, OverflowError, TypeError, AttributeError):
        return None
