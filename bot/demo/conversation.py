"""One reader's chat with the bot: what the bot sends is written as it arrives, what the reader does goes to Telegram.

I/O: the double's control door; a writer that is handed in.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

from bot.demo import terminal
from bot.demo.terminal import Json
from bot.double import Double

LOOK_S = 0.5  # how long one look into the journal waits


class Conversation:
    """``async with Conversation(...).followed() as talk:`` writes each message of the bot to the reader's chat.

    ``write`` gets whole lines. ``arrived`` counts what the bot did: messages, edits, answers to buttons.
    """

    def __init__(self, telegram: Double, user_id: int, write: Callable[[str], None], *, ansi: bool) -> None:
        self.user_id = user_id
        self.arrived = 0
        self._telegram = telegram
        self._write = write
        self._ansi = ansi
        self._seen = 0
        self._news = asyncio.Event()
        self._last: Json | None = None  # newest message with buttons

    @asynccontextmanager
    async def followed(self) -> AsyncIterator[Conversation]:
        task = asyncio.create_task(self._follow())
        try:
            yield self
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    # ── what the bot does ────────────────────────────────────────────────────────────────────────────────────────

    async def _follow(self) -> None:
        while True:
            entries = await asyncio.to_thread(self._telegram.journal, self._seen, LOOK_S)
            for entry in entries:
                self._seen = entry["n"]
                if entry["chat_id"] == self.user_id:
                    self._show(entry)

    def _show(self, entry: Json) -> None:
        match entry["what"]:
            case "sent" | "edited":
                message = entry["message"]
                edited, silent = entry["what"] == "edited", bool(entry.get("silent"))
                self._write(terminal.incoming(message, ansi=self._ansi, edited=edited, silent=silent) + "\n")
                if terminal.buttons(message):
                    self._last = message
            case "answered" if entry["text"]:
                self.note(f"({entry['text']})")
            case _:
                return
        self.arrived += 1
        self._news.set()

    async def answer(self, wanted: int, within_s: float, quiet_s: float) -> bool:
        """``arrived`` has come to ``wanted``, and then nothing more for ``quiet_s``; False where it did not in time."""
        deadline = asyncio.get_running_loop().time() + within_s
        while self.arrived < wanted:
            if not await self._something(deadline - asyncio.get_running_loop().time()):
                return False
        while await self._something(quiet_s):
            pass
        return True

    async def _something(self, within_s: float) -> bool:
        self._news.clear()
        try:
            async with asyncio.timeout(max(0.0, within_s)):
                await self._news.wait()
        except TimeoutError:
            return False
        return True

    # ── what the reader does ─────────────────────────────────────────────────────────────────────────────────────

    def note(self, text: str) -> None:
        """A word of the demo itself."""
        self._write(terminal.note(text, ansi=self._ansi) + "\n")

    async def says(self, text: str, *, reply: bool = False, shown: bool = True) -> None:
        """The reader writes; with ``reply`` in reply to the newest message with buttons. Not ``shown``: it stands on
        the screen already, as it was typed there."""
        to = self._last["message_id"] if reply and self._last else None
        if shown:
            self._write(terminal.outgoing(f"(in reply) {text}" if to else text, ansi=self._ansi) + "\n")
        await asyncio.to_thread(self._telegram.says, self.user_id, text, reply_to=to)

    async def presses(self, wanted: str) -> bool:
        """The reader presses a button of the newest message that has any, by number or by how its label begins.

        False where there is none such. A button that is a link only says where it leads.
        """
        button = _button(terminal.buttons(self._last) if self._last else (), wanted)
        if button is None or self._last is None:
            return False
        self._write(terminal.outgoing(f"[{button['text']}]", ansi=self._ansi) + "\n")
        if "callback_data" in button:
            given = {"data": button["callback_data"]}
            await asyncio.to_thread(self._telegram.presses, self.user_id, self._last["message_id"], **given)
        else:
            self.note(f"opens {button.get('url') or button.get('copy_text')}")
        return True


def _button(buttons: tuple[Json, ...], wanted: str) -> Json | None:
    if wanted.isdecimal():
        return buttons[int(wanted) - 1] if len(wanted) < 4 and 0 < int(wanted) <= len(buttons) else None
    return next((b for b in buttons if b["text"].lower().startswith(wanted.lower())), None)
