"""The demo's own world: a story of three days in three feeds, and a chat in the terminal.

I/O: a feed server on 127.0.0.1; the terminal. The bot itself is started by the ``demo`` command, which joins the two.
"""

from bot.demo.chat import chat
from bot.demo.conversation import Conversation
from bot.demo.feedserver import FeedServer
from bot.demo.play import SCRIPT, play

__all__ = ["SCRIPT", "Conversation", "FeedServer", "chat", "play"]
