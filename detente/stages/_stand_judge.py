"""What is said of a relation: tone and trend of a noun with all that describes and moves it."""

from __future__ import annotations

from dataclasses import dataclass, field

from detente.stages._stand_words import (
    BETTER,
    EASED,
    SHIFTS,
    WORSE,
    Judged,
    Lexicon,
    entry,
    find_phrase,
    forms,
    known,
    possible,
)
from detente.stages._tree import climb
from detente.types import Sentence, Token

_SUBJECT = frozenset({"nsubj", "csubj"})
_WITHIN = frozenset({"nmod", "compound", "conj", "obl"})


@dataclass
class Verdict:
    """Tone, trend and the words that tell them; `barred` where an act is told instead."""

    tone: str | None = None
    trend: str | None = None
    words: set[int] = field(default_factory=set)
    barred: bool = False

    def take(self, judged: Judged, *words: int) -> None:
        """Set tone and trend, and add the tokens that say so."""
        self.tone, self.trend = judged
        self.words |= set(words)


def governor(sentence: Sentence, index: int, lexicon: Lexicon) -> tuple[int, str, list[int]]:
    """The predicate that a noun belongs to (-1 if none), its part there, nouns on the way."""
    nouns: list[int] = []
    for step in climb(sentence, index)[:5]:
        head, relation = sentence.tokens[step.token], step.relation.split(":")[0]
        if relation in _SUBJECT or (head.upos in ("VERB", "ADJ", "ADV") and relation != "nmod"):
            return step.token, relation, nouns
        if relation not in _WITHIN:
            break
        nouns.append(step.token)
        known = entry(head, lexicon.turns) or entry(head, lexicon.nouns)
        linked = {head.lemma.lower(), head.text.lower()} & lexicon["links"]
        if not known and relation != "conj" and not linked:
            break
    return -1, "", nouns


def judge(sentence: Sentence, index: int, own: Judged | None, lexicon: Lexicon) -> Verdict:
    """How the two parties of the relation noun at `index` stand."""
    tokens = sentence.tokens
    verdict = Verdict(*(own or (None, None)))
    predicate, role, nouns = governor(sentence, index, lexicon)
    once = _attributes(sentence, index, own, verdict, lexicon)
    held = verdict.tone
    bitter = _bitter(sentence, index, lexicon)
    for k in nouns:
        judged = entry(tokens[k], lexicon.turns) or entry(tokens[k], lexicon.nouns)
        if judged:
            if own and own[0] == "hostile" and judged[1]:
                judged = WORSE if judged[0] in ("hostile", "growth") else EASED
            verdict.take(_plain(judged), k)
        _attributes(sentence, k, judged or own, verdict, lexicon)
    barred = any(_act(sentence, k, lexicon) for k in nouns)
    if predicate >= 0:
        _predicate(sentence, index, predicate, role, own, held, verdict, lexicon)
        barred = barred or _asked(sentence, predicate, lexicon)
    if held and (verdict.tone, verdict.trend) in SHIFTS:
        verdict.tone, verdict.trend = moving(held, bitter, (verdict.tone or held, verdict.trend))
    _states(sentence, (index, *nouns), predicate, verdict, lexicon)
    verdict.barred |= barred and verdict.trend in ("improving", "worsening")
    verdict.barred |= any(
        forms(tokens[k]) & lexicon["strange"] for k in sentence.kids(index, "amod", "compound")
    )
    verdict.barred |= any(_over(sentence, k, lexicon) for k in (index, *nouns))
    if once and verdict.tone and once != verdict.tone and verdict.trend is None:
        verdict.trend = "worsening" if once == "friendly" else "improving"
    if verdict.tone and verdict.trend is None and steady(sentence, index, predicate, lexicon):
        verdict.trend = "stable"
    return verdict


def moving(stood: str | None, bitter: bool, judged: Judged) -> Judged:
    """Tone and trend of what stood in a tone and moves: a friendship that cools is one still, an
    enmity that eases too; only tension that eases leaves something neutral."""
    _, trend = judged
    if trend == "worsening" and stood in ("friendly", "neutral"):
        return stood, trend
    if trend == "improving" and (stood == "neutral" or (stood == "hostile" and bitter)):
        return stood, trend
    return judged


def _plain(judged: Judged) -> Judged:
    return BETTER if judged[0] == "growth" else judged


def _attributes(
    sentence: Sentence, noun: int, own: Judged | None, verdict: Verdict, lexicon: Lexicon
) -> str | None:
    """Take the describing words of a noun; the tone of one that no longer holds is returned."""
    once = None
    for k in sentence.kids(noun, "amod", "acl", "advmod", "compound"):
        token = sentence.tokens[k]
        words = {sentence.tokens[g].text.lower() for g in sentence.kids(k, "advmod")}
        words |= {sentence.tokens[k - 1].text.lower()} if k else set()
        found = lexicon.described(token)
        if words & lexicon["once"] or token.text.lower() in lexicon["once"]:
            once = found or once
            continue
        if token.text.lower() in lexicon.comparatives and token.upos in ("ADJ", "ADV", "VERB"):
            verdict.take(lexicon.comparatives[token.text.lower()], k)
        elif token.upos in ("VERB", "ADJ") and not found:
            moved = _moved(token, own, True, lexicon)
            if moved:
                verdict.take(moved, k)
        elif found and own is None:
            verdict.tone = verdict.tone or found
            verdict.words.add(k)
        elif found and own and found == own[0]:
            verdict.words.add(k)
        if found and words & lexicon["stable"]:
            verdict.trend = verdict.trend or "stable"
    return once


def _bitter(sentence: Sentence, noun: int, lexicon: Lexicon) -> bool:
    """Whether a noun, or what describes it, tells enmity, not just tension."""
    words = [noun, *sentence.kids(noun, "amod", "acl", "compound")]
    return any(known(sentence.tokens[k], lexicon["bitter"]) for k in words)


def _predicate(
    sentence: Sentence,
    index: int,
    predicate: int,
    role: str,
    own: Judged | None,
    held: str | None,
    verdict: Verdict,
    lexicon: Lexicon,
) -> None:
    tokens = sentence.tokens
    if role == "obl" and tokens[predicate].upos == "VERB":
        return
    around = [predicate]
    for k in sentence.kids(predicate, "advmod", "xcomp", "obl", "obj", "nmod", "ccomp"):
        if index not in sentence.subtree(k):
            around += [k, *sentence.kids(k, "amod", "advmod", "nmod", "xcomp")]
    around += [k for k in sentence.kids(predicate, "amod") if k not in around]
    around += [k for k in sentence.kids(predicate, "parataxis") if tokens[k].upos == "ADJ"]
    if any(forms(tokens[k]) & lexicon["ending"] for k in around):
        verdict.barred = True
        return
    deny = _denied(sentence, predicate, lexicon)
    extreme = _extremes(sentence, around, verdict, lexicon)
    if extreme or deny:
        return
    for k in around:
        degree = lexicon.comparatives.get(tokens[k].text.lower())
        if degree and k != predicate and tokens[k].relation == "amod" and own:
            degree = None
        if degree and not own:
            verdict.take(degree, k)
            return
        if degree and own:
            same = degree if own[0] == degree[0] else None
            if own[0] == "hostile" and tokens[k].text.lower() in lexicon.comparatives:
                same = WORSE if degree == WORSE else EASED
            if same:
                verdict.take(same, k)
                return
    verbs = [predicate, *sentence.kids(predicate, "xcomp")]
    verbs += [
        k
        for k in sentence.kids(predicate, "conj")
        if tokens[k].upos == "VERB" and not sentence.kids(k, "nsubj")
    ]
    for k in verbs:
        if _state(sentence, k, role, lexicon):
            continue
        moved = _moved(tokens[k], own, role in ("obj", "obl"), lexicon)
        if moved == BETTER and held == "hostile":
            moved = EASED
        if moved:
            verdict.take(moved, k)
            return
    if own is None and role in _SUBJECT:
        for k in sentence.kids(predicate, "obl", "obj", "nmod"):
            turned = entry(tokens[k], lexicon.turns)
            if turned and tokens[k].upos == "NOUN" and not _over(sentence, k, lexicon):
                verdict.take(_plain(turned), k)
                return
    if own is None:
        for k in around:
            inner = tokens[k].relation == "amod" and tokens[tokens[k].head].upos == "NOUN"
            if inner and (tokens[k].head != predicate or role not in _SUBJECT):
                continue
            found = lexicon.described(tokens[k])
            if found and _predicative(sentence, k, predicate, role, lexicon):
                changed = verdict.tone is not None and verdict.tone != found
                verdict.tone = found
                verdict.words.add(k)
                if changed:
                    verdict.trend = None
                return


def _predicative(sentence: Sentence, k: int, predicate: int, role: str, lexicon: Lexicon) -> bool:
    """Whether a describing word of the clause says how the noun is, not how something is done."""
    token = sentence.tokens[k]
    if k != predicate:
        return role in _SUBJECT or token.relation in ("xcomp", "ccomp", "parataxis")
    return role in _SUBJECT and (token.upos != "VERB" or _state(sentence, k, role, lexicon))


def _state(sentence: Sentence, verb: int, role: str, lexicon: Lexicon) -> bool:
    token = sentence.tokens[verb]
    if lexicon.described(token) is None:
        return False
    helpers = [sentence.tokens[k] for k in sentence.kids(verb, "aux", "cop")]
    passive = [t for t in helpers if t.relation in ("aux:pass", "cop")]
    if helpers and not passive:  # has eased
        return False
    if token.upos != "VERB" or token.relation == "amod":
        return True
    if any(forms(sentence.tokens[k]) & lexicon["lasting"] for k in sentence.kids(verb, "xcomp")):
        return True
    return bool(passive) and not any(t.lemma.lower() in lexicon["becoming"] for t in passive)


def _moved(token: Token, own: Judged | None, objective: bool, lexicon: Lexicon) -> Judged | None:
    """Where a verb moves a relation; `objective`: the relation is what it is done to."""
    hostile = own is not None and own[0] == "hostile"
    words = forms(token)
    kinds = {kind for kind, members in lexicon.verbs.items() if words & members}
    if "growth" in kinds:
        return WORSE if hostile else BETTER
    if "decline" in kinds:
        return EASED if hostile else WORSE
    if "neutral_improving" in kinds:
        return EASED
    if "improving" in kinds:
        return EASED if hostile else BETTER
    if "worsening" in kinds:
        return WORSE
    if objective and "harming" in kinds:
        return WORSE
    return None


def _extremes(sentence: Sentence, around: list[int], verdict: Verdict, lexicon: Lexicon) -> bool:
    for k in around:
        token = sentence.tokens[k]
        words = (token.text.lower(), token.lemma.lower())
        judged = next((j for w in words if (j := lexicon.superlatives.get(w))), None)
        if judged and extreme(sentence, k, lexicon):
            verdict.take(judged, k)
            return True
    return False


def extreme(sentence: Sentence, index: int, lexicon: Lexicon) -> bool:
    """ "the lowest in years", "so tense as not for nine years", "never better"."""
    tokens = sentence.tokens
    token = tokens[index]
    measure = token.text.lower() in lexicon["measures"]
    if token.upos == "NOUN" and (measure or token.text[0].isupper()):
        return True
    near = {tokens[k].text.lower() for k in sentence.children[index]}
    if index:
        near.add(tokens[index - 1].text.lower())
    later = {t.text.lower() for t in tokens[index + 1 : index + 12]}
    before = {t.text.lower() for t in tokens[max(0, index - 6) : index]}
    if near & lexicon["so"]:
        return bool(later & lexicon["since"] or before & lexicon["never"])
    if before & lexicon["never"]:
        return True
    return measure or token.morph.get("Degree") == "Sup"


def _denied(sentence: Sentence, predicate: int, lexicon: Lexicon) -> bool:
    kids = sentence.kids(predicate, "advmod", "det")
    return any(sentence.tokens[k].text.lower() in lexicon["negators"] for k in kids)


def _over(sentence: Sentence, noun: int, lexicon: Lexicon) -> bool:
    kids = sentence.kids(noun, "case")
    return any(sentence.tokens[k].text.lower() in lexicon["over"] for k in kids)


def _act(sentence: Sentence, noun: int, lexicon: Lexicon) -> bool:
    return any(
        sentence.tokens[step.token].lemma.lower() in lexicon["acts"]
        for step in climb(sentence, noun)[:2]
        if step.relation.split(":")[0] in ("nmod", "acl", "obj", "obl")
    )


def _asked(sentence: Sentence, predicate: int, lexicon: Lexicon) -> bool:
    """Whether what the predicate says is wanted, promised or agreed."""
    helpers = [sentence.tokens[k].lemma.lower() for k in sentence.kids(predicate, "aux")]
    if lexicon["acts"] & set(helpers):
        return True
    for step in climb(sentence, predicate)[:2]:
        relation = step.relation.split(":")[0]
        if relation in ("xcomp", "ccomp", "advcl", "acl", "obl", "nmod", "conj"):
            child = sentence.tokens[step.child]
            told = relation == "ccomp" and child.morph.get("VerbForm") not in ("Inf", "Part", None)
            if told:
                return False
            if sentence.tokens[step.token].lemma.lower() in lexicon["acts"]:
                return True
        else:
            break
    return False


def _states(
    sentence: Sentence, nouns: tuple[int, ...], predicate: int, verdict: Verdict, lexicon: Lexicon
) -> None:
    """Fixed phrases in the clause of the noun."""
    near = set(sentence.subtree(predicate if predicate >= 0 else nouns[-1]))
    for phrase, judged in possible(sentence, lexicon.states):
        found = find_phrase(sentence, phrase)
        if found and found & near:
            verdict.take(judged, *found)
            return


def steady(sentence: Sentence, index: int, predicate: int, lexicon: Lexicon) -> bool:
    """Whether adverbs or a verb of lasting say that it has been so for long."""
    tokens = sentence.tokens
    if predicate >= 0:
        around = (predicate, *sentence.kids(predicate, "advmod", "cop", "aux", "xcomp"))
        if tokens[predicate].relation == "parataxis":
            around = (*around, tokens[predicate].head)
        for k in around:
            if forms(tokens[k]) & lexicon["lasting"]:
                return True
            if tokens[k].text.lower() in lexicon["stable"]:
                return True
    near = set(sentence.subtree(predicate if predicate >= 0 else index))
    steady = possible(sentence, ((p, None) for p in lexicon.steady))
    return any(find_phrase(sentence, phrase) & near for phrase, _ in steady)
