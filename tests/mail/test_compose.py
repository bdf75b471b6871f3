"""What the two find in their mailbox."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from binome.config import Settings
from binome.domain.values import NextSession, Participant
from binome.errors import BadInput
from binome.mail.compose import composer
from binome.service.wrapup import Letter
from tests.helpers.pair import CLAIRE, KARIM
from tests.helpers.recaps import NEXT, letter, line, recap

NOW = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
ANGLOPHONE = replace(KARIM, language="en")


def write(about: Letter) -> EmailMessage:
    """Compose the mail and read it again the way a mail program does."""
    link = "https://binome.example.org/s#{}-{}".format
    settings = Settings(mail_from="Binôme <binome@example.org>")
    sent = composer(settings, link, now=lambda: NOW)(about)
    return message_from_bytes(sent.as_bytes(), policy=default)  # type: ignore[return-value]


def text_of(mail: EmailMessage) -> str:
    return mail.get_body(("plain",)).get_content().replace("\u00a0", " ")  # type: ignore


def html_of(mail: EmailMessage) -> str:
    return mail.get_body(("html",)).get_content().replace("\u00a0", " ")  # type: ignore


def seen_in(html: str) -> str:
    class Reader(HTMLParser):
        seen = ""

        def handle_data(self, data: str) -> None:
            self.seen += data + " "

    reader = Reader()
    reader.feed(html.partition("<body")[2])
    return " ".join(reader.seen.split())


def test_the_mail_says_who_wrote_to_whom_about_what() -> None:
    mail = write(letter(KARIM))
    assert mail["To"] == "Karim Haddad <mentee@example.org>"
    assert mail["From"] == "Binôme <binome@example.org>"
    assert mail["Subject"].replace("\u00a0", " ") == (
        "Compte rendu : Chercher un stage (lundi 23 novembre 2026)"
    )
    assert mail["Message-ID"] == "<recap-s1-mentee@example.org>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Content-Language"] == "fr"
    assert mail["Date"].datetime == NOW


@pytest.mark.parametrize("part", [text_of, lambda mail: seen_in(html_of(mail))])
def test_each_action_has_its_owner_its_due_date_its_quote_and_its_moment(part) -> None:
    told = " ".join(part(write(letter(KARIM))).split())
    for words in (
        "Envoyer le CV à jour",
        "Karim Haddad → Claire Morel",
        "mardi 1er décembre 2026",
        "« mardi prochain »",
        "12 min 05 s : « je t’envoie mon CV mardi prochain »",
        "Se parler tous les quinze jours",
        "approuvé par Claire Morel et Karim Haddad",
        "mardi 8 décembre 2026 à 17 h 30 (Europe/Paris)",
        "en visio",
    ):
        assert words in told
    assert "https://binome.example.org/s#s1-mentee" in text_of(write(letter(KARIM)))
    assert 'href="https://binome.example.org/s#s1-mentee"' in html_of(write(letter(KARIM)))


def test_ones_own_actions_come_first() -> None:
    for reader, first, second in (
        (KARIM, "Envoyer le CV", "Relire la lettre"),
        (CLAIRE, "Relire la lettre", "Envoyer le CV"),
    ):
        told = text_of(write(letter(reader)))
        assert told.index(first) < told.index(second)


def test_each_reads_the_own_language() -> None:
    mail = write(letter(ANGLOPHONE))
    told = text_of(mail)
    assert mail["Subject"] == "Recap: Chercher un stage (Monday 23\u00a0November 2026)"
    assert "By when: Tuesday 1 December 2026 (“mardi prochain”)" in told
    assert "Tuesday 8 December 2026 at 17:30" in told
    assert '<html lang="en"' in html_of(mail)
    french_words = ("Bonjour", "Accord", "Ordre du jour", "à préciser")
    assert not [word for word in french_words if word in told + seen_in(html_of(mail))]


@pytest.mark.parametrize("part", [text_of, lambda mail: seen_in(html_of(mail))])
def test_doubtful_lines_stand_apart_and_promise_nothing(part) -> None:
    told = " ".join(part(write(letter(KARIM))).split())
    doubts = told[told.lower().index("à clarifier ces lignes") :]
    assert "Appeler l’école" in doubts
    assert "à préciser" in doubts
    assert "Appeler l’école" not in told[: -len(doubts)]


@pytest.mark.parametrize("part", [text_of, lambda mail: seen_in(html_of(mail))])
def test_the_agenda_shows_planned_and_actual_time(part) -> None:
    told = " ".join(part(write(letter(KARIM))).split())
    assert re.search(r"Prise de contact.{0,4}10 min.{0,4}9 min", told)
    assert "36 min (plus long que prévu)" in told


def test_an_unapproved_recap_says_so() -> None:
    nobody = recap(approved_by=(), approved_by_all=False)
    half = recap(approved_by=("mentor",), approved_by_all=False)
    assert "n’a pas encore été approuvé" in text_of(write(letter(KARIM, nobody)))
    assert "approuvé par Claire Morel seulement" in text_of(write(letter(KARIM, half)))


@pytest.mark.parametrize(
    ("marks", "french", "english"),
    [
        ({"demo": True}, "modèle de démonstration, qui ne comprend que", "Do not rely on it"),
        ({"demo": True, "rehearsal": True}, "transcrites par le modèle de dém", "demonstration"),
        ({"rehearsal": True}, "les voix de cette séance sont synthétiques", "synthetic"),
    ],
)
def test_what_the_demonstration_model_heard_is_marked(marks, french: str, english: str) -> None:
    for reader, words in ((KARIM, french), (ANGLOPHONE, english)):
        mail = write(letter(reader, recap(**marks)))
        for told in (text_of(mail), seen_in(html_of(mail))):
            assert words in " ".join(told.split())
    assert "démonstration" not in text_of(write(letter(KARIM)))


def test_an_empty_session_makes_an_honest_mail() -> None:
    nothing = recap(agreements=(), actions=(), next_session=None)
    mail = write(letter(KARIM, nothing))
    assert "Aucune action n’a été retenue" in text_of(mail)
    assert "Aucun accord n’a été retenu" in html_of(mail)
    assert "clarifier" not in text_of(mail).lower()
    assert not list(mail.iter_attachments())


def test_a_line_emptied_by_an_erasure_is_left_out() -> None:
    erased = recap(actions=(line("", owner=None, due=None, due_words=None, quote=None),))
    assert "Aucune action" in text_of(write(letter(KARIM, erased)))


def test_the_next_session_comes_as_a_calendar_file_with_its_zone() -> None:
    [attached] = write(letter(KARIM)).iter_attachments()
    assert attached.get_content_type() == "text/calendar"
    assert attached.get_filename() == "seance.ics"
    assert attached.get_param("method") == "PUBLISH"
    calendar = Calendar.from_ical(attached.get_content())
    [event] = calendar.walk("VEVENT")
    [zone] = calendar.walk("VTIMEZONE")
    assert zone["TZID"] == "Europe/Paris"
    assert event.decoded("dtstart").isoformat() == "2026-12-08T17:30:00+01:00"
    assert (event.decoded("dtend") - event.decoded("dtstart")).total_seconds() == 2400.0
    assert event["LOCATION"] == "en visio"
    assert event["UID"] == "after-s1@binome"
    assert len(calendar.walk("VALARM")) == 1


def test_a_next_session_nobody_can_read_costs_the_file_not_the_mail() -> None:
    strange = recap(next_session=NextSession("mardi", "Europe/Paris"))
    mail = write(letter(KARIM, strange))
    assert not list(mail.iter_attachments())
    assert "Prochaine séance" not in seen_in(html_of(mail))


def test_the_calendar_cannot_be_given_lines_of_its_own() -> None:
    evil = NextSession(NEXT.starts_at, NEXT.timezone, "ici\r\nATTENDEE:mailto:x@y.z\r\n;,\\")
    [attached] = write(letter(KARIM, recap(next_session=evil))).iter_attachments()
    assert not re.search(r"^ATTENDEE", attached.get_content(), re.MULTILINE)


def test_html_is_a_page_one_can_hear() -> None:
    html = html_of(write(letter(KARIM)))
    assert '<html lang="fr"' in html
    assert html.count("<h1") == 1
    assert html.count("<h2") == 5
    assert '<th scope="col"' in html
    assert "<title>Compte rendu : Chercher un stage</title>" in html
    assert "<img" not in html
    assert "http" not in html.partition("<body")[2].replace("https://binome.example.org", "")


@pytest.mark.parametrize(
    "evil",
    ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}", "&lt;b&gt;"],
)
def test_what_people_wrote_stays_text(evil: str) -> None:
    someone = Participant("mentee", "mentee", evil)
    wild = recap(
        title=evil,
        participants=(CLAIRE, someone),
        actions=(line(evil, quote=evil, due_words=evil),),
        next_session=NextSession(NEXT.starts_at, NEXT.timezone, evil),
    )
    mail = write(letter(someone, wild))
    html = html_of(mail)
    assert "<script" not in html
    assert "<img" not in html
    assert "49" not in seen_in(html).replace(evil, "")
    assert evil in seen_in(html)
    assert evil in text_of(mail)


@settings(max_examples=60, deadline=None)
@given(name=st.text(max_size=120), title=st.text(max_size=200))
def test_no_name_or_title_adds_a_header_or_a_recipient(name: str, title: str) -> None:
    someone = Participant("mentee", "mentee", name)
    mail = write(letter(someone, recap(title=title, participants=(CLAIRE, someone))))
    assert [address.addr_spec for address in mail["To"].addresses] == ["mentee@example.org"]
    assert sorted(key.lower() for key in mail.keys()) == sorted(  # noqa: SIM118 - repeats count
        [
            *("from", "to", "subject", "date", "message-id", "auto-submitted"),
            *("mime-version", "content-type", "content-language"),
        ]
    )


@pytest.mark.parametrize(
    "address",
    ["", "karim", "a@b, c@d", "a@b\r\nBcc: c@d", "é@example.org", "<a@b>", "a b@c", "a@b@c", '"@b'],
)
def test_an_address_that_is_none_is_refused_in_one_sentence(address: str) -> None:
    with pytest.raises(BadInput, match="not an e-mail address") as refusal:
        write(letter(KARIM, address=address))
    assert len(str(refusal.value).splitlines()) == 1


def test_a_sender_that_is_none_is_refused_at_the_start() -> None:
    with pytest.raises(BadInput, match="not an e-mail address"):
        composer(Settings(mail_from="Binôme"))


FORBIDDEN = (
    *("émotion", "emotion", "humeur", "mood", "stress", "sentiment", "engagement", "empathie"),
    *("empathy", "confiance", "confidence", "score", "sincér"),
)


def test_no_mail_template_speaks_of_feelings_or_scores() -> None:
    for reader in (KARIM, ANGLOPHONE):
        for changes in ({}, {"demo": True}, {"approved_by": (), "approved_by_all": False}):
            mail = write(letter(reader, recap(**changes)))
            told = (text_of(mail) + seen_in(html_of(mail))).lower()
            assert not [word for word in FORBIDDEN if word in told]
