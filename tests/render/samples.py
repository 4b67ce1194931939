"""Articles of our own writing, as the store would hold them."""

from __future__ import annotations

from datetime import UTC, date, datetime

from bot.types import (
    Actor,
    ActorType,
    Alert,
    Article,
    Certainty,
    Claim,
    Figure,
    FigureChange,
    FigureKind,
    Hedge,
    Mention,
    Place,
    PlaceKind,
    Quote,
    Reason,
    Span,
    Speaker,
    Stance,
    StoredArticle,
    Topic,
    Update,
    When,
)

NOW = datetime(2026, 3, 5, 20, 0, tzinfo=UTC)
TOPIC = Topic(key="harbour", title="Port Selin", terms=("Port Selin", "Selin"), places=("Port Selin",))

FERRY_TEXT = (
    "Boats began taking sailors off two ferries stranded outside Port Selin on Thursday, the harbour office said.\n\n"
    "At least 40 sailors remain on board, the Coast Guard said on Thursday. "
    "About 300 tonnes of grain have been lost, according to the owners.\n\n"
    '"We will keep going until the last of them is on dry land," deputy harbour master Mara Haddad told reporters. '
    '"Nobody sleeps tonight."\n\n'
    "The Seafarers' Union said the ferries had been warned of the storm, but the shipping line denied the account."
)


def span(text: str, words: str) -> Span:
    """The first place where the words stand."""
    start = text.index(words)
    return Span(text=words, start=start, end=start + len(words))


def speaker(text: str, words: str, name: str | None = None) -> Speaker:
    return Speaker(name=name or words, span=span(text, words))


def ferry_alert(text: str = FERRY_TEXT) -> Alert:
    def at(words: str) -> Span:
        return span(text, words)

    return Alert(
        lede=at(text.partition("\n")[0]),
        who=(
            Actor(
                name="Mara Haddad",
                type=ActorType.PERSON,
                mentions=(Mention(span=at("Mara Haddad")),),
                role=at("deputy harbour master"),
                salience=0.9,
            ),
            Actor(
                name="Coast Guard", type=ActorType.GOVERNMENT, mentions=(Mention(span=at("Coast Guard")),), salience=0.6
            ),
            Actor(
                name="Seafarers' Union",
                type=ActorType.ORGANIZATION,
                mentions=(Mention(span=at("Seafarers' Union")),),
                salience=0.4,
            ),
        ),
        where=(
            Place(
                name="Port Selin",
                kind=PlaceKind.CITY,
                mentions=(Mention(span=at("Port Selin")),),
                country="TR",
                admin=("Selin District",),
                lat=36.5,
                lon=32.25,
                main=True,
                salience=0.9,
            ),
        ),
        figures=(
            Figure(
                span=at("At least 40 sailors"),
                sentence=at("At least 40 sailors remain on board, the Coast Guard said on Thursday."),
                value=40,
                hedge=Hedge.AT_LEAST,
                unit="person",
                noun="sailor",
                what="sailors remain on board",
                kind=FigureKind.TRAPPED,
                key=True,
                as_of=When(
                    span=Span(
                        text="on Thursday",
                        start=text.index("on Thursday. "),
                        end=text.index("on Thursday. ") + len("on Thursday"),
                    ),
                    first_day=date(2026, 3, 5),
                    last_day=date(2026, 3, 5),
                ),
                attribution=speaker(text, "Coast Guard"),
            ),
            Figure(
                span=at("About 300 tonnes"),
                sentence=at("About 300 tonnes of grain have been lost, according to the owners."),
                value=300,
                hedge=Hedge.ABOUT,
                unit="t",
                noun="tonne",
                what="grain",
                certainty=Certainty.UNCONFIRMED,
                key=True,
            ),
        ),
        quotes=(
            Quote(
                span=at("We will keep going until the last of them is on dry land,"),
                group=0,
                speaker=speaker(text, "Mara Haddad"),
                cue=at("told"),
            ),
            Quote(span=at("Nobody sleeps tonight."), group=0, speaker=speaker(text, "Mara Haddad")),
        ),
        claims=(
            Claim(
                span=at("the ferries had been warned of the storm"),
                speaker=speaker(text, "The Seafarers' Union", "Seafarers' Union"),
                disputed_by=(1,),
            ),
            Claim(span=at("the account"), stance=Stance.DENIES, speaker=speaker(text, "the shipping line")),
        ),
    )


def stored(
    alert: Alert | None = None,
    *,
    id: str = "5f2c9d0a41b7",
    text: str = FERRY_TEXT,
    title: str | None = "Boats reach stranded ferries off Port Selin",
    source: str | None = "Coast Wire",
    url: str | None = "https://www.coastwire.example/2026/ferries",
    published_at: datetime | None = datetime(2026, 3, 5, 18, 30, tzinfo=UTC),
) -> StoredArticle:
    return StoredArticle(
        article=Article(
            id=id, text=text, title=title, source=source, url=url, published_at=published_at, language="en"
        ),
        alert=ferry_alert() if alert is None else alert,
        feed_id=1,
        topics=("harbour",),
        story_id="story-1",
        content_hash=f"hash-{id}",
        sketch=(),
        first_seen_at=NOW,
    )


def update(
    reason: Reason = Reason.OPENED, changes: tuple[FigureChange, ...] = (), article_id: str = "5f2c9d0a41b7"
) -> Update:
    return Update(
        id="story-1.1",
        story_id="story-1",
        seq=1,
        article_id=article_id,
        reason=reason,
        topics=("harbour",),
        changes=changes,
        created_at=NOW,
    )


def forty_were_sixty() -> FigureChange:
    return FigureChange(
        kind=FigureKind.TRAPPED,
        before=60,
        after=40,
        before_text="some 60 sailors",
        attribution="Coast Guard",
        span=span(FERRY_TEXT, "At least 40 sailors"),
    )
