"""Arguments of predicates, read off a tree: who is subject, object, in which phrase."""

from __future__ import annotations

from collections.abc import Mapping

from detente.stages._front import told_by_form
from detente.stages._grammar import (
    CLAUSAL,
    NOMINAL,
    Frame,
    Grammar,
    is_passive,
    object_first,
    preposition,
)
from detente.stages._tree import before_noun, case_before
from detente.types import Sentence


def _bare(sentence: Sentence, token: int, grammar: Grammar) -> bool:
    """Whether a noun in the accusative without a preposition is an object that the tree missed: it
    says neither when nor how long."""
    word = sentence.tokens[token]
    accusative = grammar.datives and word.upos == "NOUN" and word.morph.get("Case") == "Acc"
    plain = accusative and word.lemma not in grammar.spans
    return plain and preposition(sentence, token, grammar) is None


def verb_frame(sentence: Sentence, index: int, grammar: Grammar, depth: int = 0) -> Frame:
    """Arguments of the verb or participle at `index`, shared and controlled ones too."""
    slots: dict[str, list[int]] = {}

    def add(slot: str, k: int) -> None:
        slots.setdefault(slot, []).append(k)

    token = sentence.tokens[index]
    passive = is_passive(sentence, index) and token.lemma not in grammar.with_be
    reflexive = False
    clause: list[int] = []
    turned = object_first(sentence, index) if grammar.datives else None
    active = not passive and turned is None
    formed: Mapping[int, str] = {}
    if active and grammar.forms:
        formed = told_by_form(sentence, index, grammar.forms, grammar.reflexives)
    for kid in sentence.children[index]:
        child = sentence.tokens[kid]
        relation = child.relation
        if kid in formed:
            add(formed[kid], kid)
        elif kid == turned:
            add("iobj" if sentence.kids(index, "obj") else "obj", kid)
        elif relation.startswith(("nsubj", "csubj")):
            undergoes = relation.endswith(":pass") and token.lemma not in grammar.with_be
            second = grammar.datives and "subj" in slots  # of two the later one is no subject
            add("obj" if passive or undergoes or second else "subj", kid)
        elif relation == "obl" and child.morph.get("VerbForm") == "Ger":
            clause.append(kid)
        elif relation in ("obj", "iobj", "obl:arg", "obl", "nmod", "expl:pv", "expl", "advmod"):
            word = preposition(sentence, kid, grammar)
            if word is not None:
                add(word, kid)
                if passive and word in grammar.agents:
                    add("subj", kid)
            elif child.text.lower() in grammar.reflexives:
                reflexive = True
            elif relation == "iobj" or (grammar.datives and _case(sentence, kid) == "Dat"):
                if relation != "advmod" and child.upos in NOMINAL:
                    add("iobj", kid)
            elif _of_infinitive(sentence, index, kid):
                continue
            elif relation in ("obj", "obl:arg") or (relation == "nmod" and passive):
                add("obj", kid)
        elif relation in CLAUSAL or (
            relation == "advcl"
            and not _purpose(sentence, kid, grammar)
            and (
                child.morph.get("VerbForm") in ("Inf", "Ger") or _completes(sentence, kid, grammar)
            )
        ):
            clause.append(kid)
    if token.relation in ("amod", "acl") and token.head >= 0:
        noun = token.head
        if token.morph.get("VerbForm") == "Inf":
            pass
        elif passive:
            slots.setdefault("obj", []).append(noun)
        elif "subj" not in slots:
            add("subj", noun)
    if depth < 4:
        _inherit(sentence, index, grammar, slots, passive, depth)
    if "obj" not in slots and not passive:
        for kid in sentence.kids(index, "obl"):
            lost = [
                k
                for k in sentence.kids(kid, "appos", "flat", "nmod")
                if k == kid + 1 and not sentence.kids(k, "case")
            ]
            slots.setdefault("obj", []).extend(
                k
                for k in lost
                if sentence.tokens[k].upos == "PROPN" and sentence.tokens[kid].upos == "NOUN"
            )
            if _bare(sentence, kid, grammar):
                slots["obj"].append(kid)
        if not slots.get("obj"):
            slots.pop("obj", None)
    if passive and "subj" not in slots:
        for kid in sentence.kids(index, "obl"):  # "am Freitag von Russland": hung on the day
            for inner in sentence.kids(kid, "nmod"):
                if preposition(sentence, inner, grammar) in grammar.agents and inner > kid:
                    add("subj", inner)
    objects = slots.get("obj", [])
    if grammar.datives and not passive and "subj" not in slots and len(objects) > 1:
        slots["subj"] = [min(objects)]  # free word order: the first of two is the subject
        objects.remove(min(objects))
    elif "subj" not in slots and not passive and _postponed(sentence, index, objects, grammar):
        slots["subj"] = slots.pop("obj")
    if grammar.datives and "iobj" not in slots:
        for noun in objects:
            for kid in sentence.kids(noun, "compound", "amod", "nmod"):
                bare = sentence.tokens[kid].upos == "PROPN" and not sentence.kids(kid, "case")
                if bare and kid == noun - 1 and not sentence.kids(noun, "det"):
                    add("iobj", kid)  # "gewährte Kolumbien Hilfe"
    if "subj" not in slots and not passive:
        for kid in sentence.kids(index, "advmod", "discourse", "vocative", "dep")[:1]:
            if kid == 0 and sentence.tokens[kid].text[0].isupper():
                add("subj", kid)  # a name at the start that was taken for an adverb
    attached: set[int] = set()
    for slot in ("obj",):
        for noun in slots.get(slot, ()):
            for kid in sentence.kids(noun, "nmod"):
                word = preposition(sentence, kid, grammar)
                if word is not None and kid != index:
                    add(word, kid)
                    attached.add(kid)
            clause += [k for k in sentence.kids(noun, "acl") if _completes(sentence, k, grammar)]
    frozen = {k: tuple(dict.fromkeys(v)) for k, v in slots.items()}
    return Frame(frozen, passive, reflexive, tuple(clause), attached=frozenset(attached))


def _case(sentence: Sentence, noun: int) -> str:
    """Case of a noun phrase: that of its determiner, which has more forms, else its own."""
    for kid in (*sentence.kids(noun, "det"), noun):
        if "Case" in sentence.tokens[kid].morph:
            return sentence.tokens[kid].morph["Case"]
    return ""


def _postponed(sentence: Sentence, verb: int, objects: list[int], grammar: Grammar) -> bool:
    """Whether the only object is the subject behind its verb."""
    if len(objects) != 1 or not grammar.datives:
        return False
    return _case(sentence, objects[0]) == "Nom" and _agree(sentence, verb, objects[0])


def _agree(sentence: Sentence, verb: int, noun: int) -> bool:
    """Whether a finite verb, or its auxiliary, is of the number of a noun."""
    tokens = sentence.tokens
    finite = [
        tokens[k].morph.get("Number")
        for k in (verb, *sentence.kids(verb, "aux"))
        if tokens[k].morph.get("VerbForm") == "Fin" or "Mood" in tokens[k].morph
    ]
    return bool(finite) and finite[0] == tokens[noun].morph.get("Number")


def _purpose(sentence: Sentence, index: int, grammar: Grammar) -> bool:
    return any(
        sentence.tokens[k].text.lower() in grammar.purpose for k in sentence.kids(index, "mark")
    )


def _completes(sentence: Sentence, index: int, grammar: Grammar) -> bool:
    """Whether a clause completes its verb by a word that makes it one (kept them from leaving)."""
    marks = sentence.kids(index, "mark", "case")
    return any(sentence.tokens[k].text.lower() in grammar.completing for k in marks)


def _inherit(
    sentence: Sentence,
    index: int,
    grammar: Grammar,
    slots: dict[str, list[int]],
    passive: bool,
    depth: int,
) -> None:
    """Subjects (and shared objects) that another verb of the sentence lends to this one."""
    token = sentence.tokens[index]
    if token.head < 0:
        return
    head = sentence.tokens[token.head]
    relation = token.relation
    target = "obj" if passive else "subj"
    if relation == "conj" and head.upos in ("VERB", "AUX", "ADJ", "NOUN"):
        frame = verb_frame(sentence, token.head, grammar, depth + 1)
        if target not in slots:
            lent = frame.get("obj") if frame.passive else frame.get("subj")
            if lent:
                slots[target] = list(lent)
        if not passive and "obj" not in slots and not frame.passive:
            shared = [k for k in frame.get("obj") if k > index]
            if shared:
                slots["obj"] = shared
    elif relation in ("xcomp", "ccomp", "advcl") and head.upos in ("VERB", "AUX", "ADJ"):
        infinite = token.morph.get("VerbForm") in ("Inf", "Ger", "Part") or relation != "ccomp"
        if target not in slots and infinite:
            frame = verb_frame(sentence, token.head, grammar, depth + 1)
            controllers = frame.get("iobj") or frame.get("obj")
            beside = relation == "advcl" or _purpose(sentence, index, grammar)
            if beside or not controllers or head.lemma in grammar.raising:
                controllers = frame.get("subj") or controllers
            if frame.passive and frame.get("obj") and not beside:
                controllers = frame.get("obj")
            controllers = tuple(k for k in controllers if k not in sentence.subtree(index))
            if controllers:
                slots[target] = list(controllers)
    elif (
        relation == "acl"
        and token.morph.get("VerbForm") == "Inf"
        and head.upos == "NOUN"
        and target not in slots
    ):
        frame = noun_frame(sentence, token.head, grammar, depth + 1)
        controllers = frame.get("gen") or frame.get("subj")
        if controllers:
            slots[target] = list(controllers)
    if "obj" not in slots and not passive:
        for kid in sentence.kids(index, "conj"):
            other = sentence.tokens[kid]
            if other.upos == "VERB" and kid - index <= 2:
                objects = sentence.kids(kid, "obj")
                if objects:
                    slots["obj"] = list(objects)


def _of_infinitive(sentence: Sentence, verb: int, kid: int) -> bool:
    """Whether a relative pronoun is the object of the infinitive below its verb, which has none of
    its own ("the chamber that the president wants to create")."""
    token = sentence.tokens[kid]
    if token.upos != "PRON" or kid > verb or sentence.tokens[verb].relation != "acl:relcl":
        return False
    return any(
        sentence.tokens[k].upos == "VERB" and not sentence.kids(k, "obj", "ccomp", "xcomp")
        for k in sentence.kids(verb, "xcomp")
    )


def noun_frame(sentence: Sentence, index: int, grammar: Grammar, depth: int = 0) -> Frame:
    """Arguments of the noun at `index`, those of its support verb too."""
    slots: dict[str, list[int]] = {}

    def add(slot: str, k: int) -> None:
        slots.setdefault(slot, []).append(k)

    clause: list[int] = []
    genitive: list[int] = []
    for kid in sentence.children[index]:
        child = sentence.tokens[kid]
        relation = child.relation
        if relation == "obj" and child.morph.get("Case") == "Gen":
            relation = "nmod"  # of what the noun tells, as of its verb
        if relation in ("nmod", "obl", "nmod:poss", "det:poss", "appos"):
            word = preposition(sentence, kid, grammar)
            if word is not None:
                add(word, kid)
                if word in grammar.genitives:
                    genitive.append(kid)
            elif relation != "appos":
                left = preposition(sentence, kid - 1, grammar) if child.upos == "PROPN" else None
                add(left or "gen", kid)  # "nach Pakistan Moskau" of a machine translation
        elif relation == "det" and child.text.lower() in grammar.possessives:
            add("gen", kid)
        elif relation == "compound":
            add("comp", kid)
        elif relation in ("acl", "ccomp", "xcomp") and child.upos in ("VERB", "ADJ"):
            clause.append(kid)
    if "gen" not in slots and genitive:
        slots["gen"] = genitive  # a possessive acts, the phrase may then be the one concerned
    beside = (*_after(sentence, index), *_below(sentence, index))
    for kid in (*beside, *_past_measures(sentence, index, beside, grammar)):
        word = preposition(sentence, kid, grammar)
        if word is not None and kid not in slots.get(word, ()):
            add(word, kid)
    licence, governor = "", None
    top, token = index, sentence.tokens[index]
    while token.relation == "conj" and token.head >= 0:
        top, token = token.head, sentence.tokens[token.head]
    if token.head >= 0 and sentence.tokens[token.head].upos in ("VERB", "AUX", "ADJ"):
        verb = sentence.tokens[token.head]
        kind = grammar.support.get(verb.lemma, "")
        word = preposition(sentence, top, grammar) or ""
        done = word in grammar.do_with.get(verb.lemma, ())
        frame = verb_frame(sentence, token.head, grammar, depth + 1) if depth < 3 else None
        if frame is not None and (kind or done):
            role = next((s for s in ("obj", "subj", "iobj") if top in frame.get(s)), "")
            if done or (kind == "do" and role == "obj"):
                licence = "support"
            elif kind == "occur":
                prepositions = grammar.occur_with.get(verb.lemma)
                if (prepositions is None and role in ("subj", "obj")) or word in (
                    prepositions or ()
                ):
                    licence = "occur"
            elif kind == "receive" and role == "obj":
                licence = "receive"
            if licence:
                governor = token.head
                for slot, members in frame.slots.items():
                    target = slot
                    if (slot == "obj" and not done) or (slot == "subj" and role == "subj"):
                        continue
                    if slot == "subj" and licence == "receive":
                        target = "iobj"
                    for k in members:
                        if k != top and k not in slots.get(target, ()):
                            add(target, k)
                clause += frame.clause
    if not licence and (slots.get("gen") or slots.get("comp")) and _distance(sentence, index):
        licence = "distance"
    own = preposition(sentence, index, grammar)
    if not licence and own is not None and sentence.kids(index, "cop"):
        subject = sentence.kids(index, "nsubj")
        if subject:  # "are on strike"
            licence = "support"
            slots.setdefault("subj", []).extend(subject)
    if not licence and own in grammar.occasions and (slots.get("gen") or slots.get("comp")):
        licence = "occasion"
    if not licence and any(
        sentence.tokens[k].lemma.lower() in grammar.previous for k in before_noun(sentence, index)
    ):
        licence = "previous"
    if not licence and any(_told_by(sentence, k, grammar) for k in sentence.children[index]):
        licence = "told"
    frozen = {k: tuple(dict.fromkeys(v)) for k, v in slots.items()}
    return Frame(frozen, False, False, tuple(clause), licence, governor)


def _distance(sentence: Sentence, index: int) -> bool:
    """Whether the noun is dated by a span of time before its preposition ("a week after the
    signing of the treaty").
    """
    kid = case_before(sentence, index)
    before = sentence.tokens[kid - 1] if kid is not None and kid > 0 else None
    if before is None or before.upos != "NOUN":
        return False
    return bool(sentence.kids(before.index, "nummod", "det")) or (
        before.index > 0 and sentence.tokens[before.index - 1].upos in ("NUM", "DET")
    )


def _below(sentence: Sentence, index: int) -> tuple[int, ...]:
    """Phrases that hang on a name below the noun: names have no places of their own."""
    return tuple(
        k
        for k in sentence.subtree(index)
        if k > index
        and sentence.tokens[k].head != index
        and sentence.tokens[k].relation in ("nmod", "obl")
        and sentence.tokens[sentence.tokens[k].head].upos == "PROPN"
        and sentence.kids(k, "case")
    )


def _past_measures(
    sentence: Sentence, index: int, beside: tuple[int, ...], grammar: Grammar
) -> tuple[int, ...]:
    """Phrases that hang on a noun of measure ("investments in Höhe von 60 Millionen in X")."""
    return tuple(
        k
        for kid in (*sentence.kids(index, "nmod", "obl"), *beside)
        if sentence.tokens[kid].lemma in grammar.measures
        for k in sentence.kids(kid, "nmod", "obl")
        if preposition(sentence, k, grammar) not in (None, *grammar.genitives)
    )


def _after(sentence: Sentence, index: int) -> tuple[int, ...]:
    """Phrases of the verb that stand right after the noun: they may belong to it."""
    head = sentence.tokens[index].head
    if head < 0:
        return ()
    end = sentence.subtree(index)[-1] + 1
    out = []
    for kid in sentence.kids(head, "obl", "nmod"):
        if kid != index and sentence.subtree(kid)[0] == end:
            out.append(kid)
            end = sentence.subtree(kid)[-1] + 1
    return tuple(out)


def _told_by(sentence: Sentence, kid: int, grammar: Grammar) -> bool:
    """Whether a participle tells that the noun it modifies took place ("begun in May")."""
    token = sentence.tokens[kid]
    if token.relation not in ("amod", "acl") or token.upos not in ("VERB", "ADJ"):
        return False
    return token.lemma in grammar.support or token.text.lower() in grammar.told
