"""The network: a BERT encoder with heads for parts of speech, features, trees, names and events."""

from __future__ import annotations

import numpy as np
import torch
from data import MORPH, NAMES
from labels import LABELS, ROLES
from sources import Pretrained
from torch import Tensor, nn

POSITIONS = 258
ARC, RELATION, ROLE = 256, 96, 128
KINDS = {name: len(labels) for name, labels in LABELS.items()}


class Layer(nn.Module):
    """One post-norm transformer layer."""

    def __init__(self, hidden: int, inner: int, heads: int, epsilon: float) -> None:
        super().__init__()
        self.q, self.k = nn.Linear(hidden, hidden), nn.Linear(hidden, hidden)
        self.v, self.o = nn.Linear(hidden, hidden), nn.Linear(hidden, hidden)
        self.ln1, self.ln2 = nn.LayerNorm(hidden, epsilon), nn.LayerNorm(hidden, epsilon)
        self.fi, self.fo = nn.Linear(hidden, inner), nn.Linear(inner, hidden)
        self.heads, self.drop = heads, nn.Dropout(0.1)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        batch, length, hidden = x.shape
        split = lambda t: t.view(batch, length, self.heads, -1).transpose(1, 2)  # noqa: E731
        attended = nn.functional.scaled_dot_product_attention(
            split(self.q(x)), split(self.k(x)), split(self.v(x)), attn_mask=mask
        )
        joined = attended.transpose(1, 2).reshape(batch, length, hidden)
        x = self.ln1(x + self.drop(self.o(joined)))
        return self.ln2(x + self.drop(self.fo(nn.functional.gelu(self.fi(x)))))


class Encoder(nn.Module):
    """The first `layers` layers of the pretrained encoder over the pruned vocabulary."""

    def __init__(self, source: Pretrained, ids: list[int], layers: int) -> None:
        super().__init__()
        self.hidden, get = source.hidden, source.tensors
        self.word = nn.Embedding(len(ids), self.hidden)
        self.position = nn.Embedding(POSITIONS, self.hidden)
        self.kind = nn.Parameter(torch.zeros(self.hidden))
        self.norm, self.drop = nn.LayerNorm(self.hidden, source.epsilon), nn.Dropout(0.1)
        self.layers = nn.ModuleList(
            Layer(self.hidden, source.inner, source.heads, source.epsilon) for _ in range(layers)
        )

        def put(parameter: nn.Parameter, value: np.ndarray) -> None:
            parameter.data = torch.from_numpy(value.reshape(parameter.shape).copy())

        put(self.word.weight, get["emb.word"].reshape(-1, self.hidden)[ids])
        put(self.position.weight, get["emb.pos"].reshape(-1, self.hidden)[:POSITIONS])
        put(self.kind, get["emb.type"].reshape(-1, self.hidden)[0])
        put(self.norm.weight, get["emb.ln.w"])
        put(self.norm.bias, get["emb.ln.b"])
        names = {"q": "q", "k": "k", "v": "v", "o": "ao", "fi": "fi", "fo": "fo"}
        names |= {"ln1": "aln", "ln2": "oln"}
        for index, layer in enumerate(self.layers):
            for ours, theirs in names.items():
                module = getattr(layer, ours)
                put(module.weight, get[f"l{index}.{theirs}.w"])
                put(module.bias, get[f"l{index}.{theirs}.b"])

    def forward(self, ids: Tensor, mask: Tensor) -> list[Tensor]:
        places = torch.arange(ids.shape[1], device=ids.device)
        x = self.drop(self.norm(self.word(ids) + self.position(places) + self.kind))
        bias = (1.0 - mask.to(x.dtype))[:, None, None, :] * -1e4
        outputs = [x]
        for layer in self.layers:
            x = layer(x, bias)
            outputs.append(x)
        return outputs


class Biaffine(nn.Module):
    """`outputs` bilinear forms over two vectors, each with a constant added."""

    def __init__(self, size: int, outputs: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.empty(outputs, size + 1, size + 1))
        nn.init.normal_(self.weight, std=0.02)

    @staticmethod
    def one(x: Tensor) -> Tensor:
        """The vectors with a one at the end."""
        return torch.cat([x, torch.ones_like(x[..., :1])], -1)


class Parser(nn.Module):
    """Encoder and heads; word vectors are those of each word's first piece."""

    def __init__(
        self, source: Pretrained, ids: list[int], layers: int, tags: list[str], relations: list[str]
    ) -> None:
        super().__init__()
        self.encoder = Encoder(source, ids, layers)
        hidden = source.hidden
        self.mix = nn.Parameter(torch.zeros(4, layers + 1))
        self.tags = nn.Linear(hidden, len(tags))
        self.morph = nn.Linear(hidden, sum(len(v) for v in MORPH.values()))
        self.names = nn.Sequential(
            nn.Dropout(0.2), nn.Linear(hidden, 128), nn.GELU(), nn.Linear(128, len(NAMES))
        )

        def mlp(size: int) -> nn.Module:
            return nn.Sequential(
                nn.Dropout(0.25), nn.Linear(hidden, size), nn.GELU(), nn.Dropout(0.25)
            )

        self.arc_dependent, self.arc_head = mlp(ARC), mlp(ARC)
        self.relation_dependent, self.relation_head = mlp(RELATION), mlp(RELATION)
        self.arc, self.relation = Biaffine(ARC, 1), Biaffine(RELATION, len(relations))
        self.events = nn.Sequential(
            *(nn.Dropout(0.2), nn.Linear(hidden, 384), nn.GELU(), nn.Dropout(0.2)),
            nn.Linear(384, sum(KINDS.values())),
        )
        self.role_trigger, self.role_word = mlp(ROLE), mlp(ROLE)
        self.role = Biaffine(ROLE, len(ROLES))

    def words(self, ids: Tensor, mask: Tensor, first: Tensor) -> list[Tensor]:
        """Mixes of the layers (trees, tags, names, events) at the first piece of each word."""
        outputs = self.encoder(ids, mask)
        weights = torch.softmax(self.mix, -1)
        index = first[..., None].expand(-1, -1, self.encoder.hidden)
        mixes = []
        for row in weights:
            mixed = sum(w * o for w, o in zip(row, outputs, strict=True))
            mixes.append(mixed.gather(1, index))
        return mixes

    def forward(self, ids: Tensor, mask: Tensor, first: Tensor) -> dict[str, Tensor]:
        tree, tag, name, event = self.words(ids, mask, first)
        dependent = Biaffine.one(self.arc_dependent(tree))
        head = Biaffine.one(self.arc_head(tree))
        arcs = (dependent @ self.arc.weight[0]) @ head.transpose(1, 2)
        return {
            "tags": self.tags(tag),
            "morph": self.morph(tag),
            "names": self.names(name),
            "arcs": arcs,
            "dependent": Biaffine.one(self.relation_dependent(tree)),
            "head": Biaffine.one(self.relation_head(tree)),
            "kinds": self.events(event),
            "roles": self.roles(event),
        }

    def roles(self, event: Tensor) -> Tensor:
        """Score of each role between each two words: [batch, trigger, role, word]."""
        trigger = Biaffine.one(self.role_trigger(event))
        word = Biaffine.one(self.role_word(event))
        size = trigger.shape[-1]
        left = trigger @ self.role.weight.permute(1, 0, 2).reshape(size, -1)
        batch, width = event.shape[0], event.shape[1]
        left = left.view(batch, width * len(ROLES), size)
        return (left @ word.transpose(1, 2)).view(batch, width, len(ROLES), width)

    def label(self, dependent: Tensor, head: Tensor) -> Tensor:
        """Relation scores of each word given the vector of its head: [..., relations]."""
        size = dependent.shape[-1]
        left = dependent @ self.relation.weight.permute(1, 0, 2).reshape(size, -1)
        left = left.view(*dependent.shape[:-1], -1, size)
        return (left @ head[..., None])[..., 0]
