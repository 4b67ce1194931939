"""Reply markups: what a bot may hang under a message, and Telegram's refusals.

Pure.
"""

from __future__ import annotations

from typing import Any

from bot.double.markup import checked_link
from bot.double.params import Params, bad_request

Json = dict[str, Any]

MAX_BUTTONS = 100
MAX_CALLBACK_BYTES = 64
MAX_COPY_TEXT = 256


def inline_keyboard(params: Params) -> Json | None:
    """The inline keyboard of a call as the message will carry it; None for none. Refuses as Telegram does.

    Other markups (a keyboard instead of the phone's own, force reply) are taken and not shown, as they are not part
    of a message.
    """
    markup = params.table("reply_markup", "reply keyboard markup")
    if not markup or "inline_keyboard" not in markup:
        return None
    rows = markup["inline_keyboard"]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('field "inline_keyboard" must be an Array of Arrays')
    checked = [[_button(button) for button in row] for row in rows]
    checked = [row for row in checked if row]
    if sum(len(row) for row in checked) > MAX_BUTTONS:
        raise bad_request("reply markup is too long")
    return {"inline_keyboard": checked} if checked else None


def _button(button: Any) -> Json:
    if not isinstance(button, dict):
        raise _refused("InlineKeyboardButton must be an Object")
    if not isinstance(button.get("text"), str):
        raise _refused('Can\'t find field "text"')
    if not button["text"].strip():
        raise bad_request("BUTTON_TEXT_INVALID" if button["text"] else "text buttons are unallowed")
    kept = {"text": button["text"]} | ({"style": button["style"]} if button.get("style") else {})
    if url := button.get("url"):
        if not checked_link(str(url)):
            raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
        return kept | {"url": checked_link(str(url))}
    if data := button.get("callback_data"):
        if len(str(data).encode("utf-8", "surrogatepass")) > MAX_CALLBACK_BYTES:
            raise bad_request("BUTTON_DATA_INVALID")
        return kept | {"callback_data": str(data)}
    if isinstance(copy := button.get("copy_text"), dict):
        if not 1 <= len(str(copy.get("text", ""))) <= MAX_COPY_TEXT:
            raise bad_request("BUTTON_COPY_TEXT_INVALID")
        return kept | {"copy_text": {"text": str(copy["text"])}}
    raise _refused("Text buttons are unallowed in the inline keyboard")


def _refused(why: str) -> Exception:
    return bad_request(f"can't parse inline keyboard button: {why}")
