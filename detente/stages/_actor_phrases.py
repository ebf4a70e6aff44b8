"""How the words around an office or a name hang together in the tree."""

from __future__ import annotations

from detente.gazetteer import Gazetteer
from detente.types import Mention, Sentence

_NEAR = ("appos", "flat", "compound", "nmod", "dep")


def determiner(sentence: Sentence, heads: tuple[int, ...], words: frozenset[str]) -> bool:
    """Whether one of the heads has a dependent, or a word just before it, from `words`."""
    for head in heads:
        if any(sentence.tokens[k].text.lower() in words for k in sentence.children[head]):
            return True
        at = head - 1
        while at >= 0 and sentence.tokens[at].upos in ("ADJ", "NUM", "DET"):
            if sentence.tokens[at].text.lower() in words:
                return True
            at -= 1
    return False


def clause(sentence: Sentence, token: int) -> int:
    """The verb (or other root) of the clause that a token stands in."""
    at = token
    for _ in sentence.tokens:
        parent = sentence.tokens[at].head
        if parent < 0 or (at != token and sentence.tokens[at].upos in ("VERB", "AUX")):
            return at
        at = parent
    return at


def below(sentence: Sentence, token: int, verb: int) -> int:
    """The dependent of a verb that a token belongs to; -1 if it is not below the verb."""
    at = token
    for _ in sentence.tokens:
        parent = sentence.tokens[at].head
        if parent == verb or parent < 0:
            return at if parent == verb else -1
        at = parent
    return -1


def titles_of(
    sentence: Sentence, name: Mention, roles: dict[int, Mention], gazetteer: Gazetteer
) -> list[Mention]:
    """The mentions of offices that belong to a name: before it, behind it, or in apposition.

    `roles` maps each token of such a mention to it.
    """
    tokens = sentence.tokens
    found: list[Mention] = []
    before = roles.get(name.first - 1)
    if before is not None and _is_title(sentence, before, name, gazetteer):
        found.append(before)
    head = name.head
    for i in range(name.first, name.last):
        for k in sentence.children[i]:
            role = roles.get(k)
            if role is None or role.head != k or role in found:
                continue
            if tokens[k].relation == "appos" or (
                tokens[k].relation in _NEAR
                and role.last == name.first
                and _is_title(sentence, role, name, gazetteer)
            ):
                found.append(role)
    parent = tokens[head].head
    role = roles.get(parent)
    if role is not None and role not in found and role.head == parent and role.first < name.first:
        relation = tokens[head].relation.split(":")[0]
        if relation == "appos" or (relation in ("flat", "compound") and role.last == name.first):
            found.append(role)
    if not found:
        found.extend(_behind(sentence, name, roles))
    return found


def _is_title(sentence: Sentence, role: Mention, name: Mention, gazetteer: Gazetteer) -> bool:
    """Whether the office right before a name is the bearer's ("der Sprecher Putins" is not)."""
    tokens = sentence.tokens
    if role.last != name.first:
        return False
    last = tokens[name.last - 1].text
    genitive = any(
        last.endswith(e) and gazetteer.names(name.text) and _bare(gazetteer, name.text, e)
        for e in gazetteer.words["genitive"]
    )
    if not genitive:
        return True
    words = frozenset((*gazetteer.words["definite"], *gazetteer.words["indefinite"]))
    return not determiner(sentence, (role.head,), words)


def _bare(gazetteer: Gazetteer, text: str, ending: str) -> bool:
    """Whether the name is in the tables only without the ending."""
    base = text[: -len(ending)]
    return bool(gazetteer.names(base)) and gazetteer.names(base) == gazetteer.names(text)


def _behind(sentence: Sentence, name: Mention, roles: dict[int, Mention]) -> list[Mention]:
    """An office after a comma, found without the tree: "X, the (Iranian) foreign minister"."""
    tokens = sentence.tokens
    i = name.last
    if i >= len(tokens) or tokens[i].text != ",":
        return []
    i += 1
    while i < len(tokens) and tokens[i].upos in ("DET", "ADJ") and i not in roles:
        i += 1
    while i < len(tokens) and i not in roles and tokens[i].upos in ("ADJ", "PROPN"):
        i += 1
    role = roles.get(i)
    if role is None:
        return []
    head = tokens[role.head]
    attached = head.head in range(name.first, name.last) or head.relation == "appos"
    return [role] if attached else []


def case_of(sentence: Sentence, token: int) -> str:
    """The preposition before a noun, in small letters; "" if it has none."""
    for k in sentence.children[token]:
        if sentence.tokens[k].relation == "case" and k < token:
            return sentence.tokens[k].text.lower()
    return ""


def preposition(sentence: Sentence, mention: Mention) -> str:
    """The preposition of a name by the tree or right before it; "" if it has none."""
    found = case_of(sentence, mention.head)
    at = mention.first - 1
    while not found and at >= 0 and sentence.tokens[at].upos in ("DET", "ADJ"):
        at -= 1
    if not found and at >= 0 and sentence.tokens[at].upos == "ADP":
        return sentence.tokens[at].text.lower()
    return found


def governor(sentence: Sentence, token: int) -> int:
    """The token that governs the noun phrase, past conjuncts and names of one phrase."""
    at = token
    while sentence.tokens[at].relation.split(":")[0] in ("conj", "flat", "appos"):
        parent = sentence.tokens[at].head
        if parent < 0:
            break
        at = parent
    return sentence.tokens[at].head


def is_subject(sentence: Sentence, token: int) -> bool:
    """Whether the noun is, or is coordinated with, the subject of its clause."""
    at = token
    for _ in sentence.tokens:
        relation = sentence.tokens[at].relation.split(":")[0]
        if relation not in ("conj", "flat", "appos", "compound", "nmod") or (
            relation == "nmod" and at != token
        ):
            return relation in ("nsubj", "csubj")
        if relation == "nmod":
            return False
        at = sentence.tokens[at].head
        if at < 0:
            return False
    return False


def antecedent(sentence: Sentence, token: int) -> int:
    """The noun that a relative pronoun stands for; -1 if the tree has none."""
    at = token
    for _ in sentence.tokens:
        current = sentence.tokens[at]
        if current.relation.split(":")[0] == "acl":
            return current.head
        if current.head < 0 or current.relation in ("root", "ccomp", "advcl", "parataxis"):
            return -1
        at = current.head
    return -1


def shortened(sentence: Sentence, heads: tuple[int, ...]) -> tuple[int, ...]:
    """The heads and the shortened noun that one is joined to (Staats- und Regierungschefs)."""
    token = sentence.tokens[heads[0]]
    if token.relation == "conj" and sentence.tokens[token.head].text.endswith("-"):
        return (*heads, token.head)
    return heads
