"""Which treebanks a language is taught and tested with. They are read, never committed."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sources:
    """File names without `.conllu`.

    Of the `dev` files one document in four is held out to choose the best moment of the training;
    the rest is taught. Nothing of the `test` files is ever taught.
    """

    train: tuple[str, ...]
    dev: tuple[str, ...]
    test: tuple[str, ...]


SOURCES = {
    "fr": Sources(
        train=(
            "fr_rhapsodie-train",
            "fr_parisstories-train",
            "fr_gsd-dev",
            "fr_gsd-test",
            "fr_pud-test",
        ),
        dev=("fr_rhapsodie-dev", "fr_parisstories-dev"),
        test=("fr_rhapsodie-test", "fr_parisstories-test", "fr_sequoia-test"),
    ),
    "en": Sources(
        train=("en_ewt-train",),
        dev=("en_ewt-dev",),
        test=("en_ewt-test",),
    ),
}
