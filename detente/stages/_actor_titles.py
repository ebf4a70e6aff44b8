"""Which offices of a sentence are titles of a name."""

from __future__ import annotations

from detente.gazetteer import Gazetteer
from detente.stages import _actor_phrases as phrases
from detente.types import Mention, Sentence

_FEW = 7  # words within which a phrase says until when an office was held
_NEAR = ("appos", "flat", "compound", "nmod", "dep")


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
        found.extend(_behind(sentence, name, roles, gazetteer.words["until"]))
    found = [role for role in found if not _many(sentence, role, name, gazetteer)]
    ahead = _ahead(sentence, name, found, roles, gazetteer)
    return [*found, ahead] if ahead is not None and ahead not in found else found


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
    return not phrases.determiner(sentence, (role.head,), words)


def _bare(gazetteer: Gazetteer, text: str, ending: str) -> bool:
    """Whether the name is in the tables only without the ending."""
    base = text[: -len(ending)]
    return bool(gazetteer.names(base)) and gazetteer.names(base) == gazetteer.names(text)


def _behind(
    sentence: Sentence, name: Mention, roles: dict[int, Mention], until: list[str]
) -> list[Mention]:
    """An office after a comma, found without the tree: "X, the (Iranian) foreign minister",
    "X, until May (Iran's) foreign minister"."""
    tokens = sentence.tokens
    i = name.last
    if i >= len(tokens) or tokens[i].text != ",":
        return []
    i += 1
    if i < len(tokens) and tokens[i].text.lower() in until:
        if phrases.joins(sentence, i):
            return []
        near = range(i + 1, min(i + _FEW, len(tokens)))
        return [roles[k] for k in near if k in roles][:1]
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


def _many(sentence: Sentence, role: Mention, name: Mention, gazetteer: Gazetteer) -> bool:
    """Whether an office means several people and the name a single one (followers of X)."""
    owned = sentence.tokens[name.last - 1].text.endswith(tuple(gazetteer.words["genitive"]))
    plural = _plural(sentence, role) or (owned and _plural(sentence, role, same=True))
    if not plural or role.last == name.first or not sentence.named(name.first, "PER"):
        return False
    if phrases.determiner(sentence, (role.head,), frozenset(gazetteer.words["indefinite"])):
        return False
    parts = (role.head, *range(name.first, name.last))
    joined = any(sentence.kids(part, "conj") for part in parts)
    return not joined and sentence.tokens[name.head].relation != "conj"


def _plural(sentence: Sentence, role: Mention, *, same: bool = False) -> bool:
    """Whether an office stands in the plural, by its form; `same`: or may look like one alone."""
    token = sentence.tokens[role.head]
    differs = same or token.text.lower() != token.lemma.lower()
    return differs and token.morph.get("Number") == "Plur"


def _ahead(
    sentence: Sentence,
    name: Mention,
    found: list[Mention],
    roles: dict[int, Mention],
    gazetteer: Gazetteer,
) -> Mention | None:
    """The office of a person before a comma, its bearer between commas, whatever the tree says:
    "its minister, (the general) X,"."""
    tokens = sentence.tokens
    at = min([name.first, *(t.first for t in found if t.last == name.first)]) - 1
    while at > 0 and tokens[at].upos in ("DET", "ADJ"):
        at -= 1
    closed = name.last < len(tokens) and tokens[name.last].upos == "PUNCT"
    role = roles.get(at - 1)
    if at < 1 or tokens[at].text != "," or not closed or role is None or role.last != at:
        return None
    office = gazetteer.office(role.text)
    if office is None or office.kind != "person" or tokens[name.head].relation == "conj":
        return None
    plural = _plural(sentence, role)
    owned = sentence.kids(role.head, "det", "nmod:poss", "det:poss")
    return role if owned and not plural else None
