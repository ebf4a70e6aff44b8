"""Who does it where what stands first may be the object: signs of form alone.

A language with cases puts an object or a dative first (Der Regierung dankte der Minister). Trees
take it for the subject; the form of articles and pronouns, and the number of the verb, know better.
`object_first` reads the forms that the tree has, `told_by_form` those of the words themselves.
Its words and endings come from the pack (`support.yaml`, key `front`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from detente.resources import LanguagePack
from detente.types import Sentence

_ARGUMENTS = ("nsubj", "obj", "iobj", "obl:arg")
_NAMING = ("NOUN", "PROPN", "PRON", "NUM", "DET")
_SWAPPED = ("nsubj", "obj", "obl:arg")


@dataclass(frozen=True, slots=True)
class Forms:
    """Forms that tell case and number."""

    datives: frozenset[str]  # articles and pronouns that are never a nominative
    accusatives: frozenset[str]
    either: frozenset[str]  # a dative before a plural, else an accusative
    nominatives: frozenset[str]  # pronouns that are always a subject
    relatives: frozenset[str]  # relative pronouns that may be subject or object
    feminine_article: frozenset[str]  # articles of a feminine dative
    feminines: tuple[str, ...]  # endings of feminine nouns
    masculines: tuple[str, ...]  # those that end so and are none
    singulars: frozenset[str]  # articles of a singular only
    plural_verbs: tuple[str, ...]  # endings of a verb in the plural
    singular_verbs: frozenset[str]  # verbs in the singular that end so
    plural_nouns: tuple[str, ...]  # endings that no feminine singular has
    done: tuple[str, ...]  # endings of nouns that do nothing
    names: frozenset[str]  # names whose first word looks like an article


@cache
def forms_of(pack: LanguagePack) -> Forms | None:
    """The forms of a language; None where it has no cases."""
    raw = pack.support.get("front")
    if not raw:
        return None

    def words(key: str) -> frozenset[str]:
        return frozenset(str(w) for w in raw.get(key) or ())

    def endings(key: str) -> tuple[str, ...]:
        return tuple(str(w) for w in raw.get(key) or ())

    return Forms(
        words("datives"),
        words("accusatives"),
        words("either"),
        words("nominatives"),
        words("relatives"),
        words("feminine_article"),
        endings("feminines"),
        endings("masculines"),
        words("singulars"),
        endings("plural_verbs"),
        words("singular_verbs"),
        endings("plural_nouns"),
        endings("done"),
        words("names"),
    )


def object_first(sentence: Sentence, verb: int) -> dict[int, str]:
    """The slot of the first of two subjects of a verb, where only the second can be one: it alone
    is a nominative in form (die Forderung wies er zurück) or of the number of the verb."""
    told = sentence.kids(verb, "nsubj")
    if len(told) != 2:
        return {}
    first, second = told
    slots = {first: "iobj" if sentence.kids(verb, "obj") else "obj"}
    finite = (verb, *sentence.kids(verb, "aux"))
    numbers = [_own_number(sentence, k) for k in finite if sentence.tokens[k].morph.get("Mood")]
    one, two = _own_number(sentence, first), _own_number(sentence, second)
    if numbers and one and two and one != numbers[0] == two:
        return slots
    return slots if _nominative(sentence, second) and not _nominative(sentence, first) else {}


def told_by_form(
    sentence: Sentence, verb: int, forms: Forms, reflexives: frozenset[str]
) -> dict[int, str]:
    """Slots of arguments of an active verb that the tree has wrong, by form: per token subj, obj
    or iobj. A noun or pronoun that cannot be a nominative is no subject; where the subject has
    another number than its verb and the object has that number, they change places."""
    told = [
        k
        for k in sentence.kids(verb, *_ARGUMENTS)
        if _plain(sentence, k) and sentence.tokens[k].text.lower() not in reflexives
    ]
    subjects = [k for k in told if sentence.tokens[k].relation == "nsubj"]
    cases = {k: case for k in told if (case := _case(sentence, k, forms))}
    free = [k for k in told if k not in cases]
    left = [k for k in subjects if k not in cases]
    slots = {k: case for k, case in cases.items() if k in subjects or not subjects}
    slots |= {k: case for k, case in cases.items() if case == "iobj" and k == told[0] < verb}
    if len(left) > 1:
        return slots | _of_two(sentence, verb, left, told, forms)
    if left:
        return slots | _by_number(sentence, verb, left[0], free, forms)
    if slots and free and (subjects or _whole(sentence, verb, told, free)):
        return slots | {_first(sentence, verb, free, forms): "subj"}
    if subjects:
        return slots
    return {} if slots or len(free) < 2 else _of_objects(sentence, verb, free, forms)


def _whole(sentence: Sentence, verb: int, told: list[int], free: list[int]) -> bool:
    """Whether a verb without a subject is that of a clause that must have one among its arguments:
    a subordinate clause, or one whose first word is an object."""
    finite = _finite(sentence, verb)
    odd = sentence.kids(verb, "expl") or any(
        sentence.tokens[k].upos == "PART" for k in sentence.kids(verb, "mark")
    )
    if finite is None or odd or len(free) != 1:
        return False
    if sentence.tokens[verb].relation.startswith("acl") or sentence.kids(verb, "mark"):
        return max(told) < verb and sentence.tokens[verb].relation != "conj"
    return told[0] not in free and told[0] < finite < free[0]


def _plain(sentence: Sentence, word: int) -> bool:
    token = sentence.tokens[word]
    return token.upos in _NAMING and not sentence.kids(word, "case")


def _case(sentence: Sentence, word: int, forms: Forms) -> str:
    """The slot of a noun or pronoun that is no nominative in form; empty where it may be one."""
    token = sentence.tokens[word]
    leads = sentence.kids(word, "det") if token.upos in ("NOUN", "PROPN") else (word,)
    for lead in leads:
        text = sentence.tokens[lead].text
        low = text.lower()
        if f"{text} {token.text}" in forms.names or lead > word or _hung(sentence, lead, word):
            continue
        if low in forms.datives:
            return "iobj"
        if low in forms.either:
            return "iobj" if token.morph.get("Number") == "Plur" and lead != word else "obj"
        if low in forms.accusatives:
            return "obj"
        genitive = lead > 0 and sentence.tokens[lead - 1].upos in ("NOUN", "PROPN")
        dative = low in forms.feminine_article and lead != word and not genitive
        if dative and feminine(token.text, forms):
            return "iobj"
    return ""


def _hung(sentence: Sentence, lead: int, word: int) -> bool:
    """Whether an article is the relative pronoun of a clause, which the tree hangs on a name."""
    clause = sentence.tokens[sentence.tokens[word].head].relation.startswith("acl")
    named = sentence.tokens[word].upos == "PROPN" and lead == word - 1
    return clause and named and lead > 0 and sentence.tokens[lead - 1].upos == "PUNCT"


def feminine(noun: str, forms: Forms) -> bool:
    """Whether a noun is a feminine singular by its ending."""
    low = noun.lower()
    return low.endswith(forms.feminines) and not low.endswith(forms.masculines)


def _first(sentence: Sentence, verb: int, free: list[int], forms: Forms) -> int:
    """The likeliest subject of several: a pronoun in the nominative, else the first."""
    sure = [k for k in free if sentence.tokens[k].text.lower() in forms.nominatives]
    fitting = [k for k in free if not _against(sentence, verb, k, forms)]
    return (sure or fitting or free)[0]


def _of_two(
    sentence: Sentence, verb: int, subjects: list[int], told: list[int], forms: Forms
) -> dict[int, str]:
    """Of two subjects the second is meant where it is a pronoun in the nominative, where the first
    is a relative pronoun or a noun that does nothing."""
    first, second = subjects[:2]
    if len(subjects) != 2:
        return {}
    tokens = sentence.tokens
    relative = tokens[verb].relation.startswith("acl") and tokens[first].upos == "PRON"
    turned = tokens[second].text.lower() in forms.nominatives
    if relative and tokens[first].text.lower() in forms.relatives and len(told) == 2:
        turned = turned or (
            bool(sentence.kids(second, "det")) and _fits(sentence, verb, second, forms)
        )
    elif _between(sentence, verb, first, second) and _idle(sentence, first, second, forms):
        turned = turned or _fits(sentence, verb, second, forms)
    return {first: "obj", second: "subj"} if turned else {}


def _of_objects(sentence: Sentence, verb: int, objects: list[int], forms: Forms) -> dict[int, str]:
    """Of two objects without a subject the second is it, where the first does nothing or is not
    of the number of the verb."""
    first, second = objects[:2]
    against = _against(sentence, verb, first, forms)
    turned = against or _idle(sentence, first, second, forms)
    if turned and _between(sentence, verb, first, second) and _fits(sentence, verb, second, forms):
        return {first: "obj", second: "subj"}
    return {}


def _idle(sentence: Sentence, first: int, second: int, forms: Forms) -> bool:
    """Whether the first of two nouns is one that does nothing, and the second is not."""
    return _does_nothing(sentence, first, forms) and not _does_nothing(sentence, second, forms)


def _does_nothing(sentence: Sentence, word: int, forms: Forms) -> bool:
    return sentence.tokens[word].text.lower().endswith(forms.done)


def _between(sentence: Sentence, verb: int, first: int, second: int) -> bool:
    """Whether the verb that has a person stands between two of its arguments."""
    finite = _finite(sentence, verb)
    return finite is not None and first < finite < second


def _finite(sentence: Sentence, verb: int) -> int | None:
    """The verb that has a person: an auxiliary, else the verb itself; None where it is unclear."""
    tokens = sentence.tokens
    helping = sentence.kids(verb, "aux", "aux:pass")
    found = [k for k in helping or (verb,) if "Mood" in tokens[k].morph]
    found = [k for k in found if tokens[k].morph.get("VerbForm") not in ("Inf", "Part")]
    if not helping and tokens[verb].relation == "root":
        return verb
    return found[0] if len(found) == 1 else None


def _is_plural(sentence: Sentence, finite: int, forms: Forms) -> bool:
    low = sentence.tokens[finite].text.lower()
    return low.endswith(forms.plural_verbs) and low not in forms.singular_verbs


def _against(sentence: Sentence, verb: int, word: int, forms: Forms) -> bool:
    """Whether a noun is of another number than its verb, by the form of both."""
    finite = _finite(sentence, verb)
    number = _number(sentence, word, forms)
    if finite is None or not number:
        return False
    return _is_plural(sentence, finite, forms) != (number == "Plur")


def _fits(sentence: Sentence, verb: int, word: int, forms: Forms) -> bool:
    """Whether a noun may be the subject by its number: of a verb in the plural only what is known
    to be one."""
    finite = _finite(sentence, verb)
    if finite is None or _against(sentence, verb, word, forms):
        return False
    if _number(sentence, word, forms) or not _is_plural(sentence, finite, forms):
        return True
    return sentence.tokens[word].morph.get("Number") == "Plur"


def _number(sentence: Sentence, word: int, forms: Forms) -> str:
    """The number of a noun by its form; empty where it shows none."""
    token, tokens = sentence.tokens[word], sentence.tokens
    low = token.text.lower()
    joined = [k for k in sentence.kids(word, "conj") if sentence.kids(k, "cc")]
    if any(tokens[k].upos in ("NOUN", "PROPN") for k in joined):
        return "" if low.endswith("-") else "Plur"
    if any(tokens[k].upos == "CCONJ" for k in sentence.subtree(word)):
        return ""
    if token.upos in ("PRON", "DET"):
        return "Sing" if low in forms.singulars else ""
    leads = {tokens[k].text.lower() for k in sentence.kids(word, "det")}
    if leads & forms.singulars or feminine(low, forms):
        return "Sing"
    if token.upos == "PROPN" and not leads:
        return ""
    plural = token.morph.get("Number") == "Plur" and low.endswith(forms.plural_nouns)
    return "Plur" if plural else ""


def _by_number(
    sentence: Sentence, verb: int, subject: int, free: list[int], forms: Forms
) -> dict[int, str]:
    """The only object is the subject where it is of the number of the verb, and what the tree has
    for the subject, which stands first, is not."""
    others = [k for k in free if k != subject and sentence.tokens[k].relation in _SWAPPED]
    finite = _finite(sentence, verb)
    if len(others) != 1 or finite is None or not _against(sentence, verb, subject, forms):
        return {}
    other = others[0]
    token = sentence.tokens[other]
    relative = sentence.tokens[verb].relation.startswith("acl") and other < subject < verb
    if not relative and (not subject < finite < other or token.upos not in ("NOUN", "PROPN")):
        return {}
    many = token.morph.get("Number") == "Plur" and not _number(sentence, other, forms)
    many = many or bool(sentence.kids(other, "nummod"))
    if not _fits(sentence, verb, other, forms) or (
        many and not _is_plural(sentence, finite, forms)
    ):
        return {}
    return {other: "subj", subject: "obj"}


def _own_number(sentence: Sentence, word: int) -> str | None:
    """The number that tree and morphology give a word, by its article first."""
    if sentence.kids(word, "conj"):
        return "Plur"
    own = (sentence.tokens[k].morph.get("Number") for k in (*sentence.kids(word, "det"), word))
    return next((number for number in own if number), None)


def _nominative(sentence: Sentence, word: int) -> bool:
    """Whether a masculine singular, alone or by its article, shows that it is a nominative."""
    own = [word] if sentence.tokens[word].upos == "PRON" else sentence.kids(word, "det")
    marks = {"Case": "Nom", "Gender": "Masc", "Number": "Sing"}
    return any(marks.items() <= dict(sentence.tokens[k].morph).items() for k in own)
