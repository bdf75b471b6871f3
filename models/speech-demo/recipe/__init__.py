"""The recipe of Binôme's demonstration speech model: own texts, espeak-ng, a small Whisper.

Read in this order: `texts` (what is said), `speech` (how it sounds), `features` (log-mel),
`tokenizer`, `windows` (training examples), `model`, `train`, `export`, `evaluate`. `__main__` runs
them all.
"""
