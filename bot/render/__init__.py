"""Facts → messages: alerts, summaries and answers, as Telegram HTML and the same words in plain text.

Pure.
"""
