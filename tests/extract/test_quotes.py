"""What is quoted word for word, and who said it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.types import Actor, ActorType, Quote, Span, Stance
from tests.extract.saying import actor, ruled, said


def by(quote: Quote) -> str | None:
    return quote.speaker.name if quote.speaker else None


@pytest.mark.parametrize(
    "text",
    [
        '"The bridge will open," Mara Haddad said.',
        '"The bridge will open," said Mara Haddad.',
        '"The bridge will open," said Mara Haddad in a statement on Monday.',
        '"The bridge will open," Mara Haddad, who runs the port, told reporters.',
        '"The bridge will open," said Mara Haddad, the deputy harbour master.',
        '"The bridge will open," the deputy harbour master, Mara Haddad, said.',
        'Mara Haddad said: "The bridge will open."',
        'Mara Haddad told a news conference on Friday, "The bridge will open."',
        'In a letter to the council, Mara Haddad wrote: "The bridge will open."',
    ],
)
def test_the_speaker_stands_where_reporters_put_one(text: str) -> None:
    (quote,) = said(text).quotes
    assert quote.span.text.rstrip(",.") == "The bridge will open"
    assert by(quote) == "Mara Haddad"


def test_the_one_who_was_told_is_not_the_speaker() -> None:
    (quote,) = said('"We have no fuel left," Omar Saleh told the Harbour Times on Sunday.').quotes
    assert by(quote) == "Omar Saleh"


def test_a_closing_comma_stays_inside_and_the_marks_outside() -> None:
    (quote,) = said('"We have no fuel," he said.').quotes
    assert quote.span.text == "We have no fuel,"


def test_a_quotation_interrupted_by_its_cue_is_one_group() -> None:
    first, second = said('"We waited," Omar Saleh said, "until the boats were gone."').quotes
    assert first.group == second.group
    assert by(second) == "Omar Saleh"


def test_a_second_quotation_in_the_paragraph_has_the_same_speaker() -> None:
    first, second = said('"We waited a day," said Omar Saleh. "Nobody came to the harbour."').quotes
    assert by(second) == "Omar Saleh"
    assert first.group != second.group


def test_a_quotation_in_a_paragraph_of_its_own_goes_on_with_the_speaker_before() -> None:
    text = '"We waited a day," said Omar Saleh.\n\n"Nobody came to the harbour that night."'
    assert by(said(text).quotes[1]) == "Omar Saleh"


def test_paragraphs_of_one_quotation_share_group_and_speaker() -> None:
    text = '"The first night was quiet.\n\n"The second was not," said Omar Saleh.'
    first, second = said(text).quotes
    assert first.group == second.group
    assert by(first) == by(second) == "Omar Saleh"


def test_a_so_called_name_is_no_quotation() -> None:
    assert said('The fighters call the valley their "fortress" and paint its walls.').quotes == ()


def test_a_title_is_no_quotation() -> None:
    text = 'Omar Saleh, who leads the "Shield of the Northern Coast" campaign, said the town was calm.'
    assert said(text).quotes == ()


def test_part_of_a_sentence_is_quoted_beside_its_claim() -> None:
    reading = said('The mayor said the flood was "the worst in living memory" for the valley.')
    assert [q.span.text for q in reading.quotes] == ["the worst in living memory"]
    assert [c.span.text for c in reading.claims] == ['the flood was "the worst in living memory" for the valley']


def test_a_pronoun_resolves_to_the_one_who_spoke_before() -> None:
    text = 'Mara Haddad said the port was shut.\n\n"It will open on Friday," she said.'
    (quote,) = said(text, actor(text, "Mara Haddad")).quotes
    assert by(quote) == "Mara Haddad"
    assert quote.speaker is not None
    assert quote.speaker.span.text == "she"


def test_a_surname_resolves_to_the_actor() -> None:
    text = 'Mara Haddad runs the port.\n\n"It will open on Friday," Haddad said.'
    (quote,) = said(text, actor(text, "Mara Haddad", "Haddad")).quotes
    assert by(quote) == "Mara Haddad"


def test_a_role_resolves_to_the_actor_that_has_it() -> None:
    text = '"Both piers are closed," the authority said.'
    (quote,) = said(text, actor(text, "the authority", kind=ActorType.GOVERNMENT)).quotes
    assert by(quote) == "the authority"


def test_an_unnamed_speaker_stays_the_words_as_they_stand() -> None:
    (quote,) = said('"Nobody is to leave," a ministry spokesman said.').quotes
    assert by(quote) == "a ministry spokesman"


def test_the_stance_of_a_quotation_is_that_of_its_cue() -> None:
    (quote,) = said('"The wall may give way tonight," Omar Saleh warned.').quotes
    assert quote.stance is Stance.WARNS


def test_invisible_characters_do_not_hide_the_cue() -> None:
    (quote,) = said('"The bridge will\u200b open," Mara Haddad sa\u200bid\u2060.').quotes
    assert by(quote) == "Mara Haddad"


def test_right_to_left_words_inside_are_quoted_whole() -> None:
    (quote,) = said('"\u202bالجسر مفتوح للجميع اليوم\u202c," Omar Saleh said.').quotes
    assert "الجسر مفتوح" in quote.span.text
    assert by(quote) == "Omar Saleh"


@pytest.mark.parametrize(
    "text",
    [
        '"Who will open the bridge?" Mara Haddad asked reporters.',
        '"Who will open the bridge?" asked Gov. Mara Haddad.',
        '"Nobody will open it," Mara Haddad told the Harbour Times\' news team.',
        'The bridge, says Mara Haddad: "It will stay as it is."',
    ],
)
def test_questions_titles_and_asides_do_not_part_a_quotation_from_its_speaker(text: str) -> None:
    (quote,) = said(text).quotes
    assert (by(quote) or "").endswith("Mara Haddad")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Some guards stood by. On Monday the army said two roads were shut.", "the army"),
        ("Some guards stood by. On Monday the Norland army said two roads were shut.", "Norland army"),
        ("On Monday the Norland army halted. Two roads were shut, the army said.", "Norland army"),
        ("On Monday three guards said two roads were shut.", "three guards"),
    ],
)
def test_a_body_is_shown_by_the_noun_that_the_text_uses(text: str, shown: str) -> None:
    army = actor(text, "guards", "three guards", "the Norland army", "the army", kind=ActorType.ARMED_GROUP)
    assert [c.speaker.name for c in said(text, army).claims if c.speaker] == [shown]


def test_a_body_is_shown_by_its_fullest_name() -> None:
    text = "The Blue Coast Front holds the pier. The Front said it would stay."
    long = actor(text, "Blue Coast Front", kind=ActorType.ARMED_GROUP)
    short = replace(actor(text, "Front", kind=ActorType.ARMED_GROUP), mentions=actor(text, "The Front").mentions)
    assert [c.speaker.name for c in said(text, long, short).claims if c.speaker] == ["Blue Coast Front"]


def test_capitals_before_a_name_belong_to_it() -> None:
    text = "The Norland Coast Guard said two boats had sunk."
    guard = actor(text, "Coast Guard", kind=ActorType.GOVERNMENT)
    assert [c.speaker.name for c in said(text, guard).claims if c.speaker] == ["Norland Coast Guard"]


def test_a_place_belongs_to_unnamed_speakers_behind_the_cue() -> None:
    (claim,) = said("Two boats had sunk overnight, said officials in Northport on Monday.").claims
    assert claim.speaker is not None
    assert claim.speaker.span.text == "officials in Northport"


def test_a_quotation_is_the_subject_s_past_a_phrase_that_leads_the_sentence() -> None:
    text = (
        '"We lost," said Ann Lee.\n\nBefore the last vote, the council passed a text "calling the old harbour a ruin".'
    )
    assert [q.speaker.name for q in said(text).quotes if q.speaker] == ["Ann Lee", "the council"]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ('Senator Ann Lee (P-North) called the plan "a gift to the rich".', "Senator Ann Lee"),
        ('Ann Lee (P-North), said it was "a gift to the rich".', "Ann Lee"),
        (
            'In Northport, Mayor Omar Saleh released a note condemning "the worst night of the year".',
            "Mayor Omar Saleh",
        ),
        ('Here in Northport, Omar Saleh spoke of jobs, saying, "We have to build ships again."', "Omar Saleh"),
        ('But Omar Saleh released a note condemning "the worst night of the year".', "Omar Saleh"),
        ('Omar Saleh: "We have to build ships again."', "Omar Saleh"),
        ('"We have to build ships again." – Omar Saleh', "Omar Saleh"),
        ('"We have to build ships again," said the port\'s deputy chief, Omar Saleh, who ran the yard.', "Omar Saleh"),
        ('Omar Saleh, who ran as a moderate, told the Courier the port was "not ready for the crowd".', "Omar Saleh"),
        (
            'Omar Saleh, a captain who sails for Blue Line, a ferry firm, said the port was "not ready for the crowd".',
            "Omar Saleh",
        ),
    ],
)
def test_who_is_quoted_is_found_past_brackets_asides_and_introductions(text: str, speaker: str) -> None:
    assert [by(quote) for quote in said(text).quotes] == [speaker]


def test_a_quotation_goes_on_with_who_was_quoted_not_with_who_was_mentioned() -> None:
    text = (
        '"It could do harm," Ann Lee said, though the port and other offices have not said why. '
        '"Remember, the docks are old."'
    )
    assert [by(quote) for quote in said(text).quotes] == ["Ann Lee", "Ann Lee"]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Ann Lee, head of the port, wrote:\n\n“The pier is safe for everyone.”", "Ann Lee"),
        ("“The pier is safe for everyone.”\n\n– Ann Lee, on the radio", "Ann Lee"),
        ("Omar Saleh spoke first.\n\n“LEE: The pier is safe for everyone.”", "Ann Lee"),
        ("When Omar Saleh said it would sink, Ann Lee said, “The pier is safe for everyone.”", "Ann Lee"),
        ("Ann Lee (Port Party), chair of the board, said it was “safe for everyone who came”.", "Ann Lee"),
        ("Ann Lee, whose office runs the port, said it was “safe for everyone who came”.", "Ann Lee"),
        ("Ann Lee, head of the port said it was “safe for everyone who came”.", "Ann Lee"),
        ("Omar Saleh rang. Ann Lee fears the worst. “The pier is safe for everyone,” she said.", "Ann Lee"),
    ],
)
def test_who_is_quoted_is_found_past_asides_titles_and_paragraphs(text: str, speaker: str) -> None:
    reading = said(text, actor(text, "Ann Lee"), actor(text, "Omar Saleh"))
    quote = reading.quotes[-1]
    assert quote.speaker is not None
    assert quote.speaker.name == speaker


def test_the_lines_of_a_transcript_keep_their_own_speakers() -> None:
    text = "“LEE: Is the pier safe for everyone?\n\n“SALEH: It is safe for everyone who swims."
    quotes = said(text, actor(text, "Ann Lee"), actor(text, "Omar Saleh")).quotes
    assert [quote.speaker.name for quote in quotes if quote.speaker] == ["Ann Lee", "Omar Saleh"]


def test_the_title_of_a_book_before_a_comma_is_no_quotation() -> None:
    text = "Ann Lee, author of “Empire of the Harbour,” said the pier was safe."
    assert said(text, actor(text, "Ann Lee")).quotes == ()


@pytest.mark.parametrize("several", ["One of them", "Another", "The third of them"])
def test_one_of_several_is_shown_by_what_tells_who_it_was(several: str) -> None:
    text = f'Witnesses ran. {several}, a bus driver who was hurt, said the fire came "from the ridge above us all".'
    assert [by(quote) for quote in said(text).quotes] == ["a bus driver"]


def test_one_who_asks_a_question_demands_nothing() -> None:
    (quote,) = said("“Is the storm over?” asked Mara Haddad's daughter.").quotes
    assert quote.stance is Stance.SAYS


def speakers(text: str, *who: Actor) -> list[str | None]:
    return [claim.speaker.name if claim.speaker else None for claim in said(text, *who).claims]


@pytest.mark.parametrize(
    ("opening", "pronoun", "name"),
    [
        ("Mayor Anna Berg met Colonel Peter Stahl. Stahl said the road was mined.", "She", "Anna Berg"),
        ("Mayor Anna Berg met Colonel Peter Stahl. Berg said the road was mined.", "He", "Peter Stahl"),
        ("Mayor Anna Berg met Colonel Peter Stahl. Stahl said the road was mined.", "He", "Peter Stahl"),
    ],
)
def test_he_and_she_are_told_by_the_given_name(opening: str, pronoun: str, name: str) -> None:
    text = f"{opening} {pronoun} said the town would wait."
    who = (actor(text, "Anna Berg", "Berg"), actor(text, "Peter Stahl", "Stahl"))
    assert speakers(text, *who)[-1] == name


@pytest.mark.parametrize(
    ("first", "quill", "zorv"),
    [
        ("Mrs. Quill met Mr. Zorv.", "Quill", "Zorv"),
        ("Spokeswoman Bex Quill met chairman Rin Zorv.", "Bex Quill", "Rin Zorv"),
        ("Bex Quill, a businesswoman, met Rin Zorv, the chairman of the port.", "Bex Quill", "Rin Zorv"),
    ],
)
def test_he_and_she_are_told_by_titles_and_nouns(first: str, quill: str, zorv: str) -> None:
    text = f"{first} Zorv said the gate was shut. She said it was not. He said it would open."
    who = (actor(text, quill, "Quill"), actor(text, zorv, "Zorv"))
    assert speakers(text, *who) == [zorv, quill, zorv]


def test_a_person_spoken_of_as_he_is_not_she_further_on() -> None:
    text = "Rin Zorv met Bex Quill. Zorv said the gate was shut. He said it was cold. She said it was not."
    who = (actor(text, "Rin Zorv", "Zorv"), actor(text, "Bex Quill", "Quill"))
    assert speakers(text, *who) == ["Rin Zorv", "Rin Zorv", "Bex Quill"]


def test_the_holder_of_an_office_is_told_by_the_office() -> None:
    text = "Boats with fire chief Sara Lind came. The fire chief said the hull was dry."
    lind = actor(text, "Sara Lind")
    lind = replace(lind, role=Span.cut(text, text.index("fire chief"), text.index(" Sara")))
    assert speakers(text, lind) == ["Sara Lind"]


def test_a_body_that_spoke_is_told_by_its_last_word() -> None:
    text = "The U.N. refugee agency said tents were short. On Monday the agency said more were on the way."
    un = actor(text, "U.N.", "the agency", kind=ActorType.ORGANIZATION)
    assert speakers(text, un) == ["The U.N. refugee agency", "The U.N. refugee agency"]


def test_it_in_one_sentence_is_who_spoke_before() -> None:
    told, refused = said("The ministry said two men were held, but it would not say who.").claims
    assert (refused.stance, refused.speaker and refused.speaker.name) == (Stance.DECLINES, "The ministry")
    assert told.span.text == "two men were held"


@pytest.mark.parametrize(
    ("text", "turns"),
    [
        ("The mayor called the raid “cowardly” and the raiders “animals”.", ["cowardly", "animals"]),
        ("The mayor said the plan was “dead”.", ["dead"]),
        ("The mayor said it was a “massacre” of farmers.", ["massacre"]),
        ("The mayor said the “traitors” would be punished.", []),
        ("The mayor said a gang known as “wolves” had fled.", []),
        ("The mayor said the word “genocide” was wrong.", []),
        ("The mayor said he read “Gone Away” at night.", []),
    ],
)
def test_a_word_or_two_said_of_something_is_quoted_and_a_name_is_not(text: str, turns: list[str]) -> None:
    assert [(quote.span.text, by(quote)) for quote in said(text).quotes] == [(turn, "The mayor") for turn in turns]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Mr Stahl came. The harbour clerk said she had seen it. “It was a whale,” she said.", "The harbour clerk"),
        ("Mr Stahl came. A chairwoman said it was shut. Stahl left. “It was a whale,” she said.", "A chairwoman"),
        ("Mr Stahl spoke at length. A diver climbed out. “It was a whale,” she said.", "she"),
        ("Mr Stahl came. The harbour board said it was shut. “It was a whale,” she said.", "she"),
    ],
)
def test_she_is_a_noun_that_spoke_rather_than_a_man(text: str, name: str) -> None:
    assert by(said(text, actor(text, "Mr Stahl", "Stahl")).quotes[-1]) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The club said it had a lease, which the warden called “a waste of paper”.", "the warden"),
        ("The club said it had a lease, a claim that the port has since described as “pure invention”.", "the port"),
        ("The club said the divers, described by the warden as “heroes”, had gone.", "the warden"),
        ("The club said the warden, who has a boat, had called it “a grand old pier”.", "The club"),
    ],
)
def test_what_another_is_said_to_call_something_is_that_one_s(text: str, name: str) -> None:
    assert [by(quote) for quote in ruled(text).quotes] == [name]


@pytest.mark.parametrize(
    ("words", "stance"),
    [
        ("We never fired at the boats", Stance.DENIES),
        ("I did not give anyone the weapons", Stance.DENIES),
        ("Talk of nine dead was exaggerated", Stance.DENIES),
        ("We did not see who fired at the boats", Stance.SAYS),
        ("We have not left the harbour since", Stance.SAYS),
        ("They did not fire at the boats", Stance.SAYS),
    ],
)
def test_who_has_not_done_the_deed_denies_it(words: str, stance: Stance) -> None:
    assert [quote.stance for quote in ruled(f"“{words},” the warden said.").quotes] == [stance]
