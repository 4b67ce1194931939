"""A Telegram of our own for tests and the demo: a local Bot API with people, limits, faults and a journal.

I/O: one process, on 127.0.0.1 only. What it does as Telegram does was read in Telegram's published server and client
library; what Telegram leaves open is settled in ``limits``. Not there: webhooks are remembered but never called,
markdown is refused, media is kept as a name, texts are cut at 4,096 units but never shortened.
"""

from bot.double.process import Double

__all__ = ["Double"]
