"""Step 3: the trained pipeline becomes an artefact: no path of this machine, checksums listed."""

import json
import shutil
from pathlib import Path

import spacy
from prepare import checksum

DESCRIPTION = (
    "Morphology, lemmas, sentence boundaries and dependencies of spoken and written language, "
    "with or without punctuation."
)


def export(lang: str, model: Path, artefact: Path) -> None:
    """Write the artefact's folder with its `manifest.json`, replacing what was there."""
    nlp = spacy.load(model)
    nlp.config["paths"] = dict.fromkeys(nlp.config["paths"])
    nlp.meta = {
        "lang": lang,
        "name": "binome",
        "version": "1.0.0",
        "description": DESCRIPTION,
        "author": "Binôme",
        "license": "CC BY-SA 4.0",
        "spacy_version": f">={spacy.about.__version__},<3.9.0",
    }
    shutil.rmtree(artefact, ignore_errors=True)
    nlp.to_disk(artefact)
    files = sorted(path for path in artefact.rglob("*") if path.is_file())
    listed = {
        path.relative_to(artefact).as_posix(): {
            "sha256": checksum(path),
            "bytes": path.stat().st_size,
        }
        for path in files
    }
    manifest = {"schema": "binome.model/1", "name": lang, "files": listed}
    text = json.dumps(manifest, indent=2) + "\n"
    (artefact / "manifest.json").write_text(text, encoding="utf-8")
