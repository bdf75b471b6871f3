"""Folding, tokens and spoken numbers, as the scorer compares texts (stdlib only)."""

import re
import unicodedata


def fold(s):
    return "".join(c for c in unicodedata.normalize("NFD", s) if unicodedata.category(c) != "Mn")


FR_NUM = {
    w: i
    for i, w in enumerate(
        """zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze
quinze seize""".split()  # noqa: SIM905
    )
}
FR_NUM.update(
    vingt=20, trente=30, quarante=40, cinquante=50, soixante=60, septante=70, nonante=90, vingts=20
)
EN_NUM = {
    w: i
    for i, w in enumerate(
        """zero one two three four five six seven eight nine ten eleven twelve thirteen
fourteen fifteen sixteen seventeen eighteen nineteen""".split()  # noqa: SIM905
    )
}
EN_NUM.update(twenty=20, thirty=30, forty=40, fifty=50, sixty=60, seventy=70, eighty=80, ninety=90)
EN_ORD = {
    "second": 2,
    "third": 3,
    "fifteenth": 15,
    "nineteenth": 19,
    "twentieth": 20,
    "twelfth": 12,
}


def fr_number(words):
    """Longest French number at the start of words -> (value, words used)."""
    flat, use = [], []
    for k, w in enumerate(words[:6]):
        parts = w.split("-")
        if not all(p in FR_NUM or p in ("cent", "cents", "mille", "et") for p in parts):
            break
        flat += parts
        use.append((k + 1, len(flat)))
    while use:
        k, n = use[-1]
        seq = flat[:n]
        if seq[-1] != "et" and seq[0] != "et":
            tot = cur = 0
            ok = True
            for p in seq:
                if p == "et":
                    continue
                if p in ("cent", "cents"):
                    cur = (cur or 1) * 100
                elif p == "mille":
                    tot, cur = tot + (cur or 1) * 1000, 0
                elif p in ("vingt", "vingts") and cur % 100 == 4 and "-" in words[0]:
                    cur = cur - 4 + 80
                else:
                    v, low = FR_NUM[p], cur % 100
                    if low and not (
                        (low in (20, 30, 40, 50, 60, 70, 80, 90) and v < 20)
                        or (low == 10 and v in (7, 8, 9))
                    ):
                        ok = False
                    cur += v
            if ok and tot + cur > 1:
                return tot + cur, k
        use.pop()
    return None


def en_number(words):
    w = words[0]
    if w in EN_ORD:
        v = EN_ORD[w]
        return f"{v}{'nd' if v == 2 else 'rd' if v == 3 else 'th'}", 1
    if (w == "twenty" and len(words) > 1 and words[1] == "eighth") or w == "twenty-eighth":
        return "28th", 1 if "-" in w else 2
    if "-" in w and all(p in EN_NUM for p in w.split("-")):
        return str(sum(EN_NUM[p] for p in w.split("-"))), 1
    if w in EN_NUM and EN_NUM[w] > 1:
        return str(EN_NUM[w]), 1
    return None


def tokens(text):
    t = (
        re.sub(r"[«»\"“”(),;:!?]|\.\.\.", " ", text.lower())
        .replace("…", " ")
        .replace("—", " ")
        .replace("–", " ")
    )
    t = re.sub(r"\.(?=\s|$)", " ", t).replace(".", "")
    return [w.strip("'-") if w in ("'", "-") else w for w in t.split() if re.search(r"\w", w)]
