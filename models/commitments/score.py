"""Score predictions of agreements, actions, agenda and questions against labels (stdlib only).

`score_dialogue` counts one dialogue, `report` turns counts into figures. The rules are those of the
acceptance scorer, kept equal to it by a test. A prediction is what `binome minutes` writes.

Matching of one predicted item p with one gold item g (agreements and actions alike):
  evidence  at least half of p.turns (first 8 distinct ids) lie within one turn of a gold evidence
            turn (core or recap); an item without turns never matches.
  text      sim(p, g) >= 0.30, where sim is the larger of
              (a) the Dice overlap of content stems of p.text with g.text or one of g.alt, and
              (b) half the share of p's content stems that occur in g's core turns (extractive),
                  provided p has two stems or more and one of them occurs in g.text or g.alt.
            Content stems: lower case, no accents, stop words removed, numbers as digits, first
            five letters.
  one-to-one, greedy by sim + 0.25 * Jaccard(turns) + 0.05 * same owner. A second prediction of the
  same gold item is a false positive (counted as duplicate). Gold items marked optional give neither
  hits, misses nor false positives.
Strict scores keep the type (action / agreement); "commitments" ignores it. "actions_full" is the F1
where a hit also needs the right owner and an accepted due date.
"""

import itertools
import re
from collections import Counter, defaultdict

from models.commitments.words import en_number, fold, fr_number, tokens

SIM_MIN, NEAR = 0.30, 1
KINDS = ("open", "closed", "tag")
STOP = set(
    fold("""
a à au aux avec ce ces cet cette ça cela d dans de des du elle elles en et est eu eux euh hein
il ils j je l la le les leur leurs lui m ma mais me même mes moi mon n ne nos notre nous on ont
ou où par pas pour qu que quel quelle qui quoi s sa se ses si son sont sur t ta te tes toi ton
tu un une vos votre vous y ai as a avons avez suis es sommes êtes sera serait être avoir fait
faire fais ben bon alors donc puis plus très bien oui non ok d'accord the a an and or of to in
on at for with by from is are was were be been am do does did have has had i you he she it we
they me him her us them my your his its our their this that these those so if as um uh er em
yeah yes no ok okay right well just then there here what which who will would can could should
""").split()
)


def stems(text, lang):
    out, words, i = set(), [], 0
    for w in tokens(text.replace("\u2019", "'")):
        words += [w] if re.search(r"\d", w) else re.split(r"'", w)
    num = fr_number if lang == "fr" else en_number
    while i < len(words):
        r = num(words[i:])
        if r:
            out.add(re.sub(r"\D", "", str(r[0])) or str(r[0]))
            i += r[1]
            continue
        m = re.fullmatch(r"(\d+)(?:h|e|er|ème|th|st|nd|rd)?", words[i])
        if m:
            out.add(m[1])
        else:
            for p in words[i].split("-"):
                p = fold(p)
                if len(p) > 1 and p not in STOP:
                    out.add(p[:5])
        i += 1
    return out


def dice(a, b):
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0


class Gold:
    """The labels of one dialogue, prepared for matching; `dialogues` are its forms."""

    def __init__(self, gold, dialogues):
        self.g = gold
        self.lang = gold["lang"]
        texts = defaultdict(str)
        for dialogue in dialogues:
            for t in dialogue["turns"]:
                texts[t["id"]] += " " + t["text"]
            self.dur = {t["id"]: t["end"] - t["start"] for t in dialogue["turns"]}
        self.prep = {}
        for kind in ("actions", "agreements"):
            for x in self.g[kind]:
                variants = [stems(v, self.lang) for v in [x["text"], *x["alt"]]]
                keys = set().union(*variants)
                ev = keys.union(*(stems(texts[t], self.lang) for t in x["core"]))
                near = {t + k for t in x["turns"] for k in range(-NEAR, NEAR + 1)}
                self.prep[kind, x["id"]] = (variants, keys, ev, near)


def similarity(p, prep):
    variants, keys, ev, _ = prep
    a = max(dice(p, v) for v in variants)
    b = 0.5 * len(p & ev) / len(p) if len(p) >= 2 and p & keys else 0.0
    return max(a, b), a


def match(preds, golds, gold):
    """Return pairs (prediction, gold, sim, dice) and, per prediction, the gold ids it could be."""
    cand, seen = [], defaultdict(list)
    for pi, (_, p) in enumerate(preds):
        turns = list(dict.fromkeys(int(t) for t in p.get("turns") or []))[:8]
        ps = stems(str(p.get("text") or ""), gold.lang)
        if not turns or not ps:
            continue
        for gi, (kind, g) in enumerate(golds):
            prep = gold.prep[kind, g["id"]]
            if 2 * sum(t in prep[3] for t in turns) < len(turns):
                continue
            s, d = similarity(ps, prep)
            if s < SIM_MIN:
                continue
            jac = len(set(turns) & set(g["turns"])) / len(set(turns) | set(g["turns"]))
            bonus = 0.05 if p.get("owner") and p.get("owner") == g.get("owner") else 0.0
            cand.append((s + 0.25 * jac + bonus, -pi, -gi, s, d))
            seen[pi].append(gi)
    used_p, used_g, out = set(), set(), []
    for _, a, b, s, d in sorted(cand, reverse=True):
        if -a in used_p or -b in used_g:
            continue
        used_p.add(-a)
        used_g.add(-b)
        out.append((-a, -b, s, d))
    return out, seen


def prf(tp, fp, fn):
    p = tp / (tp + fp) if tp + fp else 0.0
    r = tp / (tp + fn) if tp + fn else 0.0
    return p, r, (2 * p * r / (p + r) if p + r else 0.0)


def score_dialogue(pred, gold):
    g, c = gold.g, Counter()
    preds = {k: [(k, x) for x in pred.get(k) or []] for k in ("actions", "agreements")}
    golds = {k: [(k, x) for x in g[k]] for k in ("actions", "agreements")}
    wrong = []
    for name, ps, gs in (
        ("actions", preds["actions"], golds["actions"]),
        ("agreements", preds["agreements"], golds["agreements"]),
        (
            "commitments",
            preds["actions"] + preds["agreements"],
            golds["actions"] + golds["agreements"],
        ),
    ):
        pairs, seen = match(ps, gs, gold)
        hit = [x for x in pairs if not gs[x[1]][1]["optional"]]
        opt = {x[0] for x in pairs if gs[x[1]][1]["optional"]}
        tp = len(hit)
        c[name, "tp"] += tp
        c[name, "fp"] += len(ps) - len(pairs)
        c[name, "fn"] += sum(not x["optional"] for _, x in gs) - tp
        paired = {x[0] for x in pairs}
        c[name, "dup"] += sum(1 for pi in seen if pi not in paired)
        c[name, "dice"] += sum(x[3] for x in hit)
        if name == "commitments":
            wrong = [p for k, (_, p) in enumerate(ps) if k not in paired and k not in opt]
        if name == "agreements":
            for pi, gi, *_ in hit:
                x = gs[gi][1]
                if x["due"] and "due" in ps[pi][1]:
                    c["agreements", "due_n"] += 1
                    c["agreements", "due_ok"] += ps[pi][1]["due"] in x["due_accept"]
        if name == "actions":
            for pi, gi, *_ in hit:
                p, x = ps[pi][1], gs[gi][1]
                own = p.get("owner") == x["owner"]
                due = p.get("due") or None
                ok = due in x["due_accept"] if x["due"] else due is None
                c["owner_ok"] += own
                c["inverted"] += {p.get("owner"), x["owner"]} == {"mentor", "mentee"}
                c["due_ok"] += ok
                c["due_exact"] += due == x["due"]
                c["dated_n"] += bool(x["due"])
                c["dated_ok"] += bool(x["due"]) and ok
                c["full"] += own and ok
    for d in g["distractors"]:
        hit = any({int(t) for t in p.get("turns") or []} & set(d["turns"]) for p in wrong)
        c["dis_n", d["type"]] += 1
        c["dis_hit", d["type"]] += hit
    want = {x["turn"]: x["item"] for x in g["agenda"]}
    got = {int(x["turn"]): x["item"] for x in pred.get("agenda") or []}
    for t, item in want.items():
        ok = got.get(t) == item
        c["ag_n"] += 1
        c["ag_ok"] += ok
        c["ag_s"] += gold.dur[t]
        c["ag_s_ok"] += gold.dur[t] * ok
        if item != "off":
            c["agi_n"] += 1
            c["agi_ok"] += ok
    ids = sorted(want)

    def bounds(m):
        return [b for a, b in itertools.pairwise(ids) if m.get(a) != m.get(b)]

    gb, pb = bounds(want), bounds(got) if got else []
    free = list(gb)
    for b in pb:
        near = [x for x in free if abs(x - b) <= 2]
        if near:
            free.remove(min(near, key=lambda x: abs(x - b)))
            c["bd", "tp"] += 1
        else:
            c["bd", "fp"] += 1
    c["bd", "fn"] += len(free)
    gq, pq, ign = (
        defaultdict(Counter),
        defaultdict(Counter),
        Counter(x["turn"] for x in g["questions_ignored"]),
    )
    for x in g["questions"]:
        gq[x["turn"]][x["kind"]] += 1
    for x in pred.get("questions") or []:
        if x.get("kind") in KINDS:
            pq[int(x["turn"])][x["kind"]] += 1
    for t in set(gq) | set(pq):
        left = Counter()
        for k in KINDS:
            tp = min(gq[t][k], pq[t][k])
            c["q", k, "tp"] += tp
            c["q", k, "fn"] += gq[t][k] - tp
            left[k] = pq[t][k] - tp
        spare = ign[t]
        for k in KINDS:
            drop = min(spare, left[k])
            spare -= drop
            c["q", k, "fp"] += left[k] - drop
        n_g, n_p = sum(gq[t].values()), sum(pq[t].values())
        tp = min(n_g, n_p)
        c["qd", "tp"] += tp
        c["qd", "fn"] += n_g - tp
        c["qd", "fp"] += max(0, n_p - tp - ign[t])
    if "backchannels" in pred:
        b, e = set(g["backchannels"]), {int(x) for x in pred["backchannels"]}
        c["bc", "n"] += 1
        c["bc", "tp"] += len(b & e)
        c["bc", "fp"] += len(e - b)
        c["bc", "fn"] += len(b - e)
    if "speaking_time" in pred:
        c["st_n"] += 1
        c["st_err"] += abs(
            pred["speaking_time"]["mentor_share"] - g["speaking_time"]["mentor_share"]
        )
    return c


def report(c):
    r = {}
    for k in ("actions", "agreements", "commitments"):
        tp = c[k, "tp"]
        p, rec, f = prf(tp, c[k, "fp"], c[k, "fn"])
        r[k] = {
            "precision": p,
            "recall": rec,
            "f1": f,
            "tp": tp,
            "fp": c[k, "fp"],
            "fn": c[k, "fn"],
            "duplicates": c[k, "dup"],
            "text_dice": c[k, "dice"] / tp if tp else 0.0,
        }
    tp = c["actions", "tp"]
    r["actions"].update(
        owner_accuracy=c["owner_ok"] / tp if tp else 0.0,
        due_accuracy=c["due_ok"] / tp if tp else 0.0,
        due_exact=c["due_exact"] / tp if tp else 0.0,
        inverted=c["inverted"] / tp if tp else 0.0,
        due_accuracy_dated=c["dated_ok"] / c["dated_n"] if c["dated_n"] else 0.0,
    )
    p, rec, f = prf(
        c["full"], tp + c["actions", "fp"] - c["full"], tp + c["actions", "fn"] - c["full"]
    )
    r["actions_full"] = {"precision": p, "recall": rec, "f1": f}
    if c["agreements", "due_n"]:
        r["agreements"]["due_accuracy"] = c["agreements", "due_ok"] / c["agreements", "due_n"]
    types = sorted(k[1] for k in c if isinstance(k, tuple) and k[0] == "dis_n")
    n = sum(c["dis_n", t] for t in types)
    r["distractors"] = {
        "hit_rate": sum(c["dis_hit", t] for t in types) / n if n else 0.0,
        "by_type": {t: [c["dis_hit", t], c["dis_n", t]] for t in types},
    }
    r["agenda"] = {
        "turn_accuracy": c["ag_ok"] / c["ag_n"],
        "time_accuracy": c["ag_s_ok"] / c["ag_s"],
        "turn_accuracy_items_only": c["agi_ok"] / c["agi_n"],
        "boundary_f1_tol2": prf(c["bd", "tp"], c["bd", "fp"], c["bd", "fn"])[2],
    }
    q = {
        k: dict(
            zip(
                ("precision", "recall", "f1"),
                prf(c["q", k, "tp"], c["q", k, "fp"], c["q", k, "fn"]),
                strict=False,
            )
        )
        for k in KINDS
    }
    r["questions"] = {
        "macro_f1": sum(q[k]["f1"] for k in KINDS) / 3,
        "detection_f1": prf(c["qd", "tp"], c["qd", "fp"], c["qd", "fn"])[2],
        **q,
    }
    if c["bc", "n"]:
        r["backchannels"] = dict(
            zip(
                ("precision", "recall", "f1"),
                prf(c["bc", "tp"], c["bc", "fp"], c["bc", "fn"]),
                strict=False,
            )
        )
    if c["st_n"]:
        r["speaking_time"] = {"mean_abs_error": c["st_err"] / c["st_n"]}
    return r


def headline(r):
    return {
        "actions_f1": r["actions"]["f1"],
        "agreements_f1": r["agreements"]["f1"],
        "commitments_f1": r["commitments"]["f1"],
        "actions_full_f1": r["actions_full"]["f1"],
        "owner": r["actions"]["owner_accuracy"],
        "due": r["actions"]["due_accuracy"],
        "distractor_hits": r["distractors"]["hit_rate"],
        "agenda": r["agenda"]["turn_accuracy"],
        "questions_macro": r["questions"]["macro_f1"],
    }


def total(counts):
    """Return the sum of the counts of several dialogues."""
    c = Counter()
    for x in counts:
        c.update(x)
    return c
