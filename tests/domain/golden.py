"""Golden sessions: events, and the picture after them, for the reducers in Python and TypeScript.

`python -m tests.domain.golden` (with server/ on the path) rewrites tests/web/golden; a test fails
when the files are stale. Each file: `{"name", "events": […], "views": {"<events taken>": view}}`.
"""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from binome.domain import commands as c
from binome.domain.ledger import Legacy
from binome.domain.session import Session
from binome.domain.values import AgendaItem, Commitment, NextSession
from tests.helpers.playbook import (
    GUEST,
    MENTEE,
    MENTOR,
    OBSERVER,
    Playbook,
    action,
    minutes,
    pair_in_talk,
    spoken,
)

FOLDER = Path(__file__).parent.parent / "web" / "golden"


def brought_promises() -> Playbook:
    """A note in the lobby opens the log; what the pair promises meanwhile still comes along."""
    old = Commitment("s0.a1", "action", "Lire le guide", "mentee", None, None, None, 0.9)
    kept = Commitment("s0.a2", "action", "Appeler", "mentor", None, None, None, 0.9)
    new = Commitment("s0.b1", "action", "Écrire la lettre", "mentor", "2026-12-01", None, None, 0.9)
    book = Playbook(carried_over=(old, kept))
    book.do("mentor", c.WriteNote("subjects", "Penser au CV"))
    book.do("mentee", c.SettleCommitment("s0.a2", "done"))
    book.bring(Legacy((new, kept), ("s0.b1",), "2026-12-08"))
    book.join("mentor", "mentee")
    return book


def ordinary_session() -> Playbook:
    """A whole session: captions, commitments, closing by the clock, recap, mail."""
    book = pair_in_talk()
    book.say("mentor", "Bonjour Yanis, comment vas-tu aujourd'hui ?")
    book.say("mentee", "Bonjour Claire, ça va bien, merci.")
    book.revise(book.last_key, spoken("Bonjour Claire, ça va très bien, merci.", 2.55))
    book.until(500)
    book.notice(minutes(item=("subjects", 0.8)))
    book.until(610)
    book.do("mentee", c.StartItem("subjects"))
    book.do("mentor", c.WriteMessage("Le guide : https://exemple.fr/guide"))
    book.say("mentee", "Je vais écrire trois exemples avant vendredi.")
    quote = "je vais écrire trois exemples avant vendredi"
    examples = action(
        "a1", "Écrire trois exemples", "mentee", [3], due="2026-11-27", due_words="avant vendredi",
        quote=quote, span=(610.4, 612.2), confidence=0.9,
    )  # fmt: skip
    letter = action("a2", "Relire la lettre", "mentor", [3], span=(610.4, 612.2), confidence=0.4)
    book.notice(minutes([examples, letter]))
    book.do("mentor", c.ProposeExtension(300))
    book.do("mentee", c.ProposeExtension(300))
    book.until(1900)
    book.do("mentor", c.StartItem("goals"))
    meet = action("g1", "Se revoir dans deux semaines", "both", [3], due="2026-12-08")
    book.notice(minutes([examples], [meet]))
    book.until(3320)
    book.do("mentor", c.CheckAim("subjects", "no"))
    book.do("mentee", c.CheckAim("subjects", "partly"))
    book.do("mentee", c.CheckAim("goals", "yes"))
    book.do("mentee", c.CheckAim("goals", None))
    book.do("mentor", c.ConfirmCommitment("a1"))
    book.do("mentee", c.ConfirmCommitment("a1"))
    book.do("mentor", c.CorrectCommitment("g1", "Se revoir le 8 décembre", "both", "2026-12-08"))
    book.do("mentee", c.ConfirmCommitment("g1"))
    book.do("mentee", c.AddCommitment("action", "Lire le guide", "mentee", "2026-12-01"))
    book.do("mentee", c.UnconfirmCommitment(book.last_line))
    book.do("mentor", c.SetNextSession(NextSession("2026-12-08T14:00", "Europe/Paris", "en ligne")))
    book.wait(30)
    book.do("mentor", c.HangUp())
    book.do("mentor", c.ApproveRecap())
    book.do("mentee", c.DismissCommitment(book.last_line))
    book.do("mentor", c.ApproveRecap())
    book.do("mentee", c.ApproveRecap())
    book.mailed("mentor", "mentee")
    return book


def corrected_recap() -> Playbook:
    """A recap that is corrected after its mails, and a promise kept meanwhile."""
    book = ordinary_session()
    book.wait(60)
    book.do("mentee", c.SettleCommitment("a1", "done"))
    book.do("mentee", c.AddCommitment("agreement", "Se tutoyer", "both"))
    book.do("mentor", c.ApproveRecap())
    book.mailed("mentor")
    book.do("mentor", c.SettleCommitment("a1", "open"))
    return book


def off_the_record() -> Playbook:
    """Pauses, an erased passage, a faulty recogniser, a lost person, a consent taken back."""
    book = pair_in_talk()
    book.say("mentor", "On peut parler librement ici.")
    book.say("mentee", "Oui, je vais en parler à ma responsable demain.")
    talk = action("a1", "Parler à la responsable", "mentee", [2], span=(2.0, 4.2))
    book.notice(minutes([talk]))
    book.wait(1)
    book.begin_voice("mentor")
    book.wait(1.5)
    book.do("mentee", c.PauseTranscription())
    book.hear("mentee", "Ceci reste entre nous.")
    book.wait(20)
    book.do("mentor", c.ResumeTranscription())
    book.say("mentee", "Je reprends, ma question est simple.")
    book.say("mentor", "Je t'écoute.")
    book.do("mentee", c.WriteMessage("À effacer"))
    book.do("mentor", c.EraseLast(3))
    book.do("mentee", c.WriteMessage("À retirer avec mon accord"))
    book.do("mentor", c.WriteMessage("À garder"))
    book.say("mentor", "Parlons d'autre chose.")
    book.wait(5)
    book.interrupt(since=book.now - 4)
    book.leave("mentee", "lost")
    book.wait(30)
    book.join("mentee")
    book.say("mentee", "Me revoilà.")
    book.do("mentee", c.WithdrawConsent())
    book.wait(10)
    book.do("mentee", c.GiveConsent("consent-fr-1"))
    book.say("mentee", "Finalement, je veux bien.")
    book.do("mentor", c.PauseTranscription())
    book.wait(8)
    book.do("mentor", c.HangUp())
    return book


def late_guest() -> Playbook:
    """A guest and an observer: the guest's arrival stops the transcription until he agrees."""
    carried = Commitment(
        "old-1", "action", "Envoyer le plan", "mentee", "2026-11-20", "vendredi", None, 0.9
    )
    kept = Commitment("old-2", "action", "Lire", "mentor", None, None, None, 0.9)
    book = Playbook(
        participants=(MENTOR, MENTEE, GUEST, OBSERVER),
        carried_over=(carried, kept),
        already_done=("old-2",),
    )
    book.do("mentee", c.WriteNote("subjects", "Parler du stage"))
    book.do("mentor", c.WriteNote("subjects", "Rapporter le livre"))
    book.do("mentee", c.WriteNote("subjects", "Parler du stage à Lyon"))
    book.do("mentor", c.WriteNote("subjects", ""))
    book.join("observer", "mentor")
    book.agree("mentor")
    book.wait(30)
    book.join("mentee")
    book.agree("mentee")
    book.say("mentor", "Bienvenue à tous les deux.")
    book.join("guest-1")
    book.hear("mentor", "Personne ne note ceci.")
    book.agree("guest-1")
    book.say("guest-1", "Merci de m'accueillir.")
    book.do("guest-1", c.ConfirmCommitment("old-1"))
    book.leave("guest-1")
    book.do("guest-1", c.SettleCommitment("old-1", "dropped"))
    book.do("mentor", c.DismissCommitment("old-1"))
    book.notice(minutes(item=("goals", 0.95)))
    book.do("mentee", c.DeclineSuggestion("goals"))
    book.wait(61)
    book.notice(minutes(item=("goals", 0.95)))
    book.do("mentee", c.StartItem("goals"))
    book.do("mentor", c.OpenClosing())
    book.do("mentor", c.StartItem("goals"))
    book.leave("mentee")
    book.leave("mentor")
    book.leave("observer")
    book.wait(700)
    return book


def short_boxes() -> Playbook:
    """A rehearsal's agenda of two minutes: warnings, proposals that change, extension late."""
    agenda = (
        AgendaItem("contact", "Contact", 30),
        AgendaItem("subjects", "Sujets", 60),
        AgendaItem("recap", "Compte rendu", 20, is_closing=True),
    )
    book = pair_in_talk(agenda=agenda, rehearsal=True)
    book.until(28)
    book.do("mentor", c.ProposeExtension(10))
    book.do("mentor", c.ProposeExtension(20))
    book.do("mentee", c.ProposeExtension(40))
    book.until(52)
    book.do("mentee", c.ProposeExtension(5))
    book.do("mentee", c.StartItem("subjects"))
    book.until(75)
    book.do("mentor", c.StartItem("contact"))
    book.do("mentor", c.StartItem("subjects"))
    book.until(140)
    book.do("mentee", c.SetNextSession(NextSession("2026-12-08T14:00", "Europe/Paris")))
    book.do("mentee", c.SetNextSession(None))
    book.do("mentee", c.HangUp())
    book.prepare_next("mentee", "s2")
    return book


def after_a_cut() -> Playbook:
    """Words said while a connection was down arrive afterwards and stand where they were said."""
    book = pair_in_talk()
    book.say("mentor", "Raconte-moi ta semaine.")
    book.leave("mentee", "lost")
    book.until(12)
    book.say("mentor", "Tu m'entends ?")
    book.join("mentee")
    book.until(20)
    book.begin_voice("mentee")
    book.late("mentee", "J'ai fini la maquette", 5)
    book.until(21)
    book.say("mentee", "Me revoilà.")
    book.late("mentee", "la maquette et je l'ai montrée", 5.5)
    book.revise("mentee~5.00", spoken("J'ai fini la maquette.", 5))
    return book


STORIES = {
    "ordinary-session": ordinary_session,
    "brought-promises": brought_promises,
    "corrected-recap": corrected_recap,
    "off-the-record": off_the_record,
    "late-guest": late_guest,
    "short-boxes": short_boxes,
    "after-a-cut": after_a_cut,
}


def golden(name: str) -> str:
    """Return the JSON text of one golden file."""
    book = STORIES[name]()
    session, views = Session(), {}
    for taken, event in enumerate(book.log, start=1):
        session.apply(event)
        views[str(taken)] = asdict(session.view())
    return _readable({"name": name, "events": [asdict(e) for e in book.log], "views": views})


def _readable(document: dict[str, Any]) -> str:
    """The document with one line per event and per view, so that a change can be read."""
    events = ",\n".join(_line(event) for event in document["events"])
    views = ",\n".join(f'"{taken}": {_line(view)}' for taken, view in document["views"].items())
    name = _line(document["name"])
    return f'{{"name": {name},\n"events": [\n{events}\n],\n"views": {{\n{views}\n}}}}\n'


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for story in STORIES:
        (FOLDER / f"{story}.json").write_text(golden(story), encoding="utf-8")
        print(story)
