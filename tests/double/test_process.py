"""The process: what survives it, and what it leaves open."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
from pathlib import Path

from bot.double import Double


def test_the_journal_file_survives_a_kill(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "bot.double", "--journal", str(tmp_path / "journal"), "--no-limits"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    double = Double()
    ports = json.loads(process.stdout.readline())
    double.port, double.control_port = ports["port"], ports["control_port"]
    user = double.user()
    double.says(user, "/start")
    double.call("sendMessage", chat_id=user, text="alert 🚢")
    process.send_signal(signal.SIGKILL)
    process.communicate()
    lines = (tmp_path / "journal").read_text("utf-8").splitlines()
    assert [json.loads(line)["text"] for line in lines] == ["alert 🚢"]


def test_chats_and_messages_outlive_a_run(tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    with Double(state=state) as double:
        user = double.user()
        double.says(user, "/start")
        message_id = double.call("sendMessage", chat_id=user, text="alert")["result"]["message_id"]
    with Double(state=state) as double:
        edited = double.call("editMessageText", chat_id=user, message_id=message_id, text="alert, corrected")
        assert edited["ok"]
        assert double.status()["pending_updates"] == 1


def test_it_ends_when_its_parent_does() -> None:
    command = [sys.executable, "-m", "bot.double", "--with-parent"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdout.readline()
    process.stdin.close()
    assert process.wait(10) == 0
    process.stdout.close()


def test_it_listens_on_the_loopback_address_only(telegram: Double) -> None:
    for port in (telegram.port, telegram.control_port):
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.2", port)) != 0


def test_copies_count_what_reached_each_chat(telegram: Double) -> None:
    user = telegram.user()
    telegram.says(user, "/start")
    for text in ("one", "two", "one"):
        telegram.call("sendMessage", chat_id=user, text=text)
    assert telegram.copies() == {(user, "one"): 2, (user, "two"): 1}
