"""Search for input that makes a target raise: `python -m tests.fuzz.search NAME [options]`.

Needs atheris (`pip install atheris`, Python 3.11 or 3.12), which is no dependency of ours. New
inputs are added to tests/fuzz/corpus/NAME; keep the small ones that reach something new.
"""

import importlib
import sys

from tests.fuzz.targets import TARGETS, main_folder


def main() -> int:
    if len(sys.argv) < 2 or sys.argv[1] not in TARGETS:
        sys.stderr.write(f"name a target: {', '.join(TARGETS)}\n")
        return 2
    try:
        atheris = importlib.import_module("atheris")
    except ImportError:
        sys.stderr.write("install atheris first: pip install atheris\n")
        return 1
    name, *options = sys.argv[1:]
    atheris.instrument_all()
    atheris.Setup([sys.argv[0], main_folder(name), *options], TARGETS[name])
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main())
