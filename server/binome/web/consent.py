"""The consent text of the lobby: what is transcribed, where it stays, how to say no.

Changing a paragraph changes `VERSION`, which is kept with each agreement. The sentences are
promises: the code keeps them (tests name which). `{days}` is the setting `transcript_days`.
"""

from binome.domain.values import Language

VERSION = "2026-11-2"
USUAL_DAYS = 30
"""Days until the transcript is deleted, unless an operator chose otherwise."""

_TEXT: dict[Language, tuple[str, ...]] = {
    "fr": (
        "Si vous êtes d'accord tous les deux, vos paroles sont transcrites pendant l'appel : "
        "sous-titres, accords et actions repérés, compte rendu à valider ensemble. "
        "La transcription ne commence que lorsque chacun a accepté, pour cette séance seulement. "
        "Si la connexion se coupe, votre page garde en mémoire la dernière minute de votre micro "
        "et l'envoie à son retour.",
        "Vous pouvez refuser : l'appel, l'ordre du jour et le compte rendu écrit à la main "
        "fonctionnent de la même façon, et personne n'a à se justifier.",
        "« Hors micro » suspend la transcription à l'instant pour vous deux. Vous pouvez aussi "
        "effacer les dernières minutes, ou retirer votre accord : vos paroles de la séance sont "
        "alors effacées.",
        "Aucun son ni aucune image n'est enregistré. Le texte reste sur le serveur de votre "
        "organisation, n'est lu que par vous deux et est supprimé {days} jours après la séance.",
        "Les messages que vous vous écrivez sont gardés avec la séance, que vous acceptiez la "
        "transcription ou non. Vous les lisez tous les deux ; ils sont effacés avec les paroles "
        "du même passage, quand leur auteur retire son accord, et supprimés {days} jours après "
        "la séance. Hors micro, rien ne peut être écrit.",
        "L'appel est chiffré en transit (TLS, DTLS-SRTP) ; le serveur de votre organisation "
        "déchiffre l'audio en mémoire pour le transcrire. Ce n'est pas du chiffrement de bout "
        "en bout.",
        "Sous-titres et compte rendu sont produits automatiquement et peuvent contenir des "
        "erreurs. Rien n'est déduit de votre voix : ni humeur, ni note, ni classement. Son volume "
        "et sa hauteur ne sont mesurés que si vous activez votre miroir, et pour vous seul·e.",
    ),
    "en": (
        "If both of you agree, what you say is transcribed during the call: captions, agreements "
        "and actions noticed, a recap you validate together. Transcription only starts once each "
        "of you has agreed, for this session only. If the connection is cut, your page keeps the "
        "last minute of your microphone in memory and sends it once it is back.",
        "You may refuse: the call, the agenda and a recap written by hand work just the same, "
        "and nobody has to explain why.",
        "“Off the record” pauses the transcription at once for both of you. You can also erase "
        "the last minutes, or take your agreement back: your words of this session are then "
        "erased.",
        "No sound and no picture is recorded. The text stays on your organisation's server, is "
        "read by the two of you only, and is deleted {days} days after the session.",
        "Messages that you write to each other are kept with the session, whether you agree to "
        "the transcription or not. Both of you read them; they are erased with the words of the "
        "same passage and when their author takes the agreement back, and deleted {days} days "
        "after the session. Off the record nothing can be written.",
        "The call is encrypted in transit (TLS, DTLS-SRTP); your organisation's server decrypts "
        "the audio in memory to transcribe it. This is not end-to-end encryption.",
        "Captions and recap are produced automatically and may contain mistakes. Nothing is "
        "inferred from your voice: no mood, no grade, no ranking. Its loudness and pitch are "
        "measured only if you turn your mirror on, and for you alone.",
    ),
}


def paragraphs(language: Language, days: int = USUAL_DAYS) -> tuple[str, ...]:
    """Return the text in a person's language, one plain sentence or two a paragraph."""
    return tuple(paragraph.format(days=days) for paragraph in _TEXT[language])


def version(days: int = USUAL_DAYS) -> str:
    """Return the name of the text that promises deletion after so many days."""
    return VERSION if days == USUAL_DAYS else f"{VERSION}-{days}d"
