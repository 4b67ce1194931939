"""Whose quantity it is, told from a tree."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.extract.grammar import Grammar
from bot.extract.numbers import Word
from bot.extract.syntax import Tree


def grammar(listed: str) -> tuple[Grammar, list[str]]:
    """A tree written as "word relation head" with the head's index, a word a line or between bars."""
    rows = [row.split() for row in listed.split("|")]
    words, start = [], 0
    for text, _, _ in rows:
        words.append(Word(text, text.lower(), start, start + len(text)))
        start += len(text) + 1
    tree = Tree(tuple(int(head) for _, _, head in rows), tuple(relation for _, relation, _ in rows))
    return Grammar(words, tree), [text for text, _, _ in rows]


def bearer(
    listed: str, first: int, last: int, unit: str | None = "USD", taken: frozenset[int] = frozenset()
) -> str | None:
    tree, texts = grammar(listed)
    found = tree.bearer(first, last, taken | set(range(first, last)), unit)
    return None if found is None else " ".join(texts[found.first : found.last])


LOST = (
    "The det 2 | old amod 2 | mill nsubj 6 | of case 4 | Lowport nmod 2 | has aux 6 | lost root 6 | $ obj 6 | 3 dep 7"
)
CUT = "Rovers nsubj 1 | cut root 1 | fares obj 1 | by case 5 | 5 nummod 5 | percent obl 1"
FINE = "A det 1 | fine nsubj:pass 6 | of case 3 | $ nmod 1 | 3 nummod 3 | was aux:pass 6 | set root 6"
RELATIVE = "mill nsubj 5 | that nsubj 2 | lost acl:relcl 0 | $ obj 2 | 3 nummod 3 | shut root 5"
SAW = "Rovers nsubj 1 | saw root 1 | fares obj 1 | fall xcomp 1 | 5 nummod 5 | percent obl 3"
SAID = "Rovers nsubj 1 | said root 1 | it nsubj 3 | lost ccomp 1 | $ obj 3 | 3 nummod 4"
TOTAL = "Rovers nsubj 1 | lost root 1 | a det 3 | total obj 1 | of case 5 | $ nmod 3 | 3 nummod 5"
LISTED = "Rovers nsubj 1 | lost root 1 | $ obj 1 | 3 nummod 2 | and cc 5 | $ conj 2 | 4 nummod 5"


@pytest.mark.parametrize(
    ("tree", "first", "last", "said_of"),
    [
        (LOST, 7, 9, "old mill of Lowport"),
        (CUT, 4, 6, "fares"),
        (FINE, 3, 5, "fine"),
        (RELATIVE, 3, 5, "mill"),
        (SAW, 4, 6, "fares"),
        (SAID, 4, 6, "Rovers"),
        (TOTAL, 5, 7, "Rovers"),
        (LISTED, 5, 7, "Rovers"),
    ],
)
def test_the_tree_tells_whose_quantity_it_is(tree: str, first: int, last: int, said_of: str) -> None:
    assert bearer(tree, first, last) == said_of


def test_a_time_is_of_the_subject_not_of_the_object() -> None:
    assert bearer(CUT, 4, 6, unit="d") == "Rovers"


def test_what_is_counted_is_of_the_subject() -> None:
    assert bearer(CUT, 4, 6, unit=None) == "Rovers"


def test_what_another_clause_has_is_not_sure() -> None:
    tree = "Rovers nsubj 1 | lost root 1 | and cc 3 | gained conj 1 | $ obj 3 | 3 nummod 4"
    found = grammar(tree)[0].bearer(4, 6, frozenset({4, 5}), "USD")
    assert found is not None
    assert (found.first, found.last, found.sure) == (0, 1, False)


def test_a_quantity_that_hangs_on_nothing_is_of_the_subject() -> None:
    assert bearer("Lowport nsubj 2 | is cop 2 | far root 2 | — punct 2 | 3 nummod 5 | miles root 5", 4, 6) == "Lowport"


def test_nobody_has_what_a_pronoun_has() -> None:
    assert bearer("They nsubj 1 | lost root 1 | $ obj 1 | 3 nummod 2", 2, 4) is None


def test_another_quantity_is_never_among_the_words() -> None:
    tree = "Rovers nsubj 3 | with case 2 | boats nmod 0 | lost root 3 | $ obj 3 | 3 nummod 4"
    assert bearer(tree, 4, 6) == "Rovers with boats"
    assert bearer(tree, 4, 6, taken=frozenset({2})) == "Rovers"


def test_words_behind_a_noun_that_belong_to_it_are_told() -> None:
    tree, texts = grammar("Five nummod 1 | boats nsubj 4 | of case 3 | Lowport nmod 1 | sank root 4")
    assert texts[1 : tree.end_of(1, len(texts))] == ["boats", "of", "Lowport"]
    assert texts[1 : tree.end_of(1, 3)] == ["boats"]


@given(
    st.lists(
        st.tuples(st.integers(0, 11), st.sampled_from("nsubj obj obl nmod conj acl xcomp advcl root".split())),
        min_size=12,
        max_size=12,
    )
)
def test_circles_end(rows: list[tuple[int, str]]) -> None:
    tree, _ = grammar("|".join(f"w{at}x {relation} {head}" for at, (head, relation) in enumerate(rows)))
    found = tree.bearer(3, 5, frozenset({3, 4}), "USD")
    assert found is None or 0 <= found.first < found.last <= 12
    assert tree.end_of(2, 12) > 2
