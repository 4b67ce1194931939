"""The methods that put messages into chats, change them and take them away; and the answer to a pressed button.

Pure, except that world and journal change in place.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.double import markup
from bot.double.access import Access, chat_of, message_of, replied_of, thread_of
from bot.double.entities import Entity, detect, published, utf16_length
from bot.double.journal import Journal
from bot.double.keyboards import inline_keyboard
from bot.double.params import Params, bad_request
from bot.double.state import BOT_ID, MAY_WRITE, Chat, Json, World

MAX_TEXT = 4096
MAX_CAPTION = 1024
MAX_ANSWER = 200


@dataclass(slots=True)
class Desk:
    """Where a call is worked off. ``fault`` names what is about to happen to the answer, for the journal."""

    world: World
    journal: Journal
    clock: Callable[[], float]
    fault: str | None = field(default=None)


def formatted(world: World, params: Params, text: str, entities_name: str) -> tuple[str, list[Json]]:
    """Text and entities of a message. Refuses as Telegram does."""
    if not markup.is_unicode(text):
        raise bad_request("strings must be encoded in UTF-8")
    if len(text.encode()) > markup.MAX_BYTES:
        raise bad_request("text is too long")
    result = _parsed(params, text, entities_name)
    everything = [*result.entities, *detect(result.text, result.entities)]
    everything.sort(key=lambda e: (e.offset, -e.length))
    shown = [published(e, world.users) for e in everything[: markup.MAX_ENTITIES]]
    return result.text, [e for e in shown if e]


def _parsed(params: Params, text: str, entities_name: str) -> markup.Formatted:
    match params.text("parse_mode").lower():
        case "html":
            try:
                return markup.parse(text)
            except markup.MarkupError as refusal:
                raise bad_request(f"can't parse entities: {refusal}") from None
        case "" | "none":
            given = params.tree(entities_name, "entities") or []
            entities = tuple(e for e in map(_given_entity, given if isinstance(given, list) else []) if e)
            return markup.tidy(markup.Formatted(text, entities)) if entities else markup.plain(text)
        case _:
            raise bad_request("unsupported parse_mode")


def _given_entity(given: Any) -> Entity | None:
    if not isinstance(given, dict) or not isinstance(given.get("length"), int) or given["length"] <= 0:
        return None
    known = {name: given[name] for name in ("url", "language", "unix_time", "date_time_format") if name in given}
    return Entity(type=str(given.get("type")), offset=int(given.get("offset", 0)), length=given["length"], **known)


def _text_content(desk: Desk, params: Params) -> Json:
    if not params.text("text"):
        raise bad_request("message text is empty")
    text, entities = formatted(desk.world, params, params.text("text"), "entities")
    if not text:
        raise bad_request("text must be non-empty")
    if utf16_length(text) > MAX_TEXT:
        raise bad_request("message is too long")
    content: Json = {"text": text} | ({"entities": entities} if entities else {})
    preview = params.table("link_preview_options", "link preview options")
    if (preview or {}).get("is_disabled") or params.flag("disable_web_page_preview"):
        content["link_preview_options"] = {"is_disabled": True}
    return content


def _place(params: Params) -> Json:
    latitude, longitude = (
        params.number("latitude", "latitude is empty"),
        params.number("longitude", "longitude is empty"),
    )
    if abs(latitude) > 90 or abs(longitude) > 180:
        raise bad_request("wrong latitude or longitude specified")
    return {"latitude": latitude, "longitude": longitude}


def _location_content(desk: Desk, params: Params) -> Json:
    return {"location": _place(params)}


def _venue_content(desk: Desk, params: Params) -> Json:
    place = _place(params)
    title, address = params.text("title").strip(), params.text("address").strip()
    if not title:
        raise bad_request("VENUE_TITLE_EMPTY")
    return {"venue": {"location": place, "title": title, "address": address}, "location": place}


def _caption(desk: Desk, params: Params) -> Json:
    if not params.text("caption"):
        return {}
    text, entities = formatted(desk.world, params, params.text("caption"), "caption_entities")
    if utf16_length(text) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    return ({"caption": text} if text else {}) | ({"caption_entities": entities} if entities else {})


def _file(params: Params, name: str) -> Json:
    if not params.text(name) and name not in params.files:
        raise bad_request(f"there is no {name} in the request")
    return {"file_id": f"double-{name}", "file_unique_id": f"d-{name}"}


def _photo_content(desk: Desk, params: Params) -> Json:
    return {"photo": [_file(params, "photo") | {"width": 320, "height": 200}]} | _caption(desk, params)


def _document_content(desk: Desk, params: Params) -> Json:
    return {"document": _file(params, "document")} | _caption(desk, params)


def _sender(content: Callable[[Desk, Params], Json], method: str) -> Callable[[Desk, Params], Json]:
    def send(desk: Desk, params: Params) -> Json:
        chat = chat_of(desk.world, params, Access.WRITE)
        thread_id = thread_of(chat, params)
        body = content(desk, params)
        keyboard = inline_keyboard(params)
        replied = replied_of(chat, params)
        thread_id = thread_id or (replied or {}).get("message_thread_id")
        message = desk.world.new_message(chat, desk.world.users[BOT_ID], desk.clock(), thread_id=thread_id)
        message |= {"reply_to_message": replied} if replied else {}
        message |= body
        message |= {"reply_markup": keyboard} if keyboard else {}
        message |= {"has_protected_content": True} if params.flag("protect_content") else {}
        desk.world.keep(chat, message)
        _note(desk, "sent", chat, message, method=method, silent=params.flag("disable_notification"))
        return message

    return send


def _note(desk: Desk, what: str, chat: Chat, message: Json, **more: Any) -> None:
    entry = {
        "chat_id": chat.id,
        "message_id": message["message_id"],
        "thread_id": message.get("message_thread_id"),
        "text": message.get("text", message.get("caption")),
        "fault": desk.fault,
        **more,
        "message": message,
    }
    desk.journal.add(what, entry)


send_message = _sender(_text_content, "sendMessage")
send_venue = _sender(_venue_content, "sendVenue")
send_location = _sender(_location_content, "sendLocation")
send_photo = _sender(_photo_content, "sendPhoto")
send_document = _sender(_document_content, "sendDocument")


def edit_message_text(desk: Desk, params: Params) -> Json:
    chat, message = _editable(desk, params)
    content = _text_content(desk, params)
    if "text" not in message:
        raise bad_request("there is no text in the message to edit")
    return _edit(desk, chat, message, content, inline_keyboard(params))


def edit_message_reply_markup(desk: Desk, params: Params) -> Json:
    chat, message = _editable(desk, params)
    return _edit(desk, chat, message, {}, inline_keyboard(params))


def _editable(desk: Desk, params: Params) -> tuple[Chat, Json]:
    if params.text("inline_message_id"):
        raise bad_request("MESSAGE_ID_INVALID")
    chat = chat_of(desk.world, params, Access.EDIT)
    message = message_of(chat, params, "message to edit")
    is_own = message.get("from", {}).get("id") == BOT_ID or chat.type == "channel"
    if not is_own:
        raise bad_request("message can't be edited")
    return chat, message


def _edit(desk: Desk, chat: Chat, message: Json, content: Json, keyboard: Json | None) -> Json:
    dropped = {"reply_markup"} | ({"text", "entities", "link_preview_options"} if content else set())
    edited = {name: value for name, value in message.items() if name not in dropped} | content
    edited |= {"reply_markup": keyboard} if keyboard else {}
    if edited == message:
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly the same as a "
            "current content and reply markup of the message"
        )
    edited["edit_date"] = int(desk.clock())
    desk.world.keep(chat, edited)
    _note(desk, "edited", chat, edited)
    return edited


def delete_message(desk: Desk, params: Params) -> bool:
    chat = chat_of(desk.world, params, Access.WRITE)
    message = message_of(chat, params, "message to delete")
    is_own = message.get("from", {}).get("id") == BOT_ID
    if not (is_own or chat.type == "private" or chat.members.get(BOT_ID) in MAY_WRITE):
        raise bad_request("message can't be deleted")
    del chat.messages[message["message_id"]]
    _note(desk, "deleted", chat, message)
    return True


def answer_callback_query(desk: Desk, params: Params) -> bool:
    query = desk.world.queries.get(params.text("callback_query_id"))
    if query is None or query.get("answered"):
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    if utf16_length(params.text("text")) > MAX_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    query["answered"] = True
    shown = {"chat_id": query["chat_id"], "user_id": query["user_id"], "query_id": params.text("callback_query_id")}
    more = {"text": params.text("text") or None, "alert": params.flag("show_alert"), "fault": desk.fault}
    desk.journal.add("answered", shown | more)
    return True


def send_chat_action(desk: Desk, params: Params) -> bool:
    chat = chat_of(desk.world, params, Access.WRITE)
    thread_of(chat, params)
    if not params.text("action"):
        raise bad_request("wrong parameter action in request")
    return True
