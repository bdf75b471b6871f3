from dataclasses import asdict
from typing import Any

import pytest

from binome.domain import commands as c
from binome.domain.mirror import Around, mirror_of, mirror_of_events
from tests.helpers.playbook import pair_in_talk

Entry = tuple[str, float, float, str]


def dialogue(*turns: Entry) -> dict[str, Any]:
    return {
        "schema": "binome.dialogue/1",
        "id": "d",
        "lang": "fr",
        "participants": [{"id": "mentor"}, {"id": "mentee"}],
        "agenda": [
            {"id": "contact", "title": "Contact", "minutes": 10},
            {"id": "subjects", "title": "Sujets", "minutes": 20},
        ],
        "turns": [
            {"id": i, "speaker": speaker, "start": start, "end": end, "text": text}
            for i, (speaker, start, end, text) in enumerate(turns, start=1)
        ],
    }


LONG = "je parle et je raconte encore " * 20


def test_talk_share_counts_speech_not_silence_and_goes_by_agenda_item() -> None:
    talk = dialogue(
        ("mentor", 0, 30, LONG),
        ("mentee", 40, 50, "d'accord je te suis bien"),
        ("mentee", 60, 90, LONG),
        ("mentor", 100, 110, "merci pour ce récit"),
    )
    labels = {
        "agenda": [
            {"turn": 1, "item": "contact"},
            {"turn": 2, "item": "contact"},
            {"turn": 3, "item": "subjects"},
            {"turn": 4, "item": "subjects"},
        ]
    }
    share = mirror_of(talk, "mentor", labels).talk_share
    assert (share.whole.own, share.whole.others, share.whole.share) == (40, 40, 0.5)
    assert [(part.item, part.share) for part in share.by_item] == [
        ("contact", 0.75),
        ("subjects", 0.25),
    ]
    assert mirror_of(talk, "mentee", labels).talk_share.whole.share == 0.5


def test_talk_share_of_a_live_session_goes_by_the_agendas_clock() -> None:
    book = pair_in_talk()
    book.voice("mentor", 10, 40)
    book.voice("mentee", 41, 51)
    book.until(60)
    book.do("mentor", c.StartItem("subjects"))
    book.voice("mentee", 70, 90)
    by_item = mirror_of_events(book.log, "mentor").talk_share.by_item
    assert [(part.item, part.own, part.others, part.share) for part in by_item] == [
        ("contact", 30, 10, 0.75),
        ("subjects", 0, 20, 0),
    ]


def test_an_item_nobody_spoke_on_has_no_share() -> None:
    assert mirror_of_events(pair_in_talk().log, "mentor").talk_share.whole.share is None


def test_receipts_and_short_pauses_do_not_end_a_long_run() -> None:
    talk = dialogue(
        ("mentor", 0, 70, LONG),
        ("mentee", 70.2, 71.5, "oui d'accord"),
        ("mentor", 71.4, 140, LONG),
        ("mentee", 145, 160, "je voudrais revenir sur ce point"),
        ("mentor", 161, 181, LONG),
    )
    runs = mirror_of(talk, "mentor").long_runs
    assert runs.count == 1
    assert [(run.seconds, run.passage.turn) for run in runs.runs] == [(140, 1)]
    assert runs.runs[0].passage.quote.startswith("je parle et je raconte")


def test_the_longest_run_is_shown_even_when_none_is_long() -> None:
    talk = dialogue(("mentor", 0, 20, LONG), ("mentee", 21, 60, LONG), ("mentor", 61, 70, LONG))
    runs = mirror_of(talk, "mentor").long_runs
    assert (runs.count, [run.seconds for run in runs.runs]) == (0, [20])


def test_a_real_turn_of_the_other_ends_a_run() -> None:
    talk = dialogue(
        ("mentor", 0, 70, LONG),
        ("mentee", 69.9, 71.3, "attends je voudrais dire quelque chose"),
        ("mentor", 71.4, 140, LONG),
    )
    assert mirror_of(talk, "mentor").long_runs.count == 0


def test_interruptions_are_counted_both_ways_with_both_passages() -> None:
    talk = dialogue(
        ("mentee", 0, 10, "je voulais te raconter comment la réunion"),
        ("mentor", 9.5, 15, "oui mais il faut d'abord préparer"),
        ("mentee", 16, 20, "d'accord je comprends"),
    )
    mine = mirror_of(talk, "mentor").interruptions
    assert (len(mine.mine), len(mine.theirs)) == (1, 0)
    assert mine.mine[0].at == 9.5
    assert mine.mine[0].overlap == pytest.approx(0.5)
    assert mine.mine[0].cut.quote.endswith("la réunion")
    assert mine.mine[0].came_in.quote.startswith("oui mais il faut")
    theirs = mirror_of(talk, "mentee").interruptions
    assert (len(theirs.mine), len(theirs.theirs)) == (0, 1)


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        (("mentor", 9.9, 15, "oui mais il faut d'abord"), "less than 0.2 s over the other"),
        (("mentor", 5, 15, "oui mais il faut d'abord"), "the other went on for more than a second"),
        (("mentor", 9.5, 10.4, "il faut d'abord voir"), "held for less than a second"),
        (("mentor", 9.5, 11, "ah oui"), "a receipt"),
        (("mentor", 10.2, 15, "il faut d'abord préparer"), "after the other had finished"),
    ],
)
def test_what_is_no_interruption(entry: Entry, why: str) -> None:
    talk = dialogue(("mentee", 0, 10, LONG), entry)
    assert mirror_of(talk, "mentor").interruptions.mine == (), why


def test_a_receipt_named_by_the_minutes_is_no_interruption() -> None:
    talk = dialogue(("mentee", 0, 10, LONG), ("mentor", 9.5, 11.5, "ah oui je vois bien"))
    assert len(mirror_of(talk, "mentor").interruptions.mine) == 1
    assert mirror_of(talk, "mentor", {"backchannels": [2]}).interruptions.mine == ()


def test_questions_are_counted_by_form_and_stacked_ones_are_shown() -> None:
    talk = dialogue(
        ("mentor", 0, 10, "Comment s'est passée la réunion ? Et tu es content ?"),
        ("mentee", 11, 280, LONG),
        ("mentor", 281, 284, "C'est clair, non ?"),
        ("mentee", 285, 300, "oui"),
    )
    questions = mirror_of(talk, "mentor").questions
    assert (questions.open, questions.closed, questions.tag) == (1, 1, 1)
    assert questions.open_share == 0.5
    assert questions.per_ten_minutes == pytest.approx(4)
    assert [passage.turn for passage in questions.stacked] == [1]
    assert [asked.passage.quote for asked in questions.asked] == [
        "Comment s'est passée la réunion ?",
        "Et tu es content ?",
        "C'est clair, non ?",
    ]


def test_the_language_layers_reading_of_questions_wins() -> None:
    talk = dialogue(("mentor", 0, 4, "Parle-moi de toi. Tu viens d'où ?"), ("mentee", 5, 9, LONG))
    read = {"questions": [{"turn": 1, "kind": "open"}, {"turn": 1, "kind": "open"}]}
    assert mirror_of(talk, "mentor", read).questions.open == 2
    assert mirror_of(talk, "mentor", {"questions": []}).questions.asked == ()


def test_thinking_time_is_the_silence_after_ones_own_questions() -> None:
    talk = dialogue(
        ("mentor", 0, 4, "Qu'est-ce que tu en penses ?"),
        ("mentee", 8, 12, "je pense que oui"),
        ("mentor", 13, 16, "Et pourquoi ce poste ?"),
        ("mentor", 17, 20, "Je te demande cela pour préparer la suite."),
        ("mentee", 21, 25, "je comprends"),
        ("mentor", 26, 30, "Comment vas-tu faire ? Moi j'aurais attendu."),
        ("mentee", 30.5, 33, "j'hésite"),
    )
    thinking = mirror_of(talk, "mentor").thinking_time
    assert [(round(pause.seconds, 6), pause.ended_by) for pause in thinking.pauses] == [
        (4, "other"),
        (1, "me"),
        (0, "me"),
    ]
    assert (thinking.median, thinking.went_on_myself) == (pytest.approx(1), 2)
    assert thinking.long_share == pytest.approx(1 / 3)
    assert thinking.pauses[0].passage.quote == "Qu'est-ce que tu en penses ?"


def test_an_answer_that_begins_over_the_question_leaves_no_time() -> None:
    talk = dialogue(
        ("mentor", 0, 4, "Qu'est-ce que tu en penses ?"), ("mentee", 3.5, 9, "je pense")
    )
    assert mirror_of(talk, "mentor").thinking_time.pauses[0].seconds == 0


def test_the_networks_delay_is_taken_off_the_others_silence() -> None:
    book = pair_in_talk()
    book.say("mentor", "Qu'est-ce que tu en penses ?")
    book.wait(2)
    book.say("mentee", "Je pense que oui.")
    plain = mirror_of_events(book.log, "mentor").thinking_time
    less = mirror_of_events(book.log, "mentor", around=Around(delay=0.2)).thinking_time
    assert plain.median == pytest.approx(2.4)
    assert less.median == pytest.approx(2.2)


def test_erased_words_leave_no_trace_in_the_mirror() -> None:
    book = pair_in_talk()
    book.say("mentor", "Quel est ton secret ?")
    book.say("mentee", "Un secret que je garde.")
    book.do("mentee", c.EraseLast(60))
    mirror = mirror_of_events(book.log, "mentor")
    assert mirror.questions.asked == ()
    assert mirror.talk_share.whole.share is None
    assert "secret" not in str(asdict(mirror))
