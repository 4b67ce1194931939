"""/forgetme: erase all that is stored about a chat, after asking once more.

I/O: store.
"""

from __future__ import annotations

from bot.render.buttons import ask
from bot.render.notices import notice
from bot.types import Message
from handlers.command import Command, Desk, Request

YES = "yes"


def forgetme(request: Request, desk: Desk) -> tuple[Message, ...]:
    if request.args.strip().casefold() != YES:
        button = ask(desk.words["button.forget"], "forgetme", YES)
        return (notice(desk.words, "forgetme.ask", buttons=[button]),)
    desk.store.forget(request.chat_id)
    return (notice(desk.words, "forgetme.done", days=str(desk.limits.keep_days)),)


COMMAND = Command(name="forgetme", callback=forgetme, admin_only=True)
