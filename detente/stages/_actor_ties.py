"""Who persons without a title are, by the words that tie them to a body or a people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.stages._actor_codes import official
from detente.types import Actor, Mention, Sentence

if TYPE_CHECKING:
    from detente.stages._actor_resolver import Resolver

_BODIES = ("organisation", "group")  # rules of names that a person may belong to
_ALLOWED = ("obj", "iobj", "obl")


class Ties:
    """Finds whom an untitled person belongs to; works for one Resolver."""

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver

    def code(self, mention: Mention) -> str:
        """The code of a person whom the sentence ties to a body, "" if it does not."""
        sentence = self.resolver.sentence(mention)
        if mention.last - mention.first < 2 and not sentence.named(mention.first, "PER"):
            return ""
        return self.leads(sentence, mention) or self._member(sentence, mention)

    def leads(self, sentence: Sentence, mention: Mention) -> str:
        """Of a person of whom a relative clause says whom he leads ("who heads the union")."""
        words = self.resolver.words
        for verb in sentence.kids(mention.head, "acl", "acl:relcl"):
            if sentence.tokens[verb].lemma not in words["leads"]:
                continue
            for kid in self._objects(sentence, verb):
                led = self.resolver.at_token.get((sentence.index, kid))
                if led is None or kid < mention.last or sentence.kids(kid, "case"):
                    continue
                for actor in self.resolver.resolve(led):
                    former = any(
                        sentence.tokens[k].text.lower() in self.resolver.gazetteer.former
                        for k in sentence.children[verb]
                    )
                    over = former and official(actor.code)
                    return f"{actor.code[:3]}:ELI" if over else actor.code
        return ""

    def _objects(self, sentence: Sentence, verb: int) -> list[int]:
        """What the verb of a relative clause acts on, also where the tree has two subjects."""
        first, *others = sentence.kids(verb, "nsubj") or (-1,)
        who = first >= 0 and sentence.tokens[first].text.lower() in self.resolver.words["relatives"]
        return [*sentence.kids(verb, *_ALLOWED), *(others if who else ())]

    def _member(self, sentence: Sentence, mention: Mention) -> str:
        """Of a person to whose name a body is added ("X of the union", "the union's X")."""
        owners = self.resolver.context.owners
        for actor, body in owners.owners(sentence, mention, (mention.head,)):
            if body or _rule(actor) in _BODIES:
                return actor.code
        return ""


def _rule(actor: Actor) -> str:
    return actor.reason.rule if actor.reason else ""
