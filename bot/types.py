"""The data of Dateline, in the order of the flow: feed → article → alert → update → delivery → outcome.

Pure. Every class is frozen; every datetime is aware UTC; every span is half-open, in code points of ``Article.text``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

# ── feeds ────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A source we poll: what the settings say of it, and what we remember of the last visit."""

    id: int
    url: str
    name: str  # the outlet as a reader knows it: "AFP"
    interval_s: int
    full_text: bool = False  # may the article page be fetched where the feed has only a teaser?
    language: str | None = None  # BCP 47, where the operator knows better than the feed
    etag: str | None = None  # byte-exact, quotes included
    last_modified: str | None = None
    body_hash: str | None = None
    primed: bool = False  # the first poll has filled the memory
    next_check_at: datetime
    error_count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedFeed:
    """What the wire said. 304 is a value, not an exception."""

    feed_url: str
    final_url: str
    status: int
    headers: Mapping[str, str]  # names in lower case
    body: bytes = b""
    fetched_at: datetime
    retry_after_s: int | None = None  # from Retry-After, seconds or date
    max_age_s: int | None = None  # from Cache-Control
    moved_to: str | None = None  # the last address of a chain of only permanent redirects


class FailureReason(StrEnum):
    BAD_URL = "bad_url"
    NO_NAME = "no_name"  # name resolution failed
    REFUSED_ADDRESS = "refused_address"  # not a global address, or a port or scheme we do not dial
    CONNECT = "connect"
    TIMEOUT = "timeout"
    TOO_LARGE = "too_large"
    TOO_MANY_REDIRECTS = "too_many_redirects"
    ENCODING = "encoding"  # a Content-Encoding we do not take, or damaged
    PROTOCOL = "protocol"
    UNREADABLE = "unreadable"  # fetched, but the parser was killed or failed


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchFailure:
    """Why nothing usable came. A value: a dead feed is an expected answer."""

    feed_url: str
    reason: FailureReason
    detail: str
    fetched_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item of a feed, as parsed. ``text`` is plain text; paragraphs are parted by a blank line."""

    key: str  # how the feed knows it: guid, else link, else a hash of title and text
    url: str | None  # absolute, canonical
    title: str
    text: str
    published_at: datetime | None
    utc_offset_s: int = 0  # of the zone of that time, east of UTC
    author: str | None = None
    language: str | None = None
    teaser: bool = False  # the text looks like a teaser, not the article


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFeed:
    """A feed as parsed: ``problems`` are short words for the operator, never an exception."""

    title: str
    entries: tuple[Entry, ...]
    title_html: str = ""  # with the markup that the feed has in it, without scripts
    problems: tuple[str, ...] = ()
    language: str | None = None
    ttl_s: int | None = None


# ── articles ─────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One item, normalised once. ``text`` is what every span points into; ``title`` is context without spans."""

    id: str
    text: str
    title: str | None = None
    source: str | None = None  # the outlet: "AFP"
    url: str | None = None
    published_at: datetime | None = None
    utc_offset_s: int = 0  # of the zone in which the outlet dates it, east of UTC; 0 where it does not say
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Words of an article and where they stand: ``article.text[start:end] == text``. "Not found" is no span at all."""

    text: str
    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end or self.end - self.start != len(self.text):
            raise ValueError(f"no span: {self.start}–{self.end} for {len(self.text)} characters")

    @classmethod
    def cut(cls, text: str, start: int, end: int) -> Span:
        """The words ``text[start:end]``. Raises ValueError where there are none."""
        return cls(text=text[start:end], start=start, end=end)

    def covers(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end


# ── alerts: what one article says ────────────────────────────────────────────────────────────────────────────────


class ActorType(StrEnum):
    PERSON = "person"
    ORGANIZATION = "organization"
    ARMED_GROUP = "armed_group"
    GOVERNMENT = "government"
    MEDIA = "media"
    GROUP = "group"  # unnamed people: "activist groups"


class Form(StrEnum):
    """How a mention speaks of its actor or place."""

    NAME = "name"
    NOMINAL = "nominal"
    PRONOUN = "pronoun"


class PlaceKind(StrEnum):
    COUNTRY = "country"
    REGION = "region"
    CITY = "city"
    SITE = "site"
    SEA = "sea"


class Hedge(StrEnum):
    EXACT = "exact"
    ABOUT = "about"
    NEARLY = "nearly"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    MORE_THAN = "more_than"
    LESS_THAN = "less_than"
    TENS_OF = "tens_of"  # 10–100; "tens of thousands" 10,000–100,000; "scores" 20
    HUNDREDS_OF = "hundreds_of"
    THOUSANDS_OF = "thousands_of"
    DOZENS_OF = "dozens_of"  # 12


class FigureKind(StrEnum):
    KILLED = "killed"
    INJURED = "injured"
    MISSING = "missing"
    DETAINED = "detained"
    DISPLACED = "displaced"
    EVACUATED = "evacuated"
    TRAPPED = "trapped"
    AFFECTED = "affected"
    TROOPS = "troops"
    WEAPONS = "weapons"
    MONEY = "money"
    AREA = "area"
    OTHER = "other"


class Trend(StrEnum):
    UP = "up"
    DOWN = "down"


class Certainty(StrEnum):
    STATED = "stated"
    UNCONFIRMED = "unconfirmed"
    DENIED = "denied"


class Stance(StrEnum):
    SAYS = "says"
    CONFIRMS = "confirms"
    DENIES = "denies"
    ACCUSES = "accuses"
    WARNS = "warns"
    DECLINES = "declines"
    DEMANDS = "demands"


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """A time as the article words it, and the days it means (both ends inclusive) where that can be told."""

    span: Span
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    span: Span
    form: Form = Form.NAME


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Someone who acts or speaks. ``name`` and ``affiliation`` are words of the article."""

    name: str
    type: ActorType
    mentions: tuple[Mention, ...]  # in text order, never empty
    role: Span | None = None
    affiliation: str | None = None
    own_source: bool = False  # the article's own outlet; never shown as an actor
    salience: float = 0.0  # 0–1


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A named place. Everything from ``country`` on is null where the gazetteer does not resolve it."""

    name: str  # the fullest form in the text
    kind: PlaceKind
    mentions: tuple[Mention, ...]  # in text order, never empty
    country: str | None = None  # ISO 3166-1 alpha-2
    admin: tuple[str, ...] = ()  # what contains it, nearest first
    lat: float | None = None
    lon: float | None = None
    geonameid: int | None = None
    main: bool = False
    salience: float = 0.0  # 0–1


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """Who says something: ``name`` is the actor it resolves to, else the words as they stand (``span``)."""

    name: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A quantity that counts or measures something. ``value``–``high`` is a range."""

    span: Span  # "some 8,000 people"
    sentence: Span
    value: float  # finite
    high: float | None = None
    hedge: Hedge = Hedge.EXACT
    unit: str  # person, percent, ISO 4217, UCUM, or the noun counted
    noun: str | None = None  # head noun, singular
    per: str | None = None
    what: str | None = None  # words of the article: what is counted, with what restricts it
    kind: FigureKind = FigureKind.OTHER
    trend: Trend | None = None
    certainty: Certainty = Certainty.STATED
    superseded: bool = False
    part_of: int | None = None  # index of the whole in the alert's figures
    key: bool = False  # at most four in an alert
    as_of: When | None = None
    attribution: Speaker | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """One stretch between quotation marks, marks outside. Stretches of one quotation share ``group``."""

    span: Span
    group: int
    stance: Stance = Stance.SAYS
    speaker: Speaker | None = None
    cue: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """An attributed statement that is not wholly a direct quote. ``span`` is what is said, without the cue."""

    span: Span
    stance: Stance = Stance.SAYS
    speaker: Speaker | None = None
    cue: Span | None = None
    disputed_by: tuple[int, ...] = ()  # indexes into the alert's claims
    confirmed_by: tuple[int, ...] = ()  # likewise


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """What one article says. Lists stand in text order; ``who`` and ``where`` most salient first."""

    lede: Span | None = None
    when: tuple[When, ...] = ()
    who: tuple[Actor, ...] = ()
    where: tuple[Place, ...] = ()
    figures: tuple[Figure, ...] = ()
    quotes: tuple[Quote, ...] = ()
    claims: tuple[Claim, ...] = ()


# ── topics and subscriptions ─────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What a chat can subscribe to. An article is of the topic when it is about one of the terms or places."""

    key: str  # what one types: "raqa"
    title: str
    terms: tuple[str, ...]  # spellings, any script; whole words, case and diacritics folded
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """A chat as the bot knows it: no name, no user name, no text of messages."""

    id: int
    kind: str  # private, group, supergroup, channel
    active: bool = True
    language: str = "en"
    silent: bool = False
    quiet_from_h: int | None = None  # hour of day in UTC, 0–23; alerts come without sound from here …
    quiet_to_h: int | None = None  # … to here


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    chat_id: int
    topic: str  # Topic.key
    thread_id: int | None = None  # the forum topic of a group, where alerts go there
    silent: bool = False  # of the chat: deliver without a sound


# ── stories and updates ──────────────────────────────────────────────────────────────────────────────────────────


class Reason(StrEnum):
    """Why an update goes out."""

    OPENED = "opened"  # first article of a story
    DEVELOPED = "developed"  # another article of a known story
    REVISED = "revised"  # the source changed a figure
    DISPUTED = "disputed"  # what was reported is now denied
    CORRECTED = "corrected"  # the outlet corrected the article
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """A figure that a story reported: one count by one source. Different sources or counts are never merged."""

    kind: FigureKind
    noun: str
    attribution: str | None
    value: float
    text: str
    article_id: str
    reported_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureChange:
    """The same count by the same source, then and now."""

    kind: FigureKind
    before: float
    after: float
    before_text: str
    attribution: str | None
    span: Span  # of the figure now


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """The coverage of one event over time. ``terms`` counts the words that make articles alike."""

    id: str
    title: str
    topics: tuple[str, ...]
    terms: Mapping[str, int] = field(default_factory=dict)
    ledger: tuple[LedgerEntry, ...] = ()  # newest figure of each count and source
    first_seen_at: datetime
    last_changed_at: datetime
    seq: int = 1  # of the newest update


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """A material change of a story, worth telling. ``id`` is stable: the same input gives the same id."""

    id: str
    story_id: str
    seq: int
    article_id: str
    reason: Reason
    topics: tuple[str, ...]
    changes: tuple[FigureChange, ...] = ()
    created_at: datetime


# ── messages and deliveries ──────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """``data`` is at most 64 bytes and goes back to us; ``url`` opens a page. One of the two."""

    text: str
    data: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MapPin:
    lat: float
    lon: float
    title: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """Ready for Telegram. ``text`` is the same in plain text, for when the HTML is refused."""

    html: str
    text: str
    buttons: tuple[tuple[Button, ...], ...] = ()  # rows
    pin: MapPin | None = None  # sent as a venue instead of text
    preview: bool = False  # show a preview of the first link


class Lane(StrEnum):
    """Order of deliveries: an answer overtakes a correction overtakes an alert."""

    ANSWER = "answer"
    CORRECTION = "correction"
    ALERT = "alert"


class DeliveryState(StrEnum):
    """pending → leased → sending → sent, or one of the ends. An expired lease in ``sending`` is uncertain."""

    PENDING = "pending"
    LEASED = "leased"
    SENDING = "sending"
    SENT = "sent"
    GONE = "gone"  # blocked, kicked, chat deleted
    REJECTED = "rejected"  # Telegram refuses the message in any form
    CANCELLED = "cancelled"  # unsubscribed, forgotten or expired before it went out


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """An outbox row. At most one for each (update, chat); answers are known by the inbox row they answer."""

    id: int
    key: str  # unique: "u:<update id>:<chat id>" or "a:<bot id>:<telegram update id>:<n>"
    chat_id: int
    thread_id: int | None = None
    lane: Lane
    message: Message
    update_id: str | None = None
    article_id: str | None = None
    reply_to: int | None = None  # telegram message id
    silent: bool = False
    state: DeliveryState = DeliveryState.PENDING
    attempts: int = 0
    uncertain: int = 0  # sends whose end is unknown: each may have been delivered
    due_at: datetime
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDelivery:
    """A delivery before it is stored: what ``plan`` and the handlers ask for."""

    key: str
    chat_id: int
    thread_id: int | None = None
    lane: Lane
    message: Message
    update_id: str | None = None
    article_id: str | None = None
    reply_to: int | None = None
    silent: bool = False


# ── outcomes of a send ───────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    message_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryAt:
    """Not delivered, or not known to be. ``uncertain``: it may have been. A snooze does not count as an attempt."""

    after_s: float | None  # None: the sender's own backoff
    reason: str
    uncertain: bool = False
    snooze: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Paused:
    """Nothing may be sent to anyone: bad token, second poller, Telegram away."""

    after_s: float
    reason: str
    fatal: bool = False  # needs the operator


@dataclass(frozen=True, slots=True, kw_only=True)
class Migrated:
    chat_id: int  # the new one


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    reason: str


Outcome = Sent | RetryAt | Paused | Migrated | Gone | Rejected


# ── the plan ─────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenEntry:
    """A feed's entry is known from now on, as this article."""

    key: str
    article_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An entry of a polled feed as an article, with what it can be recognised by."""

    key: str  # Entry.key
    article: Article  # its id is made of the canonical address, else of feed and key
    content_hash: str  # of title and text as the feed gave them, folded: tells an edit, and the same article elsewhere
    sketch: tuple[int, ...]  # smallest hashes of word 5-grams of the text, ascending: tells a near copy
    teaser: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownArticle:
    """What is remembered of an article, as far as recognising it and its edits needs."""

    id: str
    title: str | None
    source: str | None
    content_hash: str
    sketch: tuple[int, ...]
    story_id: str | None
    topics: tuple[str, ...]
    first_seen_at: datetime
    feed_id: int | None = None  # the feed that brought it
    told: bool = True  # an update has been made of it; not so where a feed's first visit filled the memory


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredArticle:
    """An article with what was made of it, as the store keeps it."""

    article: Article
    alert: Alert
    feed_id: int
    topics: tuple[str, ...]
    story_id: str | None
    content_hash: str
    sketch: tuple[int, ...]
    first_seen_at: datetime
    revised_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPatch:
    """What to remember of a visit. ``next_check_at`` is always set."""

    feed_id: int
    next_check_at: datetime
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    primed: bool = True
    error_count: int = 0
    last_error: str | None = None
    url: str | None = None  # a new address after permanent redirects
    checked_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What we knew before this poll, as far as it bears on it."""

    entries: Mapping[str, str] = field(default_factory=dict)  # entry key of this feed → article id
    articles: Mapping[str, KnownArticle] = field(default_factory=dict)  # by id: those entries, and any that look alike
    stories: tuple[Story, ...] = ()  # that changed lately


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything to write for one polled feed, in one transaction, and why."""

    feed_patch: FeedPatch
    seen: tuple[SeenEntry, ...] = ()
    articles: tuple[StoredArticle, ...] = ()  # new or revised
    stories: tuple[Story, ...] = ()  # new or changed
    updates: tuple[Update, ...] = ()
    deliveries: tuple[NewDelivery, ...] = ()
    reasons: tuple[str, ...] = ()  # one line each, for the log and for people who ask why
