"""Hostile words: any character, with markup, directions, joiners, flags and half pairs more often than by chance."""

from __future__ import annotations

from hypothesis import strategies as st

_ODD = [
    "<b>", "</b>", "&amp;", "&", "<", ">", '"', "{x}", "@name", "/forgetme", "tg://x", "…", " ", "\n\n", "\r\n", "\x00",
    "\x85", "\u202e", "\u2066", "\u2069", "\u200b", "\u200d", "\u200c", "\ufeff", "\u2028", "\u3164", "\ufe0f",
    "\ud83d", "\udc00", "e\u0301", "a\u030a", "a" + "\u0301" * 9, "\u1112\u1161\u11ab", "각", "الرقة", "שלום",
    "👩\u200d👩\u200d👧", "🇸🇾", "🇹", "👍🏽",
]  # fmt: skip
WORDS = st.lists(st.one_of(st.sampled_from(_ODD), st.text(max_size=12)), max_size=25).map("".join)
URLS = st.one_of(
    st.none(),
    WORDS,
    st.sampled_from(
        [
            "https://example.org/a?b=1&c=%22",
            "javascript:alert(1)",
            "http://",
            "https://u:p@example.org/",
            "tg://user?id=1",
        ]
    ),
    st.text(max_size=20).map("https://example.org/".__add__),
)
