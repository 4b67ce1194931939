"""The double's two doors: the Bot API, with faults and limits before it, and the control door.

I/O: listens on 127.0.0.1 only.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter, deque
from collections.abc import Callable
from pathlib import Path
from typing import Any

from aiohttp import web
from pydantic import TypeAdapter

from bot.double import control
from bot.double.faults import Fault, FaultPlan, Rule
from bot.double.journal import Journal
from bot.double.limits import Limits
from bot.double.messages import Desk
from bot.double.methods import COUNTED, METHODS, unknown_method
from bot.double.params import ApiError, Params, bad_request
from bot.double.polling import Polling
from bot.double.state import Json, World

HOST = "127.0.0.1"
TOKEN = "7700000001:double-token-for-tests-and-the-demo"
MAX_BODY = 32 << 20
_WORLD = TypeAdapter(World)


class Server:
    """One bot's Telegram. ``start`` opens both doors; the ports are known after it."""

    def __init__(self, *, journal: Path | None = None, state: Path | None = None, limits: bool = True) -> None:
        self.port = 0
        self.control_port = 0
        self._state = state
        self._desk = Desk(_load(state), Journal(journal, time.time), time.time)
        self._limits = Limits(enabled=limits)
        self._faults = FaultPlan()
        self._polling = Polling()
        self._token_valid = True
        self._calls: deque[Json] = deque(maxlen=20_000)
        self._counts: Counter[str] = Counter()
        self._api: web.AppRunner | None = None
        self._control: web.AppRunner | None = None

    # ── doors ────────────────────────────────────────────────────────────────────────────────────────────────────

    async def start(self, port: int = 0) -> None:
        self.port = port
        await self._open_api()
        app = web.Application(client_max_size=MAX_BODY)
        app.router.add_get("/journal", self._read_journal)
        app.router.add_get("/status", self._read_status)
        app.router.add_post("/{verb}", self._obey)
        self._control, self.control_port = await _listen(app, 0)

    async def stop(self) -> None:
        await self._close_api()
        if self._control:
            await self._control.cleanup()
        self._desk.journal.close()
        if self._state:
            self._state.write_bytes(_WORLD.dump_json(self._desk.world))

    async def _open_api(self) -> None:
        if self._api is None:
            app = web.Application(client_max_size=MAX_BODY)
            app.router.add_route("*", "/bot{token}/{method}", self._call)
            app.router.add_route("*", "/{path:.*}", _not_found)
            self._api, self.port = await _listen(app, self.port)

    async def _close_api(self) -> None:
        """Away: connections are cut, new ones refused."""
        if self._api is not None:
            self._polling.end("a server that goes away")
            await self._api.cleanup()
            self._api = None

    # ── the Bot API ──────────────────────────────────────────────────────────────────────────────────────────────

    async def _call(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"].lower()
        try:
            params = await read_params(request)
        except ApiError as refusal:
            return _respond(refusal.answer())
        rule = self._faults.strike(method, params.integer("chat_id"))
        return await self._answer(request, method, params, rule)

    async def _answer(self, request: web.Request, method: str, params: Params, rule: Rule | None) -> web.StreamResponse:
        if rule is not None and rule.kind is Fault.SLOW:
            await asyncio.sleep(rule.delay_s)
        answer = None
        if rule is None or rule.delivers:
            answer = await self._work(request.match_info["token"], method, params, rule)
        elif rule.kind is Fault.FLOOD:
            answer = _flood(rule.retry_after).answer()
        elif rule.kind is Fault.ERROR:
            answer = ApiError(rule.code, rule.description).answer()
        self._record(method, params.integer("chat_id"), rule, answer)
        return await _deliver(request, rule, answer)

    async def _work(self, token: str, method: str, params: Params, rule: Rule | None) -> Json:
        """What the bot would be told if nothing went wrong with the answer."""
        try:
            self._check_token(token)
            if method == "getupdates":
                return {"ok": True, "result": await self._polling.get_updates(self._desk, params)}
            if method not in METHODS:
                raise unknown_method()
            if method in COUNTED and (wait := self._wait_s(params)):
                raise _flood(wait)
            self._desk.fault = rule.kind.value if rule else None
            return {"ok": True, "result": METHODS[method](self._desk, params)}
        except ApiError as refusal:
            return refusal.answer()
        finally:
            self._desk.fault = None
            if method == "setwebhook":
                self._polling.end("setWebhook request")
            elif method != "getupdates" and self._desk.world.updates:
                self._polling.wake()

    def _wait_s(self, params: Params) -> int:
        chat_id = params.integer("chat_id")
        return self._limits.refusal_s(chat_id, time.monotonic()) if chat_id else 0

    def _check_token(self, token: str) -> None:
        if ":" not in token or not token.partition(":")[0].isdigit():
            raise ApiError(401, "Unauthorized: invalid token specified")
        if token != TOKEN or not self._token_valid:
            raise ApiError(401, "Unauthorized")

    def _record(self, method: str, chat_id: int | None, rule: Rule | None, answer: Json | None) -> None:
        self._counts[method] += 1
        told = answer if answer and not answer["ok"] else {}
        call = {"at": time.time(), "method": method, "chat_id": chat_id, "fault": rule.kind.value if rule else None}
        self._calls.append(call | {"error_code": told.get("error_code"), "description": told.get("description")})

    # ── the control door ─────────────────────────────────────────────────────────────────────────────────────────

    async def _read_journal(self, request: web.Request) -> web.Response:
        after, wait_s = int(request.query.get("after", "0")), float(request.query.get("wait", "0"))
        return web.json_response({"entries": await self._desk.journal.after(after, wait_s)})

    async def _read_status(self, request: web.Request) -> web.Response:
        world = self._desk.world
        status: Json = {"pending_updates": len(world.updates), "polled": self._polling.waiting is not None}
        status |= {"webhook": world.webhook["url"], "calls": list(self._calls), "counts": dict(self._counts)}
        return web.json_response(
            status | {"commands": world.commands, "port": self.port, "open": self._api is not None}
        )

    async def _obey(self, request: web.Request) -> web.Response:
        verb = request.match_info["verb"]
        own: dict[str, Callable[..., Any]] = {
            "afresh": self._start_afresh,
            "faults": self._plan,
            "clear_faults": self._clear_faults,
            "limits": self._set_limits,
            "token": self._set_token,
            "away": self._go_away,
            "back": self._come_back,
        }
        try:
            given = await request.json()
            done = own[verb](**given) if verb in own else control.VERBS[verb](self._desk, **given)
            if asyncio.iscoroutine(done):
                done = await done
        except (KeyError, TypeError, ValueError, control.ControlError) as problem:
            return web.json_response({"error": f"{verb}: {problem}"}, status=400)
        if self._desk.world.updates:
            self._polling.wake()
        return web.json_response(done)

    async def _start_afresh(self) -> Json:
        """As when the process started, but for the ports and the limits: nobody, nothing sent, nothing wrong."""
        self._polling.end("a fresh start")
        self._desk.world = World.fresh()
        self._desk.journal.forget()
        self._faults.clear()
        self._token_valid = True
        self._calls.clear()
        self._counts.clear()
        return await self._come_back()

    async def _go_away(self) -> Json:
        await self._close_api()
        return {}

    async def _come_back(self) -> Json:
        await self._open_api()
        return {}

    def _plan(self, rules: list[Json]) -> Json:
        for rule in [Rule.read(given) for given in rules]:
            self._faults.add(rule)
        return {}

    def _clear_faults(self) -> Json:
        self._faults.clear()
        return {}

    def _set_limits(self, enabled: bool) -> Json:
        self._limits = Limits(enabled=enabled)
        return {}

    def _set_token(self, valid: bool) -> Json:
        self._token_valid = valid
        return {}


def _load(state: Path | None) -> World:
    """The world of an earlier run, where ``state`` names one."""
    return _WORLD.validate_json(state.read_bytes()) if state and state.exists() else World.fresh()


async def _listen(app: web.Application, port: int) -> tuple[web.AppRunner, int]:
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, HOST, port, reuse_address=True).start()
    return runner, runner.addresses[0][1]


async def _not_found(request: web.Request) -> web.Response:
    return _respond(ApiError(404, "Not Found").answer())


async def read_params(request: web.Request) -> Params:
    """The parameters of a call. Refuses a body that is not what it says it is."""
    values: Json = dict(request.query)
    kind = request.content_type
    try:
        if kind == "application/json":
            body = await request.read()
            given = json.loads(body) if body.strip() else {}
            if not isinstance(given, dict):
                raise bad_request("object expected as request body")
            return Params(values | given)
        if kind in ("application/x-www-form-urlencoded", "multipart/form-data"):
            form = await request.post()
            files = {name for name, value in form.items() if not isinstance(value, str)}
            return Params(values | {n: v for n, v in form.items() if isinstance(v, str)}, frozenset(files))
    except (ValueError, UnicodeDecodeError, RecursionError):
        raise bad_request("can't parse the request body") from None
    return Params(values)


def _flood(wait_s: int) -> ApiError:
    return ApiError(429, f"Too Many Requests: retry after {wait_s}", {"retry_after": wait_s})


def _respond(answer: Json) -> web.Response:
    status = 200 if answer["ok"] else answer["error_code"]
    wait_s = answer.get("parameters", {}).get("retry_after")
    return web.json_response(answer, status=status, headers={"Retry-After": str(wait_s)} if wait_s else None)


async def _deliver(request: web.Request, rule: Rule | None, answer: Json | None) -> web.StreamResponse:
    """The answer, as whole as the fault leaves it."""
    match rule.kind if rule else None:
        case Fault.REFUSE | Fault.CLOSE_AFTER:
            return _cut(request)
        case Fault.HANG | Fault.HANG_AFTER:
            return await _never(request)
        case Fault.HALF:
            return await _half(request, answer or {})
        case Fault.GARBAGE:
            return web.Response(body=b"\x00\xff<<not json>>", content_type="application/json")
        case Fault.FAIL:
            assert rule is not None
            return _failed(rule)
        case _:
            return _respond(answer or ApiError(500, "Internal Server Error").answer())


def _failed(rule: Rule) -> web.Response:
    words = {500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout"}
    reason = words.get(rule.status, "Server Error")
    if rule.html:
        page = f"<html><head><title>{rule.status} {reason}</title></head><body><h1>{reason}</h1></body></html>"
        return web.Response(text=page, status=rule.status, content_type="text/html")
    return web.json_response({"ok": False, "error_code": rule.status, "description": reason}, status=rule.status)


def _cut(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def _never(request: web.Request) -> web.Response:
    """Until the client gives up; aiohttp tells it by taking the transport away."""
    while True:
        if request.transport is None or request.transport.is_closing():
            return web.Response()
        await asyncio.sleep(0.05)


async def _half(request: web.Request, answer: Json) -> web.StreamResponse:
    body = json.dumps(answer).encode()
    response = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": str(len(body))})
    await response.prepare(request)
    await response.write(body[: len(body) // 2])
    if request.transport is not None:
        request.transport.close()
    return response
