"""What a parse says about verbs, read from parses written by hand."""

from binome.language.syntax import ParsedWord, Predicate, no_verbs, predicates


def parsed(*rows: str) -> tuple[ParsedWord, ...]:
    """Words from rows `form lemma POS features relation head`, head counted from 1, 0 = itself."""
    words = []
    start = 0
    for n, row in enumerate(rows):
        form, lemma, pos, feats, dep, head = row.split()
        morph = dict(f.split("=") for f in feats.split("|")) if feats != "_" else {}
        place = int(head) - 1 if head != "0" else n
        words.append(ParsedWord(start, start + len(form), form, lemma, pos, morph, dep, place))
        start += len(form) + (not form.endswith("'"))
    return tuple(words)


def only(words: tuple[ParsedWord, ...]) -> Predicate:
    (found,) = predicates(words)
    return found


def said(words: tuple[ParsedWord, ...], start: int, end: int) -> str:
    text = ""
    for word in words:
        text = text.ljust(word.start) + word.text
    return text[start:end]


def test_going_to_do_is_one_predicate_of_the_person_who_goes() -> None:
    words = parsed(
        "je moi PRON Number=Sing|Person=1 nsubj 3",
        "ne ne ADV Polarity=Neg advmod 3",
        "vais aller VERB Mood=Ind|Number=Sing|Person=1|Tense=Pres|VerbForm=Fin ROOT 0",
        "pas pas ADV Polarity=Neg advmod 3",
        "t' toi PRON Number=Sing|Person=2 iobj 6",
        "envoyer envoyer VERB VerbForm=Inf xcomp 3",
        "le le DET _ det 8",
        "CV CV NOUN Gender=Masc obj 6",
        "vendredi vendredi NOUN _ obl:mod 6",
    )

    found = only(words)

    assert (found.lemma, found.helper, found.governor) == ("envoyer", "aller", "")
    assert (found.mood, found.tense, found.person, found.is_plural) == ("ind", "pres", 1, False)
    assert found.is_negated
    assert found.link == "main"
    assert found.object is not None
    assert said(words, found.object.start, found.object.end) == "le CV"
    assert found.receiver is not None
    assert found.receiver.is_pronoun
    assert said(words, found.start, found.end) == "envoyer"


def test_an_english_modal_carries_tense_and_mood() -> None:
    will = parsed(
        "I I PRON Number=Sing|Person=1 nsubj 3",
        "will will AUX VerbForm=Fin aux 3",
        "call call VERB VerbForm=Inf ROOT 0",
        "her she PRON Person=3 obj 3",
    )
    could = parsed(
        "could could AUX VerbForm=Fin aux 3",
        "you you PRON Person=2 nsubj 3",
        "send send VERB VerbForm=Inf ROOT 0",
    )

    assert (only(will).helper, only(will).tense, only(will).mood) == ("will", "fut", "ind")
    assert (only(will).person, only(will).is_plural) == (1, False)
    assert (only(could).helper, only(could).mood, only(could).person) == ("could", "cond", 2)


def test_a_perfect_tense_is_told_from_a_present() -> None:
    found = only(
        parsed(
            "j' moi PRON Person=1 nsubj 3",
            "ai avoir AUX Mood=Ind|Person=1|Tense=Pres|VerbForm=Fin aux:tense 3",
            "envoyé envoyer VERB Tense=Past|VerbForm=Part ROOT 0",
        )
    )
    assert found.is_perfect
    assert (found.mood, found.person, found.helper) == ("ind", 1, "")


def test_an_english_perfect_is_no_helped_infinitive() -> None:
    found = only(
        parsed(
            "I I PRON Person=1 nsubj 3",
            "have have AUX Mood=Ind|Person=1|Tense=Pres|VerbForm=Fin aux 3",
            "sent send VERB Tense=Past|VerbForm=Part ROOT 0",
        )
    )
    assert (found.is_perfect, found.helper, found.person) == (True, "", 1)


def test_whoever_needs_somebody_to_do_it_does_not_do_it() -> None:
    words = parsed(
        "I I PRON Person=1 nsubj 2",
        "need need VERB Mood=Ind|Person=1|Tense=Pres|VerbForm=Fin ROOT 0",
        "you you PRON Person=2 obj 2",
        "to to PART _ mark 5",
        "call call VERB VerbForm=Inf xcomp 2",
    )

    needing, called = predicates(words)

    assert (needing.lemma, needing.person) == ("need", 1)
    assert (called.lemma, called.governor, called.helper, called.person) == (
        "call", "need", "", None,
    )  # fmt: skip


def test_an_infinitive_that_another_verb_asks_for_keeps_its_own_predicate() -> None:
    words = parsed(
        "je moi PRON Person=1 nsubj 3",
        "te toi PRON Person=2 iobj 3",
        "demande demander VERB Mood=Ind|Person=1|Tense=Pres|VerbForm=Fin ROOT 0",
        "de de ADP _ mark 5",
        "relire relire VERB VerbForm=Inf xcomp 3",
    )

    asking, asked = predicates(words)

    assert (asking.lemma, asking.person) == ("demander", 1)
    assert (asked.lemma, asked.governor, asked.person) == ("relire", "demander", None)
    assert (asked.mood, asked.link, asked.marker) == ("inf", "complement", "de")


def test_a_condition_is_a_clause_that_si_opens() -> None:
    words = parsed(
        "si si SCONJ _ mark 3",
        "tu toi PRON Person=2 nsubj 3",
        "veux vouloir VERB Mood=Ind|Person=2|Tense=Pres|VerbForm=Fin advcl 5",
        "je moi PRON Person=1 nsubj 5",
        "viens venir VERB Mood=Ind|Person=1|Tense=Pres|VerbForm=Fin ROOT 0",
    )

    condition, consequence = predicates(words)

    assert (condition.marker, condition.link, condition.person) == ("si", "adverbial", 2)
    assert (consequence.marker, consequence.link, consequence.person) == ("", "main", 1)


def test_the_subject_decides_where_the_form_sounds_like_another_person() -> None:
    found = only(
        parsed(
            "tu toi PRON Person=2 nsubj 2",
            "envoie envoyer VERB Mood=Ind|Number=Sing|Person=3|Tense=Pres|VerbForm=Fin ROOT 0",
        )
    )
    assert (found.person, found.is_plural) == (2, False)


def test_a_named_subject_is_a_third_person_and_a_whole_phrase() -> None:
    words = parsed(
        "la le DET _ det 2",
        "coordinatrice coordinatrice NOUN Number=Sing nsubj 6",
        "du de ADP _ case 4",
        "programme programme NOUN _ nmod 2",
        "nous nous PRON _ iobj 6",
        "écrira écrire VERB Mood=Ind|Tense=Fut|VerbForm=Fin ROOT 0",
    )

    found = only(words)

    assert (found.person, found.tense) == (3, "fut")
    assert found.subject is not None
    assert said(words, found.subject.start, found.subject.end) == "la coordinatrice du programme"


def test_an_order_has_a_mood_and_no_subject() -> None:
    found = only(
        parsed("envoie envoyer VERB Mood=Imp|Person=2|VerbForm=Fin ROOT 0", "-le le PRON _ obj 1")
    )
    assert (found.mood, found.subject, found.person) == ("imper", None, 2)


def test_what_is_said_about_a_noun_is_not_part_of_the_object() -> None:
    words = parsed(
        "relis relire VERB Mood=Imp|VerbForm=Fin ROOT 0",
        "la le DET _ det 3",
        "lettre lettre NOUN _ obj 1",
        "que que PRON _ obj 6",
        "tu toi PRON _ nsubj 6",
        "prépares préparer VERB Mood=Ind|VerbForm=Fin acl:relcl 3",
    )

    order, aside = predicates(words)

    assert order.object is not None
    assert said(words, order.object.start, order.object.end) == "la lettre"
    assert aside.link == "relative"


def test_nothing_parsed_says_nothing() -> None:
    assert predicates(()) == ()
    assert no_verbs(()) == frozenset()


def test_nouns_are_found_where_they_begin() -> None:
    words = parsed("une un DET _ det 2", "note note NOUN _ ROOT 0", "courte court ADJ _ amod 2")
    assert no_verbs(words) == {4, 9}
