"""What is reported without quotation marks: content, source, stance, and what a denial answers."""

from __future__ import annotations

import pytest

from bot.types import Claim, Stance
from tests.extract.saying import actor, ruled, said


def only(text: str) -> Claim:
    (claim,) = said(text).claims
    return claim


def by(claim: Claim) -> str | None:
    return claim.speaker.name if claim.speaker else None


@pytest.mark.parametrize(
    "text",
    [
        "The harbour police said two ferries were adrift.",
        "The harbour police said that two ferries were adrift.",
        "The harbour police said on Monday that two ferries were adrift.",
        "On Monday, the harbour police said two ferries were adrift.",
        "The harbour police on Monday said two ferries were adrift.",
        "The harbour police have said two ferries were adrift.",
        "The harbour police said in an emailed statement late on Monday two ferries were adrift.",
        "The harbour police told reporters two ferries were adrift.",
        "two ferries were adrift, the harbour police said on Monday.",
        "two ferries were adrift, said the harbour police.",
        "two ferries were adrift, according to the harbour police.",
        "According to the harbour police, two ferries were adrift.",
        "The harbour police are claiming that two ferries were adrift.",
        "The harbour police were quoted as saying two ferries were adrift.",
        "The storm grew, with the harbour police saying two ferries were adrift.",
    ],
)
def test_the_content_stands_without_its_cue(text: str) -> None:
    claim = only(text)
    assert claim.span.text == "two ferries were adrift"
    assert (by(claim) or "").lower() == "the harbour police"
    assert claim.stance is Stance.SAYS


@pytest.mark.parametrize(
    ("text", "stance", "content"),
    [
        ("The navy confirmed that a patrol boat had sunk.", Stance.CONFIRMS, "a patrol boat had sunk"),
        ("The navy denied the reports.", Stance.DENIES, "the reports"),
        ("The navy rejected the accusation as absurd.", Stance.DENIES, "the accusation as absurd"),
        ("The navy said the reports were baseless.", Stance.DENIES, "the reports were baseless"),
        ("The navy accused smugglers of sinking the boat.", Stance.ACCUSES, "smugglers of sinking the boat"),
        ("The navy disputed the account.", Stance.DENIES, "the account"),
        ("The navy dismissed the plan as too dear.", Stance.DENIES, "the plan as too dear"),
        ("The navy rejected the offer.", Stance.DECLINES, "rejected the offer"),
        ("The navy blamed smugglers for the loss.", Stance.ACCUSES, "smugglers for the loss"),
        ("The navy warned that more boats could sink.", Stance.WARNS, "more boats could sink"),
        ("The navy called for an inquiry into the loss.", Stance.DEMANDS, "an inquiry into the loss"),
        ("The navy urged residents to stay ashore.", Stance.DEMANDS, "residents to stay ashore"),
        ("The navy called on residents to stay ashore.", Stance.DEMANDS, "residents to stay ashore"),
    ],
)
def test_the_cue_gives_the_stance(text: str, stance: Stance, content: str) -> None:
    claim = only(text)
    assert (claim.stance, claim.span.text, by(claim)) == (stance, content, "The navy")


@pytest.mark.parametrize(
    "refusal",
    [
        "declined to comment on the talks",
        "did not respond to several requests for comment",
        "could not be reached for comment",
        "was not available for comment",
        "had no immediate comment",
        "would not say",
        "neither confirmed nor denied it",
        "would neither confirm nor deny it",
        "refused to comment",
    ],
)
def test_a_refusal_runs_from_its_verb_with_the_cue_inside(refusal: str) -> None:
    claim = only(f"Mayor Omar Saleh {refusal}.")
    assert claim.stance is Stance.DECLINES
    assert claim.span.text == refusal
    assert claim.cue is not None
    assert claim.span.covers(claim.cue)


def test_a_statement_that_did_not_say_is_no_refusal() -> None:
    assert said("The statement did not say where the boats had gone.").claims == ()


def test_two_speakers_in_one_sentence_have_a_claim_each() -> None:
    first, second = said("The navy said the strait was open, while port officials said it was mined.").claims
    assert (by(first), first.span.text) == ("The navy", "the strait was open")
    assert (by(second), second.span.text) == ("port officials", "it was mined")


def test_an_added_participle_is_a_claim_of_the_same_speaker() -> None:
    first, second = said("The navy said the strait was open, adding that pilots were at work.").claims
    assert first.span.text == "the strait was open"
    assert (by(second), second.span.text) == ("The navy", "pilots were at work")


def test_what_is_told_within_a_statement_belongs_to_the_outer_speaker() -> None:
    claim = only("The navy denies that any ship was lost, a ministry spokesman said.")
    assert by(claim) == "a ministry spokesman"


def test_a_relative_clause_tells_of_what_stands_before_it() -> None:
    first, second = said("The governor, who denies the charge, says the court will clear him.").claims
    assert (first.stance, by(first), first.span.text) == (Stance.DENIES, "The governor", "the charge")
    assert (by(second), second.span.text) == ("The governor", "the court will clear him")


def test_the_object_of_telling_gives_its_content() -> None:
    claim = only("Ships kept away from what the navy described as a closed area.")
    assert (by(claim), claim.span.text) == ("the navy", "a closed area")


def test_what_was_done_is_no_claim() -> None:
    text = "The council approved a plan to widen the port. Guards denied them entry. The strike reported then ended."
    assert said(text).claims == ()


def test_a_passive_cue_has_no_speaker_and_is_no_claim() -> None:
    assert said("No losses were reported and the alleged raid was called off.").claims == ()


def test_an_intention_to_tell_is_no_claim() -> None:
    assert said("The navy is expected to say more. Officials may confirm the loss.").claims == ()


def test_the_slug_of_an_agency_is_no_part_of_a_claim() -> None:
    claim = only("PORT AMAL, March 3 (Agency) - Two ferries were adrift, harbour police said.")
    assert claim.span.text == "Two ferries were adrift"


def test_a_denial_in_the_same_sentence_disputes_the_claim_before_it() -> None:
    told, denial = said("Activists said the army had shelled the port, but the army denied the reports.").claims
    assert told.disputed_by == (1,)
    assert denial.stance is Stance.DENIES


def test_a_denial_of_an_accusation_finds_the_accusation() -> None:
    text = (
        "The envoy said talks would resume. Northland blames Southland for arming the rebels. "
        "Southland has denied the accusation."
    )
    assert [claim.disputed_by for claim in said(text).claims] == [(), (2,), ()]


def test_a_denial_with_words_of_its_own_finds_the_claim_that_shares_them() -> None:
    text = (
        "Residents said soldiers had burned the grain store. The union said wages were late. "
        "The army denied that soldiers had burned any grain."
    )
    assert [claim.disputed_by for claim in said(text).claims] == [(2,), (), ()]


def test_nobody_disputes_themselves() -> None:
    text = "The army said the store was safe. The army denied the reports."
    assert all(claim.disputed_by == () for claim in said(text).claims)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("The old pumps, he said, are close to failing.", ["The old pumps", "are close to failing"]),
        ("If the dam fails, the mayor said, two towns must leave.", ["If the dam fails", "two towns must leave"]),
        ("When the dam fails, said the mayor, two towns must leave.", ["When the dam fails", "two towns must leave"]),
    ],
)
def test_a_cue_between_commas_parts_what_is_said_in_two(text: str, parts: list[str]) -> None:
    claims = said(text).claims
    assert [claim.span.text for claim in claims] == parts
    assert len({claim.cue for claim in claims}) == 1


def test_a_closing_aside_of_the_reporter_is_no_part_of_the_claim() -> None:
    claim = only("The navy said a tanker had sunk near the strait, which links two seas.")
    assert claim.span.text == "a tanker had sunk near the strait"


def test_a_noun_that_looks_like_a_cue_is_none() -> None:
    claim = only("Several coastal Gulf states said they had closed their ports.")
    assert (by(claim), claim.span.text) == ("Several coastal Gulf states", "they had closed their ports")


@pytest.mark.parametrize(
    "text",
    [
        "Captain Adel Rahimi said sailors had opened every crate and seen no rifles. Mayor Omar Saleh denied that the "
        "harbour board would get any of it.",
        "The port said two cranes had failed. The navy denied seeking new bases.",
        "The port said the Blue Coast Front had two boats. The navy denied that the Blue Coast Front would be paid.",
    ],
)
def test_a_denial_of_something_else_disputes_nothing(text: str) -> None:
    assert all(not claim.disputed_by for claim in said(text).claims)


@pytest.mark.parametrize(
    "denial",
    ["denied that", "denied it", "denied the accusation", "denied any wrongdoing", "denied that it had rammed a ferry"],
)
def test_a_denial_answers_an_accusation_of_the_one_who_denies(denial: str) -> None:
    text = f"Fishermen accused the navy of ramming a ferry. The port said two cranes had failed. The navy {denial}."
    claims = said(text).claims
    assert [claim.disputed_by for claim in claims] == [(2,), (), ()]


def test_a_denial_told_first_disputes_the_accusation_told_later() -> None:
    text = (
        "The navy denied on Monday that it had rammed the ferry Halcyon.\n\nThe port said two cranes had failed.\n\n"
        "The mayor said rain was on its way.\n\nTwo divers searched the bay. They found a lamp and an anchor.\n\n"
        "Fishermen accused the navy of ramming the Halcyon at night."
    )
    assert [claim.disputed_by for claim in said(text).claims] == [(), (), (), (0,)]


def test_a_bare_that_is_what_is_denied() -> None:
    claims = said("The port said the navy had rammed a ferry. The navy denied that.").claims
    assert (claims[1].span.text, claims[0].disputed_by) == ("that", (1,))


def test_who_stands_behind_an_inverted_cue_is_no_content() -> None:
    claim = only("Five people died of their wounds overnight, said Dr Mira Adan, the clinic's director.")
    assert claim.span.text == "Five people died of their wounds overnight"


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("The mayor declined to name the donor, Ann Lee said.", "declined to name the donor"),
        ("The mayor refused to close the port because ships were waiting.", "refused to close the port"),
        ("The mayor declined at first to close the port.", "declined at first to close the port"),
        ("The mayor refused a request for a meeting.", "refused a request for a meeting"),
        ("The mayor did not disclose the price of the cranes.", "did not disclose the price of the cranes"),
        ("The mayor did not give any details of the plan.", "did not give any details of the plan"),
        ("The mayor angered the crew by refusing to close the port.", "refusing to close the port"),
    ],
)
def test_a_refusal_ends_with_its_clause(text: str, content: str) -> None:
    (refusal,) = [claim for claim in said(text).claims if claim.stance is Stance.DECLINES]
    assert (refusal.span.text, by(refusal)) == (content, "The mayor")


@pytest.mark.parametrize(
    ("text", "stances"),
    [
        ("Lee said the port was shut, but Saleh did not say when.", ["says", "declines"]),
        ("Lee said the port was shut and has refused to say when.", ["says", "declines"]),
        ('Lee spoke of "a port that will never open again," but he denied that it was shut.', ["denies"]),
    ],
)
def test_a_statement_ends_where_a_refusal_or_denial_begins(text: str, stances: list[str]) -> None:
    assert [claim.stance.value for claim in said(text).claims] == stances


@pytest.mark.parametrize(
    "text",
    [
        "The line denied refunds to hundreds of passengers.",
        "The report did not mention the ferry.",
        "To refuse to leave is a crime.",
    ],
)
def test_what_is_withheld_or_left_out_is_no_denial(text: str) -> None:
    assert not [claim for claim in said(text).claims if claim.stance in (Stance.DENIES, Stance.DECLINES)]


def test_a_denial_told_along_with_something_else_is_a_claim_of_its_own() -> None:
    first, denial = said("The navy said two boats were lost and that it had no role in the fire.").claims
    assert (first.span.text, first.stance) == ("two boats were lost", Stance.SAYS)
    assert (denial.span.text, denial.stance, by(denial)) == ("it had no role in the fire", Stance.DENIES, "The navy")


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("Ms Kelly said the ferry was late.", "the ferry was late"),
        ("Another said the ferry was late.", "the ferry was late"),
        ("Two in three said the ferry was late.", "the ferry was late"),
        ("Opponents, including the mayor, argue that the ferry was late.", "the ferry was late"),
        (
            "In an interview about the port, Omar Saleh said closing the pier was a mistake.",
            "closing the pier was a mistake",
        ),
        ("The proposal argued that the pier was unsafe.", "the pier was unsafe"),
        ("Ferries link 12 islands, according to the port.", "Ferries link 12 islands"),
    ],
)
def test_many_kinds_of_subjects_speak(text: str, content: str) -> None:
    assert only(text).span.text == content


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("The mayor praised the divers for their courage.", "the divers for their courage"),
        ("The mayor has criticised the slow repairs.", "the slow repairs"),
        ("The mayor called the delay a scandal.", "the delay a scandal"),
        ("The mayor described the delay as a scandal.", "the delay as a scandal"),
        ("The mayor called the delay “scandalous.”", "the delay “scandalous.”"),
        ("The mayor praised the divers in an interview on Monday.", "the divers"),
        ("A port study published on Monday showed the pier sinking.", "the pier sinking"),
        ("The mayor spoke about the divers.", "the divers"),
        ("The mayor pointed to the slow repairs.", "the slow repairs"),
        ("The mayor asked whether the pier was safe.", "whether the pier was safe"),
        ("The mayor asked the port when the pier would open.", "when the pier would open"),
    ],
)
def test_what_is_spoken_of_may_be_a_noun_phrase_or_a_question(text: str, content: str) -> None:
    assert only(text).span.text == content


@pytest.mark.parametrize(
    ("text", "contents"),
    [
        (
            "The mayor said the pier is unsafe and has called for new pumps.",
            ["the pier is unsafe", "new pumps"],
        ),
        (
            "The mayor promised that the pier will open, and urged residents to wait.",
            ["that the pier will open", "residents to wait"],
        ),
    ],
)
def test_a_second_cue_of_the_same_speaker_ends_the_first_statement(text: str, contents: list[str]) -> None:
    assert [claim.span.text.removeprefix("that ") for claim in said(text).claims] == [
        content.removeprefix("that ") for content in contents
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The mayor went on to say that the pier was unsafe.",
        "The mayor was quick to point out that the pier was unsafe.",
        "The mayor began by saying the pier was unsafe.",
        "The mayor issued a statement saying that the pier was unsafe.",
        "The mayor told the radio programme “Good Morning” that the pier was unsafe.",
        "While the mayor said the pier was unsafe, the port kept it open.",
        "The pier was unsafe, officials say.",
    ],
)
def test_a_cue_that_is_no_main_verb_tells_all_the_same(text: str) -> None:
    assert only(text).span.text.lower() == "the pier was unsafe"


def test_text_behind_a_quotation_that_closes_with_a_comma_is_the_reporter_s() -> None:
    claim = only('The mayor called the plan "far too dear for a small town," a blow to the port.')
    assert claim.span.text == 'the plan "far too dear for a small town,"'


def test_a_quotation_with_a_cue_of_its_own_ends_the_statement_before_it() -> None:
    reading = said('The mayor praised the crew: "They held on until the morning," she said.')
    assert [claim.span.text for claim in reading.claims] == ["the crew"]
    assert [quote.span.text for quote in reading.quotes] == ["They held on until the morning,"]


def test_a_relative_clause_behind_the_cue_is_no_content() -> None:
    text = "Two trains were too fast, the inspector said in a report on safety after a crash that killed nine people."
    assert [claim.span.text for claim in said(text).claims] == ["Two trains were too fast"]


def test_a_denial_in_quotation_marks_is_one_too() -> None:
    assert only("The navy said its ships “would not deliberately harm” a ferry.").stance is Stance.DENIES


def test_a_denial_of_a_hostile_cause_answers_who_claims_the_deed() -> None:
    text = (
        "The navy said the loss of the tanker was not the result of hostile fire. Nobody was hurt. "
        "A militia, the Red Dawn, claimed responsibility for sinking the tanker with hostile drones."
    )
    denial, claim = said(text).claims
    assert (denial.stance, claim.disputed_by) == (Stance.DENIES, (0,))


def test_claims_that_blame_different_ones_dispute_each_other() -> None:
    text = "The inquiry found that Norland was likely responsible. The premier claimed Southmark was responsible."
    first, second = said(text).claims
    assert (first.disputed_by, second.disputed_by) == ((1,), ())


def test_claims_that_blame_the_same_one_agree() -> None:
    text = "The inquiry found that Norland was likely responsible. The premier claimed Norland was responsible."
    assert all(claim.disputed_by == () for claim in said(text).claims)


def test_a_relative_clause_without_its_pronoun_has_its_own_subject() -> None:
    claim = only("A tanker sank, in an incident the navy said was an accident.")
    assert (by(claim), claim.span.text) == ("the navy", "was an accident")


def test_a_denial_of_someones_claim_answers_what_they_said() -> None:
    text = "The army said it took the bridge. The rebels said rain fell. Rebel fighters denied the army's claim."
    first, second, _ = said(text).claims
    assert (first.disputed_by, second.disputed_by) == ((2,), ())


def test_what_neither_side_said_is_no_claim_of_theirs() -> None:
    claim = only("Neither side said how many ships had sunk.")
    assert (claim.stance, claim.span.text) == (Stance.DECLINES, "said how many ships had sunk")


@pytest.mark.parametrize(
    ("text", "speaker", "content"),
    [
        ("The toll could not be independently verified.", None, "The toll could not be independently verified"),
        ("The toll could not be verified by the agency.", "the agency", "The toll could not be verified by the agency"),
        ("The mayor could not confirm the toll.", "The mayor", "could not confirm the toll"),
        ("The monitor was unable to verify the toll.", "The monitor", "was unable to verify the toll"),
        ("The monitor has not independently verified it.", "The monitor", "has not independently verified it"),
        ("It was not possible to verify the toll.", None, "It was not possible to verify the toll"),
        ("There was no independent confirmation of it.", None, "There was no independent confirmation of it"),
        ("There was no comment from the army.", "the army", "There was no comment from the army"),
        ("The army has not confirmed the toll.", "The army", "has not confirmed the toll"),
    ],
)
def test_what_nobody_can_verify_is_told_in_its_whole_words(text: str, speaker: str | None, content: str) -> None:
    claim = only(text)
    assert (claim.stance, by(claim), claim.span.text) == (Stance.DECLINES, speaker, content)


def test_a_passive_that_is_no_speech_is_no_refusal() -> None:
    assert said("The letters will not be disclosed.").claims == ()


@pytest.mark.parametrize(
    ("text", "first", "verdict", "speaker"),
    [
        ("Divers said the fuse had failed, a charge the firm denied.", "the fuse had failed", "a charge", "the firm"),
        (
            "Divers said the fuse had failed - a point engineers have disputed.",
            "the fuse had failed",
            "a point",
            "engineers",
        ),
        (
            "Divers said the fuse had failed, a claim that could not be verified.",
            "the fuse had failed",
            "a claim that could not be verified",
            None,
        ),
    ],
)
def test_a_judgement_behind_a_statement_is_a_claim_of_its_own(
    text: str, first: str, verdict: str, speaker: str | None
) -> None:
    told, judged = said(text).claims
    assert (told.span.text, judged.span.text, by(judged)) == (first, verdict, speaker)


@pytest.mark.parametrize(
    ("text", "stance", "content"),
    [
        ("The reports were denied by the navy.", Stance.DENIES, "The reports"),
        ("The claim was dismissed by the navy as propaganda.", Stance.DENIES, "The claim"),
        ("The loss was confirmed on Monday by the navy.", Stance.CONFIRMS, "The loss"),
        ("The offer was rejected by the navy.", Stance.DECLINES, "The offer was rejected by the navy"),
        ("Dismissing that notion, the navy kept the strait open.", Stance.DENIES, "that notion"),
        ("While denying any role, the navy kept the strait open.", Stance.DENIES, "any role"),
        ("The navy pushed back against the criticism.", Stance.DENIES, "the criticism"),
        ("The navy dismissed that notion in an interview on Sunday.", Stance.DENIES, "that notion"),
        ("The navy began dismissing the notion of a leak.", Stance.DENIES, "the notion of a leak"),
        ("The navy declined that offer.", Stance.DECLINES, "declined that offer"),
    ],
)
def test_denials_stand_in_many_forms(text: str, stance: Stance, content: str) -> None:
    claim = only(text)
    assert (claim.stance, claim.span.text, (by(claim) or "").lower()) == (stance, content, "the navy")


@pytest.mark.parametrize(
    "text",
    [
        "The navy dismissed as “propaganda” a report that ships had fled.",
        "The navy described as lies a report that ships had fled.",
    ],
)
def test_what_is_judged_may_stand_behind_its_judgement(text: str) -> None:
    claim = only(text)
    assert (claim.stance, claim.span.text) == (Stance.DENIES, "a report that ships had fled")


def test_praise_in_the_passive_says_nothing() -> None:
    assert said("The crew was praised by the navy.").claims == ()


def test_what_someone_else_tells_ends_a_statement() -> None:
    navy, radio = said("The navy said no ship was lost after state media reported over 40 boats had sunk.").claims
    assert (by(navy), navy.span.text) == ("The navy", "no ship was lost")
    assert (by(radio), radio.span.text) == ("state media", "over 40 boats had sunk")


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("By refusing to name the dead, the mayor angered the town.", "refusing to name the dead"),
        (
            "The mayor would not say when, or if, the bridge will open.",
            "would not say when, or if, the bridge will open",
        ),
        ("The mayor declined to renew the lease - only its name stays.", "declined to renew the lease"),
        ("THE MAYOR REFUSES TO NAME DEAD SAILORS", "REFUSES TO NAME DEAD SAILORS"),
    ],
)
def test_a_refusal_is_cut_at_dashes_and_commas_of_its_own(text: str, content: str) -> None:
    claim = only(text)
    assert (claim.stance, claim.span.text, (by(claim) or "").lower()) == (Stance.DECLINES, content, "the mayor")


def test_what_several_said_is_disputed_whole() -> None:
    claim = only("The letter contradicted what the mayor and his aides had said about the bridge.")
    assert (claim.stance, claim.span.text) == (
        Stance.DENIES,
        "what the mayor and his aides had said about the bridge",
    )


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("The navy called the accusation “a lie”.", Stance.DENIES),
        ("The navy described the allegations as nonsense.", Stance.DENIES),
        ("The navy said the claims were absolutely false.", Stance.DENIES),
        ("The navy insisted that it had not fired.", Stance.DENIES),
        ("The navy did not believe that the fire was set.", Stance.DENIES),
        ("The navy ruled out sabotage.", Stance.DENIES),
        ("The navy said the pilots had wrongly closed the strait.", Stance.ACCUSES),
        ("The navy said the raid was a violation of the truce.", Stance.ACCUSES),
        ("The navy said the raid did not violate the truce.", Stance.SAYS),
        ("The navy called the storm “a monster”.", Stance.SAYS),
        ("The navy described the pilot as a liar.", Stance.SAYS),
        ("The navy insisted that the strait was open and did not need pilots.", Stance.SAYS),
        ("The navy said no one was hurt.", Stance.SAYS),
        ("The navy said the plan was politically incorrect.", Stance.SAYS),
    ],
)
def test_what_is_meant_decides_the_stance(text: str, stance: Stance) -> None:
    assert only(text).stance is stance


def test_not_believing_of_oneself_or_under_a_condition_is_no_denial() -> None:
    assert said("If you do not believe the pilots are right, stay ashore.").claims == ()
    assert said("I do not think the pilots are right.").claims == ()


def test_an_organisation_named_like_a_small_word_speaks() -> None:
    claim = only("The WHO said the wells were clean.")
    assert (by(claim), claim.span.text) == ("The WHO", "the wells were clean")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Mayor Ann Lee, asked whether the port was to blame, said pilots were at work.", "Ann Lee"),
        ("A pilot, who spoke because he was at risk, said pilots were at work.", "A pilot"),
        ("The harbour, whose owners said pilots were at work.", "owners"),
        ("The mediator, former president Ann Lee, said pilots were at work.", "Ann Lee"),
    ],
)
def test_the_speaker_is_the_subject_of_the_cue_not_of_a_clause_before_it(text: str, name: str) -> None:
    told = said(text, actor(text, "Ann Lee")).claims[-1]
    assert ((by(told) or "").endswith(name), told.span.text) == (True, "pilots were at work")


def test_then_shares_the_subject() -> None:
    denied, told = said("The navy denied that any ship was lost, then said pilots were at work.").claims
    assert (by(denied), by(told)) == ("The navy", "The navy")


def test_whoever_denies_speaks() -> None:
    claim = only("The city denied receiving any warning.")
    assert (claim.stance, by(claim), claim.span.text) == (Stance.DENIES, "The city", "receiving any warning")


def test_who_puts_a_toll_at_a_number_says_so() -> None:
    claim = only("The charity put the toll at more than 500.")
    assert (claim.stance, by(claim), claim.span.text) == (Stance.SAYS, "The charity", "the toll at more than 500")
    assert said("The charity put the boat at the pier.").claims == ()


def test_a_base_form_of_another_speaker_ends_a_statement() -> None:
    first, second = said("The navy said one ship was lost, though pilots say it was two.").claims
    assert (first.span.text, by(second), second.span.text) == ("one ship was lost", "pilots", "it was two")


def test_something_confirmed_later_is_a_judgement() -> None:
    told, confirmed = said("Divers said the fuse had failed, something the ministry confirmed on Monday.").claims
    assert (told.span.text, told.confirmed_by) == ("the fuse had failed", (1,))
    assert (confirmed.stance, confirmed.span.text) == (Stance.CONFIRMS, "something")


def test_what_no_group_claims_is_told_by_nobody() -> None:
    claim = only("No group has claimed responsibility for the raid.")
    assert (claim.stance, claim.span.text) == (Stance.DECLINES, "claimed responsibility for the raid")


def test_a_charge_dismissed_as_something_is_a_claim_of_its_own() -> None:
    told, denied = said("Divers claimed the fuse had failed, a charge Mara Haddad dismissed as “nonsense”.").claims
    assert (told.span.text, denied.span.text, by(denied)) == ("the fuse had failed", "a charge", "Mara Haddad")
    assert (denied.stance, told.disputed_by) == (Stance.DENIES, (1,))


@pytest.mark.parametrize(
    ("text", "speaker", "content"),
    [
        ("Mara Haddad is on record as saying that the pier was never safe.", "Mara Haddad", "the pier was never safe"),
        ("Omar insinuated that the road had been mined on purpose.", "Omar", "the road had been mined on purpose"),
        ("Salem quipped that the pumps were older than the town.", "Salem", "the pumps were older than the town"),
    ],
)  # fmt: skip
def test_what_no_rule_knows_is_told_where_the_trained_reader_is_sure(text: str, speaker: str, content: str) -> None:
    (claim,) = said(text).claims
    assert claim.speaker is not None
    assert (claim.speaker.name, claim.span.text, claim.stance) == (speaker, content, Stance.SAYS)


@pytest.mark.parametrize("text", ["Photo: Ann Lee\nPhoto: Bo Lund", "She liked the quiet of the island."])
def test_no_label_and_no_liking_is_a_statement(text: str) -> None:
    assert said(text).claims == ()


@pytest.mark.parametrize(
    "text",
    [
        "Residents were warned that the dyke could give way.",
        "Omar was told by Salem that the road was mined.",
        "The rebels were reported to have shelled the market.",
        "Haddad is alleged to have ordered the raid on the camp.",
        "Omar was asked why the pump was sold.",
        "The court heard that the boat had no lights on board.",
        "The mayor never told anyone that the well was foul.",
        "The general would say that the war was won if he could.",
        "The group's denial that it shelled the school was not believed by anyone.",
        "What the mayor said about the dam was soon forgotten.",
    ],
)
def test_what_is_said_to_or_of_one_denied_or_only_possible_is_not_put_into_a_mouth(text: str) -> None:
    assert said(text).claims == ()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "The warden, whose crew had warned that the pier was rotten, said she would close it.",
            [("crew", "the pier was rotten"), ("The warden", "she would close it")],
        ),
        (
            "The skipper, whom the navy accuses of theft, denied the charge.",
            [("the navy", "theft"), ("The skipper", "the charge")],
        ),
        (
            "The skipper, who the navy says looted the barge, said he was asleep.",
            [("the navy", "looted the barge"), ("The skipper", "he was asleep")],
        ),
        (
            "The club, which owns the pier and which said it was safe, called for calm.",
            [("The club", "it was safe"), ("The club", "calm")],
        ),
        ("Bex Quill, whose uncle said he would stay, sold the boat.", [("uncle", "he would stay")]),
    ],
)
def test_a_relative_clause_is_no_speaker(text: str, told: list[tuple[str, str]]) -> None:
    assert [(by(claim), claim.span.text) for claim in ruled(text).claims] == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("No fewer than nine divers said the hull was dry.", [(Stance.SAYS, "the hull was dry")]),
        ("No diver said the hull was dry.", [(Stance.DECLINES, "said the hull was dry")]),
        ("No one at the port denied that the hull was dry.", []),
    ],
)
def test_nobody_refuses_and_denies_nothing_and_a_count_is_somebody(text: str, told: list[tuple[Stance, str]]) -> None:
    assert [(claim.stance, claim.span.text) for claim in ruled(text).claims] == told


@pytest.mark.parametrize(
    "text",
    [
        "What the warden said about the pier was wrong.",
        "The port denied Quill a berth.",
        "If the warden says the pier is safe, the crew will land.",
    ],
)
def test_what_is_supposed_given_or_only_named_is_not_told(text: str) -> None:
    assert ruled(text).claims == ()


@pytest.mark.parametrize(
    ("text", "speaker", "content"),
    [
        (
            "Waves broke the pier, sinking at least nine boats, the warden, Bex Quill, said.",
            "Bex Quill",
            "Waves broke the pier, sinking at least nine boats",
        ),
        ("According to Bex Quill, the mayor of Southgate, the pier is old.", "Bex Quill", "the pier is old"),
        ("According to Bex Quill, the bridge, a relic, is old.", "Bex Quill", "the bridge, a relic, is old"),
        ("SOUTHGATE, Nov 3 – The pier is old, the warden said.", "the warden", "The pier is old"),
        ("The warden denied Monday's reports that it was shut.", "The warden", "Monday's reports that it was shut"),
        ("The gang calls itself the “Sons of the Sea” and says it has nine boats.", "The gang", "it has nine boats"),
        ("No immediate comment was available from the port.", "the port", None),
    ],
)
def test_a_statement_begins_and_a_speaker_ends_where_they_should(text: str, speaker: str, content: str | None) -> None:
    (claim,) = ruled(text).claims
    assert (by(claim), claim.span.text) == (speaker, content or text.removesuffix("."))
