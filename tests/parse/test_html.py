"""HTML to plain text."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.parse.html import MAX_TEXT, cut, plain_to_text, to_line, to_text


def test_paragraphs_are_parted_by_a_blank_line() -> None:
    source = "<div><p>The bridge is closed.</p>\n<p>Boats <b>run</b>\n every hour.</p></div><ul><li>One<li>Two</ul>"
    assert to_text(source) == "The bridge is closed.\n\nBoats run every hour.\n\nOne\n\nTwo"


def test_line_breaks_stay_and_two_of_them_part_paragraphs() -> None:
    assert to_text("One<br>two<br/><br>three") == "One\ntwo\n\nthree"


def test_scripts_styles_comments_forms_and_captions_are_gone() -> None:
    source = (
        "<script>alert('x')</script><style>p{}</style><!-- hidden --><p>Read<noscript>no</noscript> me"
        "<button>Share</button></p><iframe src=x>frame</iframe><figure><img alt='a'><figcaption>A photo</figcaption>"
        "</figure><svg><text>logo</text></svg> now"
    )
    assert to_text(source) == "Read me\n\nnow"


def test_entities_are_decoded() -> None:
    assert to_text("<p>Fish &amp; chips &#8211; 5&nbsp;&lt; 6 &unknown; &#x27;ok&#x27;</p>") == (
        "Fish & chips – 5 < 6 &unknown; 'ok'"
    )


def test_words_of_inline_elements_stay_together() -> None:
    assert to_text("<p>O<b>n</b>e <i>two</i>,<a href=x>three</a></p>") == "One two,three"


def test_markup_escaped_twice_is_taken_off_and_its_paragraphs_kept() -> None:
    assert to_text("&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two.&lt;/p&gt;") == "One.\n\nTwo."


def test_text_about_a_smaller_than_sign_stays() -> None:
    assert to_text("losses &lt; 5 per cent &amp; gains &gt; 3") == "losses < 5 per cent & gains > 3"


def test_control_direction_and_invisible_characters_are_gone() -> None:
    assert to_text("a\x00b\x07c \u202eevil\u202c \u200bz\u00adero\ufeff \u2066x\u2069 \U000e0041") == "abc evil zero x"


def test_joiners_of_persian_words_stay() -> None:
    assert to_text("<p>می\u200cخواهم</p>") == "می\u200cخواهم"


def test_plain_text_keeps_what_looks_like_markup() -> None:
    assert plain_to_text("if a <b then\nstop\r\n\r\nNext  one") == "if a <b then stop\n\nNext one"


@pytest.mark.parametrize(
    ("source", "markup", "line"),
    [
        ("<b>Two</b> held\n in  port", True, "Two held in port"),
        ("1 < 2", True, "1 < 2"),
        ("1 < 2 & 3", False, "1 < 2 & 3"),
        ("<blink> is dead", False, "<blink> is dead"),
        ("Talks &amp; more", True, "Talks & more"),
        ("x" * 5_000, True, "x" * 1_000),
    ],
)
def test_titles_become_one_line(source: str, markup: bool, line: str) -> None:
    assert to_line(source, markup=markup) == line


def test_long_text_is_cut_at_a_space() -> None:
    text = to_text("<p>" + "word " * 60_000)
    assert len(text) <= MAX_TEXT
    assert text.endswith("word")
    assert cut("abcdef", 3) == "abc"


@given(st.text(alphabet=st.sampled_from(list("<>/&;!-= \"'\n\tabp\u202e\x00é")), max_size=200))
def test_any_string_gives_clean_text(source: str) -> None:
    for text in (to_text(source), plain_to_text(source), to_line(source, markup=True)):
        assert not {char for char in text if unicodedata.category(char) in ("Cc", "Cs")} - {"\n"}
        assert "\n\n\n" not in text
        assert text == text.strip()


@pytest.mark.parametrize(
    "piece",
    ["<b>", "<!--", "<a ", "<", "&", "&lt;", "</p>", "<p>", "<b> </b>", "<table><tr><td>", " ", "\n", "<!", "<?"],
)
def test_repetition_takes_no_more_than_a_moment(piece: str) -> None:
    started = time.process_time()
    to_text(piece * (1_000_000 // len(piece)))
    to_line(piece * (1_000_000 // len(piece)), markup=True)
    assert time.process_time() - started < 3
