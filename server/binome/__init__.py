"""Binôme: the companion of a remote mentoring call."""

import os

# onnxruntime, which hears where somebody speaks, else keeps events and a device id in ~/.cache for
# its maker. It reads this when it is loaded, so it is said before anything of ours loads it.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
