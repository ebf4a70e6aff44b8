"""What is said of a relation: tone and trend of a noun with all that describes and moves it."""

from __future__ import annotations

from dataclasses import dataclass, field

from detente.stages._stand_aside import among_them, aside
from detente.stages._stand_clause import SUBJECT, Clause, moved, over, plain
from detente.stages._stand_words import (
    BETTER,
    EASED,
    SHIFTS,
    WORSE,
    Judged,
    Lexicon,
    bitter,
    entry,
    find_phrase,
    forms,
    known,
    toned,
)
from detente.stages._tree import among, climb
from detente.types import Sentence

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

    def describe(self, tone: str, word: int) -> None:
        """Set the tone that a word tells; how another tone moved is forgotten."""
        if self.tone is not None and self.tone != tone:
            self.trend = None
        self.tone = tone
        self.words.add(word)


def governor(sentence: Sentence, index: int, lexicon: Lexicon) -> tuple[int, str, list[int]]:
    """The predicate that a noun belongs to (-1 if none), its part there, nouns on the way."""
    nouns: list[int] = []
    for step in climb(sentence, index)[:5]:
        head, relation = sentence.tokens[step.token], step.relation.split(":")[0]
        if relation in SUBJECT or (head.upos in ("VERB", "ADJ", "ADV") and relation != "nmod"):
            return step.token, relation, nouns
        if relation not in _WITHIN:
            break
        nouns.append(step.token)
        known = entry(head, lexicon.turns) or entry(head, lexicon.nouns)
        linked = among(head, lexicon["links"])
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
    enmity = bitter(sentence, index, lexicon)
    for k in nouns:
        judged = entry(tokens[k], lexicon.turns) or entry(tokens[k], lexicon.nouns)
        if judged:
            if own and own[0] == "hostile" and judged[1]:
                judged = WORSE if judged[0] in ("hostile", "growth") else EASED
            verdict.take(plain(judged), k)
        _attributes(sentence, k, judged or own, verdict, lexicon)
    barred = any(_act(sentence, k, lexicon) for k in nouns)
    if predicate >= 0:
        _take_clause(Clause(sentence, index, predicate, role, own, lexicon), held, verdict)
        barred = barred or _asked(sentence, predicate, lexicon)
    _states(sentence, (index, *nouns), predicate, verdict, lexicon)
    turning = own is not None and own[1] == "improving"  # a thaw stands in no tone
    said = verdict.words - set(sentence.kids(index, "amod"))
    fallen = any(forms(tokens[k]) & lexicon["ruined"] for k in said)
    if held and not turning and not fallen and (verdict.tone, verdict.trend) in SHIFTS:
        verdict.tone, verdict.trend = moving(held, enmity, (verdict.tone or held, verdict.trend))
    _take_past(sentence, index, predicate, once, verdict, lexicon)
    verdict.barred |= barred and verdict.trend in ("improving", "worsening")
    verdict.barred |= any(
        forms(tokens[k]) & lexicon["strange"] for k in sentence.kids(index, "amod", "compound")
    )
    verdict.barred |= any(over(sentence, k, lexicon) for k in (index, *nouns))
    if once and verdict.tone and once != verdict.tone and verdict.trend is None:
        verdict.trend = "worsening" if once == "friendly" else "improving"
    warm = once == "friendly" or held == "friendly" or known(tokens[index], lexicon["amity"])
    if fallen and warm and verdict.tone == "hostile" and verdict.trend is None:
        verdict.trend = "worsening"
    if verdict.tone and verdict.trend is None and steady(sentence, index, predicate, lexicon):
        verdict.trend = "stable"
    return verdict


def _take_past(
    sentence: Sentence,
    index: int,
    predicate: int,
    once: str | None,
    verdict: Verdict,
    lexicon: Lexicon,
) -> None:
    """Take how the relation stood, by a word for what it once was or told aside: that moves."""
    told = aside(sentence, index, predicate, lexicon) or among_them(sentence, index, lexicon)
    stood = told.tone if told else once
    if (
        stood is None
        and verdict.trend == "worsening"
        and known(sentence.tokens[index], lexicon["amity"])
    ):
        stood = "friendly"
    said = verdict.words - set(sentence.kids(index, "amod"))
    words = (forms(sentence.tokens[k]) for k in said)
    if stood is None or any(w & lexicon["ruined"] for w in words):
        return
    if (verdict.tone, verdict.trend) in SHIFTS:
        enmity = told.bitter if told else False
        verdict.tone, verdict.trend = moving(stood, enmity, (verdict.tone or stood, verdict.trend))
    elif verdict.tone is None and told:
        verdict.describe(stood, told.word)


def moving(stood: str | None, bitter: bool, judged: Judged) -> Judged:
    """Tone and trend of what stood in a tone and moves: a friendship that cools is one still, an
    enmity that eases too; only tension that eases leaves something neutral."""
    _, trend = judged
    if trend == "worsening" and stood in ("friendly", "neutral"):
        return stood, trend
    if trend == "improving" and (stood == "neutral" or (stood == "hostile" and bitter)):
        return stood, trend
    return judged


def _attributes(
    sentence: Sentence, noun: int, own: Judged | None, verdict: Verdict, lexicon: Lexicon
) -> str | None:
    """Take the describing words of a noun; the tone of one that no longer holds is returned."""
    once = None
    for k in sentence.kids(noun, "amod", "acl", "advmod", "compound"):
        token = sentence.tokens[k]
        words = {sentence.tokens[g].text.lower() for g in sentence.kids(k, "advmod")}
        words |= {sentence.tokens[k - 1].text.lower()} if k else set()
        found = toned(sentence, k, lexicon)
        if words & lexicon["once"] or token.text.lower() in lexicon["once"]:
            once = found or once
            continue
        if token.text.lower() in lexicon.comparatives and token.upos in ("ADJ", "ADV", "VERB"):
            verdict.take(lexicon.comparatives[token.text.lower()], k)
        elif token.upos in ("VERB", "ADJ") and not found:
            judged = moved(token, own, True, lexicon)
            if judged:
                verdict.take(judged, k)
        elif found and own is None:
            verdict.tone = verdict.tone or found
            verdict.words.add(k)
        elif found and own and found == own[0]:
            verdict.words.add(k)
        if found and words & lexicon["stable"]:
            verdict.trend = verdict.trend or "stable"
    return once


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
            if relation == "conj" and sentence.kids(step.child, "nsubj"):
                return False
            told = relation == "ccomp" and child.morph.get("VerbForm") not in ("Inf", "Part", None)
            if told:
                return False
            if sentence.tokens[step.token].lemma.lower() in lexicon["acts"]:
                return True
        else:
            break
    return False


def _take_clause(clause: Clause, held: str | None, verdict: Verdict) -> None:
    """Take the first that the clause of the noun says of it."""
    if clause.is_beside():
        return
    if clause.ends():
        if clause.loses(held):
            verdict.take(WORSE)  # the thaw is over
        else:
            verdict.barred = True
        return
    said = clause.extreme() or clause.faded()
    if said is None and not clause.is_denied():
        said = clause.compared() or clause.moved(held) or clause.turned()
        described = None if said else clause.described()
        said = said or clause.shifted()
        if described:
            verdict.describe(*described)
    if not said and clause.confirms():
        verdict.words.add(clause.index)
    if said:
        joined = said[0] in SHIFTS and said[1] != clause.index
        stood = clause.stood() if joined else None
        judged = said[0]
        if stood:
            still = steady(clause.sentence, clause.noun, clause.index, clause.lexicon)
            judged = _joined(stood, still, judged)
        verdict.take(judged, said[1])


def _joined(tone: str, still: bool, judged: Judged) -> Judged:
    """What is told to be in a tone and to move: what was hostile and is better has only eased."""
    eased = EASED if tone == "hostile" and judged == BETTER else judged
    return moving(tone, still, eased)


def _states(
    sentence: Sentence, nouns: tuple[int, ...], predicate: int, verdict: Verdict, lexicon: Lexicon
) -> None:
    """Fixed phrases in the clause of the noun."""
    near = set(sentence.subtree(predicate if predicate >= 0 else nouns[-1]))
    for phrase, judged in lexicon.states.possible(sentence):
        found = find_phrase(sentence, phrase)
        own = nouns[0] in found and len(phrase) == 1
        moves = verdict.trend in ("improving", "worsening") and not found & verdict.words
        if judged[1] is None and moves:
            continue  # how it moves tells more
        if found and found & near and not own:
            verdict.take(judged, *found)
            verdict.barred = False
            return


def linked(sentence: Sentence, index: int, lexicon: Lexicon, *verbs: str) -> bool:
    """Whether a verb makes a noun what its subject or object is: of some sets, else of being or of
    taking somebody for something (they remain friends, it counts as a friend)."""
    token = sentence.tokens[index]
    parts = ("xcomp", "obl", "obj", "nmod", *(("nsubj",) if verbs else ()))
    if token.relation not in parts or token.head < 0:
        return False
    head = sentence.tokens[token.head]
    sets = verbs or ("links", "lasting", "views")
    return head.upos in ("VERB", "AUX") and any(forms(head) & lexicon[name] for name in sets)


def again(sentence: Sentence, index: int, predicate: int, lexicon: Lexicon) -> bool:
    """Whether an adverb says that it is so once more."""
    heads = (index, predicate) if predicate >= 0 else (index,)
    kids = (k for at in heads for k in sentence.kids(at, "advmod"))
    return any(sentence.tokens[k].text.lower() in lexicon["again"] for k in kids)


def _lasting(sentence: Sentence, word: int, lexicon: Lexicon) -> bool:
    """Whether a word is the span of time for which something has been so ("for a century")."""
    token = sentence.tokens[word]
    if token.upos != "NOUN" or not {token.lemma.lower(), token.text.lower()} & lexicon["ages"]:
        return False
    cases = sentence.kids(word, "case")
    return any(sentence.tokens[k].text.lower() in lexicon["during"] for k in cases)


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
    if any(_lasting(sentence, k, lexicon) for k in near):
        return True
    steady = lexicon.steady.possible(sentence)
    return any(find_phrase(sentence, phrase) & near for phrase, _ in steady)
