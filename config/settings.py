"""Settings: one TOML file, and the environment for the bot's token. Read once, by the composition root.

I/O: the settings file, the token file and the environment.
"""

from __future__ import annotations

import difflib
import json
import re
import tomllib
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

DEFAULT_FILE = Path("dateline.toml")
_TOKEN = re.compile(r"\d{6,}:[A-Za-z0-9_-]{30,}")  # that of bot.logs, so that what is taken is also struck out


class UnusableSettings(Exception):
    """``problems``: one line for each thing to mend, with file, key, value and what to write instead."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def _web_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or re.search(r"\s", value):
        raise ValueError("not a web address")
    _ = parts.port  # raises ValueError for one that cannot be
    return value


def _topic_key(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9_-]{1,32}", value):
        raise ValueError("not a key that people can type")
    return value


def _term(value: str) -> str:
    if not value.strip() or len(value) > 100:
        raise ValueError("a term is 1 to 100 characters")
    return value.strip()


Url = Annotated[str, AfterValidator(_web_address), Field(examples=["https://example.org/feed.xml"])]
Term = Annotated[str, AfterValidator(_term), Field(examples=["Raqqa"])]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FeedSettings(_Section):
    """A feed to poll."""

    url: Url
    name: str = Field(min_length=1, max_length=60, examples=["UN News"])
    interval_s: int | None = Field(default=None, ge=60, le=86400, examples=[300])
    full_text: bool | None = Field(default=None, examples=[True])
    language: str | None = Field(default=None, pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$", examples=["en"])


class TopicSettings(_Section):
    """What chats subscribe to."""

    key: Annotated[str, AfterValidator(_topic_key), Field(examples=["raqa"])]
    title: str = Field(min_length=1, max_length=60, examples=["Raqa"])
    terms: tuple[Term, ...] = Field(min_length=1, examples=[["Raqa", "Raqqa", "الرقة"]])
    places: tuple[Term, ...] = Field(default=(), examples=[["Raqqa Governorate"]])


class TelegramSettings(_Section):
    api_url: Url = Field(default="https://api.telegram.org", examples=["https://api.telegram.org"])


class DatabaseSettings(_Section):
    url: str = Field(
        default="sqlite:///dateline.sqlite",
        pattern=r"^(sqlite:///.+|postgresql(\+psycopg)?://.+)$",
        examples=["sqlite:///dateline.sqlite", "postgresql://user@localhost/dateline"],
    )


class PollingSettings(_Section):
    interval_s: int = Field(default=300, ge=60, le=86400, examples=[300])
    deadline_s: int = Field(default=30, ge=1, le=60, examples=[30])
    max_bytes: int = Field(default=5 << 20, ge=10_000, le=100 << 20, examples=[5242880])
    max_age_h: int = Field(default=48, ge=1, le=24 * 30, examples=[48])
    full_text: bool = Field(default=True, examples=[True])
    allow_private_addresses: bool = Field(default=False, examples=[False])
    workers: int = Field(default=2, ge=1, le=64, examples=[2])


class DeliverySettings(_Section):
    rate_per_s: float = Field(default=25, ge=0.1, le=30, examples=[25])
    expire_h: int = Field(default=24, ge=1, le=24 * 7, examples=[24])
    keep_days: int = Field(default=30, ge=1, le=3650, examples=[30])


class ExtractionSettings(_Section):
    lexicons: tuple[Path, ...] = Field(default=(), examples=[["my-lexicons/aliases.toml"]])
    engine: str = Field(
        default="dateline", pattern=r"^(dateline|spacy:[\w./~-]+)$", examples=["dateline", "spacy:en_core_web_sm"]
    )


class LogSettings(_Section):
    level: Literal["debug", "info", "warning", "error"] = Field(default="info", examples=["info"])


class Settings(_Section):
    """Everything an operator can set."""

    telegram: TelegramSettings = TelegramSettings()
    database: DatabaseSettings = DatabaseSettings()
    polling: PollingSettings = PollingSettings()
    delivery: DeliverySettings = DeliverySettings()
    extraction: ExtractionSettings = ExtractionSettings()
    log: LogSettings = LogSettings()
    feeds: tuple[FeedSettings, ...] = Field(min_length=1)
    topics: tuple[TopicSettings, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _each_once(self) -> Settings:
        for what, values in (("feeds.url", [f.url for f in self.feeds]), ("topics.key", [t.key for t in self.topics])):
            twice = sorted({value for value in values if values.count(value) > 1})
            if twice:
                raise ValueError(f"{what} {', '.join(twice)} stands twice; leave one")
        return self


class Secrets(BaseSettings):
    """What never stands in the settings file."""

    model_config = SettingsConfigDict(extra="ignore")

    telegram_bot_token: SecretStr | None = None
    telegram_bot_token_file: Path | None = None

    def token(self) -> str | None:
        """The bot's token, or None where none is set. Raises UnusableSettings for a file that cannot be read."""
        if self.telegram_bot_token and self.telegram_bot_token.get_secret_value().strip():
            return _checked(self.telegram_bot_token.get_secret_value().strip(), "TELEGRAM_BOT_TOKEN")
        if self.telegram_bot_token_file is None:
            return None
        try:
            found = self.telegram_bot_token_file.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise UnusableSettings(
                (f"TELEGRAM_BOT_TOKEN_FILE = {str(self.telegram_bot_token_file)!r}: cannot be read ({error}); "
                 "name a file that holds the token and nothing else",)
            ) from error  # fmt: skip
        return _checked(found, "TELEGRAM_BOT_TOKEN_FILE")


def _checked(token: str, where: str) -> str:
    if not _TOKEN.fullmatch(token):
        raise UnusableSettings(
            (f"{where}: that is not a bot token; @BotFather gives one that looks like 123456:ABC-DEF (35 characters)",)
        )
    return token


def load(path: Path | None = None) -> Settings:
    """The settings of a file (``dateline.toml`` here, where there is one); what it leaves out is as shipped.

    Raises UnusableSettings.
    """
    if path is None:
        path = DEFAULT_FILE if DEFAULT_FILE.exists() else None
    given: dict[str, Any] = {}
    if path is not None:
        given = _read(path)
    name = str(path or "settings")
    for part in ("feeds", "topics"):
        given.setdefault(part, shipped(part)[part])
    return parse(given, name)


def parse(given: dict[str, Any], name: str) -> Settings:
    """Settings of a table. Raises UnusableSettings with every problem in it."""
    try:
        return Settings.model_validate(given)
    except ValidationError as error:
        raise UnusableSettings(tuple(_problems(error, given, name))) from error


def shipped(part: Literal["feeds", "topics"]) -> dict[str, Any]:
    """The list that comes with Dateline."""
    return tomllib.loads(resources.files("config").joinpath(f"{part}.toml").read_text(encoding="utf-8"))


def starter() -> str:
    """A commented settings file to begin with."""
    package = resources.files("config")
    head = package.joinpath("starter.toml").read_text(encoding="utf-8")
    return head + "".join(
        "\n" + package.joinpath(f"{part}.toml").read_text(encoding="utf-8") for part in ("topics", "feeds")
    )


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UnusableSettings((f"{path}: cannot be read ({error.strerror}); `dateline init` writes one",)) from error
    except UnicodeDecodeError as error:
        raise UnusableSettings((f"{path}: not UTF-8 at byte {error.start}; save it as UTF-8",)) from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise UnusableSettings((f"{path}: not TOML: {error}; strings stand in quotes, lists in [brackets]",)) from error


# ── what to tell people ──────────────────────────────────────────────────────────────────────────────────────────


def _problems(error: ValidationError, given: dict[str, Any], name: str) -> Iterator[str]:
    places = [tuple(problem["loc"]) for problem in error.errors()]
    for problem in error.errors():
        where = tuple(problem["loc"])
        if problem["type"] == "too_short" and any(p[: len(where)] == where and p != where for p in places):
            continue  # the list is short only because its items were refused
        if not where:
            yield f"{name}: {problem['msg'].removeprefix('Value error, ')}"
            continue
        key = _dotted(where)
        if problem["type"] == "extra_forbidden":
            yield f"{name}: {key} = {_shown(problem['input'])}: unknown key; {_instead_of_key(where)}"
            continue
        value = "missing" if problem["type"] == "missing" else f"= {_shown(problem['input'])}"
        reason = problem["msg"].removeprefix("Value error, ")
        yield f"{name}: {key} {value}: {reason}; {_instead(where)}"


def _dotted(where: tuple[int | str, ...]) -> str:
    out = ""
    for part in where:
        out += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if out else part
    return out


def _shown(value: Any) -> str:
    text = _TOKEN.sub("<token>", repr(value))
    return text if len(text) <= 80 else text[:77] + "…"


def _instead_of_key(where: tuple[int | str, ...]) -> str:
    if any("token" in str(part) for part in where):
        return "the token goes into the environment variable TELEGRAM_BOT_TOKEN, never into this file"
    known = [*_model_at(where[:-1]).model_fields]
    close = difflib.get_close_matches(str(where[-1]), known, 1)
    return f"write {close[0]}" if close else f"known here: {', '.join(known)}"


def _instead(where: tuple[int | str, ...]) -> str:
    names = [part for part in where if isinstance(part, str)]
    model: type[BaseModel] = Settings
    example: Any = None
    for name in names:
        field = model.model_fields.get(name)
        if field is None:
            break
        example = field.examples[0] if field.examples else None
        model = _model_of(field.annotation) or model
    if example is None:
        table = f"[[{names[0]}]]" if names[0] in ("feeds", "topics") else f"[{names[0]}]"
        return f"write a {table} table; `dateline init` shows one"
    return f"write for example {names[-1]} = {json.dumps(example, ensure_ascii=False)}"


def _model_at(where: tuple[int | str, ...]) -> type[BaseModel]:
    model: type[BaseModel] = Settings
    for part in where:
        if isinstance(part, str) and part in model.model_fields:
            model = _model_of(model.model_fields[part].annotation) or model
    return model


def _model_of(annotation: Any) -> type[BaseModel] | None:
    for kind in (annotation, *getattr(annotation, "__args__", ())):
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            return kind
    return None
