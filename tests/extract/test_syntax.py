"""Which word depends on which."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.extract import syntax
from bot.extract.syntax import LONGEST, Parser, Tree
from config import tables


@pytest.fixture(scope="module")
def parser() -> Parser:
    found = syntax.parser(tables.load()[1])
    assert found is not None
    return found


def relation(tree: Tree, words: list[str], word: str) -> tuple[str, str]:
    at = words.index(word)
    return tree.relations[at], words[tree.heads[at]]


@pytest.mark.parametrize(
    ("text", "word", "told"),
    [
        ("The new mill of the town lost three boats .", "mill", ("nsubj", "lost")),
        ("The new mill of the town lost three boats .", "boats", ("obj", "lost")),
        ("The new mill of the town lost three boats .", "town", ("nmod", "mill")),
        ("The guild , which owns the pier , was fined by a court .", "guild", ("nsubj:pass", "fined")),
        ("The guild , which owns the pier , was fined by a court .", "pier", ("obj", "owns")),
        ("Officials say the ferry will sail in nine days .", "ferry", ("nsubj", "sail")),
        ("Officials say the ferry will sail in nine days .", "sail", ("ccomp", "say")),
    ],
)
def test_plain_sentences_are_parsed(parser: Parser, text: str, word: str, told: tuple[str, str]) -> None:
    words = text.split()
    (tree,) = parser.trees([words])
    assert relation(tree, words, word) == told


def test_a_sentence_is_read_alike_alone_and_among_others(parser: Parser) -> None:
    sentences = [s.split() for s in ("The mill burnt .", "Twelve boats from Lowport sank in the storm .", "Why ?")]
    together = parser.trees(sentences)
    assert together == [tree for sentence in sentences for tree in parser.trees([sentence])]


def test_an_endless_sentence_is_cut(parser: Parser) -> None:
    (tree,) = parser.trees([["boat"] * 1000])
    assert len(tree.heads) == len(tree.relations) == LONGEST


def test_more_words_than_are_kept_are_read(parser: Parser) -> None:
    sentences = [[f"word{at}x{step}" for step in range(50)] for at in range(200)]
    assert [len(tree.heads) for tree in parser.trees(sentences)] == [50] * 200


def test_no_sentences_have_no_trees(parser: Parser) -> None:
    assert parser.trees([]) == []
    assert parser.trees([[], ["Boats"]])[0] == Tree((), ())


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(st.text(min_size=1, max_size=6), max_size=9), max_size=4))
def test_any_words_have_heads_among_them(parser: Parser, sentences: list[list[str]]) -> None:
    for sentence, tree in zip(sentences, parser.trees(sentences), strict=True):
        assert len(tree.heads) == len(sentence)
        assert all(0 <= head < len(sentence) for head in tree.heads)


def test_other_bytes_are_no_parser() -> None:
    with pytest.raises(ValueError, match="not a parser"):
        Parser(b"no model", tables.load()[1]["vectors.npy"])


def test_without_a_model_there_is_no_parser() -> None:
    assert syntax.parser({}) is None
