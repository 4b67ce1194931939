"""The double as a test or the demo holds it: a process of its own, and verbs for what people do.

I/O: starts a process; speaks HTTP to 127.0.0.1. Every verb blocks for milliseconds; ``until`` is for the event loop.
"""

from __future__ import annotations

import asyncio
import http.client
import json
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from bot.double.server import HOST, TOKEN
from bot.double.state import BOT_ID, Json

START_S = 30.0
STOP_S = 10.0


class Double:
    """Telegram for one bot. ``with Double() as telegram:`` starts the process and ends it.

    ``base_url`` goes to ``ApplicationBuilder.base_url``, ``token`` to ``.token``. Ids of chats, users and messages are
    those of Telegram; a user's private chat has the user's id.
    """

    token = TOKEN
    bot_id = BOT_ID

    def __init__(self, *, journal: Path | None = None, state: Path | None = None, limits: bool = True) -> None:
        self._options = ["--with-parent"]
        self._options += ["--journal", str(journal)] if journal else []
        self._options += ["--state", str(state)] if state else []
        self._options += [] if limits else ["--no-limits"]
        self._process: subprocess.Popen[str] | None = None
        self.port = 0
        self.control_port = 0

    # ── life ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start the process; returns when it answers. Raises RuntimeError where it does not come up."""
        command = [sys.executable, "-m", "bot.double", *self._options]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the double did not start: exit status {self._process.wait(START_S)}")
        ports = json.loads(line)
        self.port, self.control_port = ports["port"], ports["control_port"]

    def stop(self) -> None:
        """End the process, in order where it can."""
        if self._process is None:
            return
        process, self._process = self._process, None
        process.terminate()
        try:
            process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()

    @property
    def base_url(self) -> str:
        """What stands before the token in the address of a method."""
        return f"http://{HOST}:{self.port}/bot"

    # ── asking ───────────────────────────────────────────────────────────────────────────────────────────────────

    def call(self, method: str, **params: Any) -> Json:
        """Call the Bot API as the bot would; the whole answer, ``ok`` or not."""
        return self._ask(self.port, f"/bot{self.token}/{method}", params)

    def _ask(self, port: int, path: str, body: Json | None, timeout_s: float = 30.0) -> Json:
        connection = http.client.HTTPConnection(HOST, port, timeout=timeout_s)
        try:
            data = None if body is None else json.dumps(body)
            headers = {"Content-Type": "application/json"} if data is not None else {}
            connection.request("GET" if data is None else "POST", path, data, headers)
            answer = json.loads(connection.getresponse().read())
        finally:
            connection.close()
        assert isinstance(answer, dict)
        return answer

    def does(self, verb: str, **given: Any) -> Json:
        """Any verb of the control door. Raises ValueError where what is asked cannot be."""
        answer = self._ask(self.control_port, f"/{verb}", given)
        if "error" in answer:
            raise ValueError(answer["error"])
        return answer

    # ── the journal ──────────────────────────────────────────────────────────────────────────────────────────────

    def journal(self, after: int = 0, wait_s: float = 0.0) -> list[Json]:
        """What happened in chats since the n-th entry; waits for the first as long as ``wait_s``."""
        answer = self._ask(self.control_port, f"/journal?after={after}&wait={wait_s}", None, 30.0 + wait_s)
        return list(answer["entries"])

    def sent(self, chat_id: int | None = None) -> list[Json]:
        """The messages that reached chats (or one chat), in order."""
        return [e for e in self.journal() if e["what"] == "sent" and chat_id in (None, e["chat_id"])]

    def copies(self) -> Counter[tuple[int, str]]:
        """How often each text reached each chat: more than 1 is a duplicate, a missing one is lost."""
        return Counter((entry["chat_id"], entry["text"] or "") for entry in self.sent())

    async def until(self, count: int, within_s: float = 10.0, chat_id: int | None = None) -> list[Json]:
        """The messages sent, as soon as there are ``count``. Raises TimeoutError where they do not come."""
        deadline = time.monotonic() + within_s
        seen = 0
        sent: list[Json] = []
        while True:
            left = deadline - time.monotonic()
            fresh = await asyncio.to_thread(self.journal, seen, max(0.0, min(left, 1.0)))
            seen += len(fresh)
            sent += [e for e in fresh if e["what"] == "sent" and chat_id in (None, e["chat_id"])]
            if len(sent) >= count:
                return sent
            if left <= 0:
                raise TimeoutError(f"{len(sent)} of {count} messages came: {[e['text'] for e in sent]}")

    def status(self) -> Json:
        """``pending_updates``, ``polled``, ``webhook``, ``commands``, ``counts`` of methods, and the last ``calls``."""
        return self._ask(self.control_port, "/status", None)

    # ── people ───────────────────────────────────────────────────────────────────────────────────────────────────

    def user(self, first_name: str = "Nour", **given: Any) -> int:
        """Someone at Telegram who has not opened the bot; the user's id, which is the private chat's too."""
        return int(self.does("add_user", first_name=first_name, **given)["id"])

    def group(self, owner_id: int, *, type: str = "supergroup", forum: bool = False, **given: Any) -> int:
        """A group, supergroup or channel to which its owner has added the bot; its id."""
        chat_id = int(self.does("add_chat", type=type, owner_id=owner_id, forum=forum, **given)["id"])
        self.does("adds_bot", chat_id=chat_id, user_id=owner_id)
        return chat_id

    def topic(self, chat_id: int, name: str) -> int:
        """A new topic of a forum; its thread id."""
        return int(self.does("add_topic", chat_id=chat_id, name=name)["message_thread_id"])

    def says(self, user_id: int, text: str, **given: Any) -> Json:
        """A user writes, privately or in ``chat_id``; ``reply_to`` and ``thread_id`` as in the chat."""
        return self.does("says", user_id=user_id, text=text, **given)

    def presses(self, chat_id: int, message_id: int, label: str | None = None, **given: Any) -> Json:
        """A button under a message is pressed, found by ``label`` or ``data``; ``forged=True`` sends any data."""
        return self.does("presses", chat_id=chat_id, message_id=message_id, label=label, **given)

    def blocks(self, user_id: int) -> None:
        self.does("blocks", user_id=user_id)

    def unblocks(self, user_id: int) -> None:
        self.does("unblocks", user_id=user_id)

    def makes_admin(self, chat_id: int, user_id: int, status: str = "administrator") -> None:
        self.does("sets_status", chat_id=chat_id, user_id=user_id, status=status)

    def removes_bot(self, chat_id: int, user_id: int) -> None:
        self.does("removes_bot", chat_id=chat_id, user_id=user_id)

    def migrates(self, chat_id: int, *, told: bool = True) -> int:
        """A group becomes a supergroup; its new id."""
        return int(self.does("migrates", chat_id=chat_id, told=told)["chat_id"])

    # ── trouble ──────────────────────────────────────────────────────────────────────────────────────────────────

    def fails(self, kind: str, method: str = "sendMessage", **rule: Any) -> None:
        """Add a rule to the fault plan; see ``bot.double.faults.Rule`` for its fields."""
        self.does("faults", rules=[{"kind": kind, "method": method, **rule}])

    def heals(self) -> None:
        """No more faults."""
        self.does("clear_faults")

    def limits(self, enabled: bool) -> None:
        """The speed limits, afresh."""
        self.does("limits", enabled=enabled)

    def starts_afresh(self) -> None:
        """Nobody there, nothing sent, nothing wrong: for the next test on the same process."""
        self.does("afresh")

    def goes_away(self) -> None:
        """Connections are cut and refused until ``comes_back``."""
        self.does("away")

    def comes_back(self) -> None:
        self.does("back")

    def revokes_token(self) -> None:
        """From now on every call is 401."""
        self.does("token", valid=False)
