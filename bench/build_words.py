"""Count how words are written in a plain text: the common words, which start a sentence without being a name.

usage: python -m bench.build_words TEXT [TARGET]

TEXT has one sentence a line. The shipped list was counted on a million words of Voice of America news, which is in the
public domain. A word is common when it stands in lower case at least five times, and at least three times as often as
with a capital inside a sentence. I/O: reads TEXT, writes TARGET.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path

TARGET = Path("config/blobs/words.txt")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


def common(lines: list[str]) -> list[str]:
    """The common words of the sentences, sorted."""
    lower: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    for line in lines:
        for word in _WORD.findall(line)[1:]:
            (lower if word.islower() else capital)[word.lower()] += 1
    return sorted(word for word, count in lower.items() if count >= 5 and count >= 3 * capital[word] and len(word) > 1)


def main(source: str, target: str = str(TARGET)) -> None:
    words = common(Path(source).read_text(encoding="utf-8").splitlines())
    Path(target).write_text("\n".join(words) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:3])
