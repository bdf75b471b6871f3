"""Local agreement: two readings must agree, and what was committed stays."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from binome.domain.values import Word
from binome.speech.agreement import Agreement

VOCABULARY = ["je", "vais", "écrire", "trois", "exemples", "avant", "vendredi", "oui"]


def words(text: str, p: float = 0.9) -> list[Word]:
    return [Word(one, at * 0.3, at * 0.3 + 0.25, p) for at, one in enumerate(text.split())]


def texts(some) -> list[str]:
    return [word.text for word in some]


def test_a_word_is_committed_once_two_readings_agree_on_it() -> None:
    agreement = Agreement("fr")
    assert texts(agreement.hear(words("Je vais écrire")).committed) == []
    step = agreement.hear(words("Je vais relire trois"))
    assert texts(step.committed) == ["Je", "vais"]
    assert texts(step.tail) == ["relire", "trois"]


def test_case_punctuation_and_apostrophes_do_not_stand_in_the_way_of_agreement() -> None:
    agreement = Agreement("fr")
    agreement.hear(words("d’accord, merci claire"))
    assert texts(agreement.hear(words("D'accord. Merci Claire")).committed) == [
        "D'accord.",
        "Merci",
    ]


def test_the_very_last_word_of_a_reading_waits_because_it_may_be_cut() -> None:
    agreement = Agreement("fr")
    agreement.hear(words("Je vais écri."))
    step = agreement.hear(words("Je vais écri."))
    assert texts(step.committed) == ["Je", "vais"]
    assert texts(step.tail) == ["écri."]


def test_a_doubtful_word_needs_three_readings() -> None:
    agreement = Agreement("fr")
    reading = [Word("tu", 0, 0.2, 0.9), Word("veux", 0.2, 0.5, 0.3), Word("veux", 0.5, 0.8, 0.9)]
    agreement.hear(reading)
    assert texts(agreement.hear(reading).committed) == ["tu"]
    assert texts(agreement.hear([*reading, Word("bien", 1, 2)]).committed) == ["veux", "veux"]


def test_the_last_reading_of_a_turn_commits_everything() -> None:
    agreement = Agreement("fr")
    agreement.hear(words("Oui ça me"))
    assert texts(agreement.hear(words("Oui ça me va"), final=True).committed) == [
        "Oui",
        "ça",
        "me",
        "va",
    ]


def test_the_tail_is_shown_up_to_the_first_doubtful_word() -> None:
    reading = [Word("je", 0, 0.2, 0.9), Word("vois", 0.2, 0.5, 0.4), Word("bien", 0.5, 0.8, 0.95)]
    assert texts(Agreement("fr").hear(reading).tail) == ["je"]


def test_a_committed_word_heard_otherwise_later_is_neither_changed_nor_said_twice() -> None:
    agreement = Agreement("fr")
    agreement.hear(words("Je vais écrire trois exemples"))
    agreement.hear(words("Je vais écrire trois exemples"))
    step = agreement.hear(words("Je vais récrire trois exemples concrets"))
    assert texts(step.committed) == ["exemples"]
    step = agreement.hear(words("Je vais récrire trois exemples concrets"), final=True)
    assert texts(step.committed) == ["concrets"]


def test_words_at_a_cut_heard_again_are_dropped_but_not_after_a_silence() -> None:
    agreement = Agreement("fr")
    agreement.hear(words("On se revoit lundi"), final=True)
    agreement.cut(0, at=0.0)
    assert texts(agreement.hear(words("lundi à midi"), final=True).committed) == ["à", "midi"]
    agreement.rest()
    assert texts(agreement.hear(words("à midi oui"), final=True).committed) == ["à", "midi", "oui"]


readings = st.lists(
    st.tuples(
        st.lists(
            st.builds(
                Word,
                st.sampled_from(VOCABULARY),
                st.floats(0, 9),
                st.floats(0, 10),
                st.floats(0, 1),
            ),
            max_size=12,
        ),
        st.booleans(),
        st.integers(0, 3),
    ),
    max_size=12,
)


@given(readings)
def test_committed_words_only_ever_grow_and_their_times_never_go_back(history) -> None:
    agreement = Agreement("fr")
    before: list[Word] = []
    for reading, final, kept in history:
        step = agreement.hear(reading, final=final)
        assert agreement.committed == before + list(step.committed)
        before = list(agreement.committed)
        if final:
            assert not step.tail
            agreement.cut(min(kept, len(agreement.still_inside)), at=1.0)
    starts = [word.start for word in before]
    assert starts == sorted(starts)
    assert all(one.end <= other.start for one, other in pairwise(before))


@given(st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=30), st.integers(1, 4))
def test_a_speaker_heard_well_is_transcribed_to_the_letter(said, step) -> None:
    agreement = Agreement("fr")
    for until in range(step, len(said) + step, step):
        agreement.hear(words(" ".join(said[:until])))
    agreement.hear(words(" ".join(said)), final=True)
    assert texts(agreement.committed) == said


def test_where_readings_are_rare_one_settles_what_lies_well_behind() -> None:
    agreement = Agreement("fr")
    reading = [Word("un", 0, 0.4, 0.9), Word("deux", 0.5, 1.0, 0.9), Word("trois", 2.0, 2.4, 0.9)]
    step = agreement.hear(reading, until=2.5)
    assert [word.text for word in step.committed] == ["un", "deux"]
    assert [word.text for word in step.tail] == ["trois"]


def test_an_unlikely_word_is_never_settled_by_one_reading() -> None:
    agreement = Agreement("fr")
    step = agreement.hear([Word("un", 0, 0.4, 0.5), Word("deux", 0.5, 1.0, 0.9)], until=9.0)
    assert step.committed == ()
