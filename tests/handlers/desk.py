"""Asking the desk as people do, without Telegram."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import count

from bot.render import buttons
from bot.store.store import FeedSource, Store
from bot.types import FeedPatch, Message, Plan, SeenEntry, StoredArticle, Topic
from config import locales
from handlers import COMMANDS
from handlers.command import Desk, Limits, Request, perform

NOW = datetime(2026, 3, 5, 20, 0, tzinfo=UTC)
MARSH = Topic(key="marsh", title="Upper Marsh", terms=("Upper Marsh", "Märsh", "المستنقع"))
CHAT = 77
GROUP = -100500


@dataclass(slots=True)
class Asker:
    """Somebody who types commands and presses buttons in a private chat or in a group."""

    desk: Desk
    chat_id: int = CHAT
    chat_kind: str = "private"
    admin: bool = False
    thread_id: int | None = None
    ids: count[int] = field(default_factory=lambda: count(1))

    def types(self, text: str, *, about: str | None = None) -> tuple[Message, ...]:
        """A command as typed; ``about`` is the article of the alert that it replies to."""
        name, _, args = text.removeprefix("/").partition(" ")
        return self._ask(name, args, about)

    def says(self, text: str, *, about: str | None = None) -> str:
        """The same; the text of all that comes back."""
        return "\n".join(message.text for message in self.types(text, about=about))

    def presses(self, message: Message, label: str) -> tuple[Message, ...]:
        """A button under a message."""
        data = next(button.data for row in message.buttons for button in row if button.text == label)
        press = buttons.read(data)
        assert press is not None
        return self._ask(press.command, press.args, press.article_id)

    def in_group(self, *, admin: bool) -> Asker:
        return replace(self, chat_id=GROUP, chat_kind="supergroup", admin=admin)

    def follows(self) -> tuple[str, ...]:
        return tuple(subscription.topic for subscription in self.desk.store.subscriptions_of(self.chat_id))

    def _ask(self, name: str, args: str, about: str | None) -> tuple[Message, ...]:
        command = next(command for command in self.desk.commands if command.name == name)
        request = Request(
            chat_id=self.chat_id,
            chat_kind=self.chat_kind,
            thread_id=self.thread_id,
            args=args,
            article_id=about,
            user_is_admin=self.admin,
            now=NOW,
            telegram_update_id=next(self.ids),
        )
        return perform(command, request, self.desk)


def labels(message: Message) -> list[str]:
    return [button.text for row in message.buttons for button in row]


def desk_with(store: Store, topics: tuple[Topic, ...]) -> Desk:
    return Desk(store=store, topics=topics, words=locales.load("en"), commands=COMMANDS, limits=Limits(keep_days=30))


def keep(store: Store, *articles: StoredArticle) -> None:
    """Store articles as a poll would, without telling anybody."""
    store.sync_feeds([FeedSource(url="https://coastwire.example/rss", name="Coast Wire", interval_s=300)], NOW)
    (feed,) = store.feeds()
    patch = FeedPatch(feed_id=feed.id, next_check_at=NOW, checked_at=NOW)
    seen = tuple(SeenEntry(key=each.article.id, article_id=each.article.id) for each in articles)
    kept = tuple(replace(each, feed_id=feed.id) for each in articles)
    store.apply(Plan(feed_patch=patch, seen=seen, articles=kept), NOW)
