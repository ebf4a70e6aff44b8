"""Second step of training: events beside syntax, from where `train.py` ended.

    python learn.py --data DATA --corpus ../corpus --work work

The weights that syntax shares are at the end mixed with those from before (Wortsman et al. 2022,
robust fine-tuning): what events cost syntax comes back for little. Every epoch reads the whole
train part of the corpus and nearly as many batches of treebanks and names, so that neither is
forgotten. Each epoch ends with a check-point; the same command goes on from it.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable
from pathlib import Path

import data
import sources
import torch
import torch.nn.functional as F
from batches import Encoding, group, tensors
from labels import IGNORE, ROLES, documents, labelled
from model import KINDS, Parser
from sentencepiece import SentencePieceProcessor
from train import (
    advance,
    check_point,
    floats,
    held_out,
    losses,
    measure,
    resume,
    short_sums,
)

from detente.stages.syntax import _tree

WEIGHTS = {"modes": 0.5, "tones": 1.0, "trends": 0.5, "sectors": 0.5, "sides": 12.0}
SIDES = ("acting", "affected")
SIDE = ROLES.index("side")


def arguments() -> argparse.Namespace:
    """The options of the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with ud/ and ner/")
    parser.add_argument("--corpus", type=Path, required=True, help="folder of the corpus")
    parser.add_argument("--work", type=Path, default=Path("work"))
    parser.add_argument(
        "--name", default="joint", help="name of the check-points in the work folder"
    )
    parser.add_argument("--start", default="final", help="name of the check-point to begin from")
    parser.add_argument("--share", type=float, default=1.0, help="share of the train part")
    parser.add_argument("--apart", default="", help="ranges of ids that are not learned")
    parser.add_argument("--frozen", type=int, default=0, help="lowest layers that stay as they are")
    parser.add_argument("--languages", default="de,en")
    parser.add_argument("--layers", type=int, help="layers kept of those trained")
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--tokens", type=int, default=800, help="padded pieces in a batch")
    parser.add_argument(
        "--syntax", type=float, default=0.9, help="batches of syntax to one of events"
    )
    parser.add_argument("--rate", type=float, default=2.5e-4)
    parser.add_argument("--fresh", type=float, default=3e-3, help="rate of the event heads")
    parser.add_argument("--keep", type=float, default=0.25, help="share of the weights before")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--device", default="cpu")
    return parser.parse_args()


def kinds(out: torch.Tensor) -> dict[str, torch.Tensor]:
    """The scores of each label set, cut out of those of all."""
    parts = out.split(list(KINDS.values()), -1)
    return dict(zip(KINDS, parts, strict=True))


def event_losses(model: Parser, batch: dict[str, torch.Tensor], device: str) -> torch.Tensor:
    """Loss of a batch of the corpus."""
    with short_sums(device):
        out = model(batch["ids"], batch["mask"], batch["first"])
    scores = kinds(out["kinds"].float())

    def entropy(key: str, gold: torch.Tensor) -> torch.Tensor:
        return F.cross_entropy(scores[key].flatten(0, 1), gold.flatten(), ignore_index=IGNORE)

    # the mean over words is small, most are no trigger: count per trigger instead
    at = batch["at"]
    words = (batch["types"] != IGNORE).sum()
    scale = words / max(1, len(at)) / 4
    loss = scale * (entropy("types", batch["types"]) + entropy("tones", batch["tones"]))
    if (batch["sectors"] != IGNORE).any():
        loss = loss + WEIGHTS["sectors"] * entropy("sectors", batch["sectors"])
    if not len(at):
        return loss
    rows, columns = at[:, 0], at[:, 1]
    real = batch["aux"][:, 0] != IGNORE
    if real.any():
        modes = scores["modes"][rows, columns][real]
        loss = loss + 0.5 * F.cross_entropy(modes, batch["modes"][rows, columns][real])
        aux = scores["aux"][rows, columns][real]
        loss = loss + 2.0 * F.binary_cross_entropy_with_logits(aux, batch["aux"][real].float())
        sides = torch.cat([scores[k][rows, columns][real] for k in SIDES], -1)
        gold = batch["sides"][real].float()
        loss = loss + WEIGHTS["sides"] * F.binary_cross_entropy_with_logits(sides, gold)
    if (~real).any() or (batch["tones"][rows, columns] > 0).any():
        told = batch["tones"][rows, columns] > 0
        if told.any():
            trends = scores["trends"][rows, columns][told]
            loss = loss + 0.5 * F.cross_entropy(trends, batch["trends"][rows, columns][told])
    arcs = out["roles"].float()[rows, columns]
    valid = batch["words"][rows][:, None, :].expand_as(arcs).clone()
    event = batch["types"][rows, columns] > 0
    side = batch["tones"][rows, columns] > 0
    valid[:, :SIDE] &= event[:, None, None]
    valid[:, SIDE] &= side[:, None]
    raw = F.binary_cross_entropy_with_logits(arcs, batch["arcs"], reduction="none")
    return loss + (raw * valid).sum() / len(at)


@torch.no_grad()
def measure_events(
    model: Parser, rows: list[dict], device: str, languages: list[str] | None = None
) -> None:
    """Print F1 of triggers with types, of arcs given the trigger, and shares right of the rest."""
    model.eval()
    n: dict[str, list[int]] = {}

    def count(key: str, hit: int, gold: int, found: int) -> None:
        row = n.setdefault(key, [0, 0, 0])
        for i, v in enumerate((hit, gold, found)):
            row[i] += v

    for group_ in group(rows, 3000, None):
        b = {k: v.to(device) for k, v in tensors(group_).items()}
        out = model(b["ids"], b["mask"], b["first"])
        scores = kinds(out["kinds"])
        real = b["types"] != IGNORE
        for key in ("types", "tones"):
            got, want = scores[key].argmax(-1), b[key]
            hit = int(((got == want) & (want > 0) & real).sum())
            count(key, hit, int(((want > 0) & real).sum()), int(((got > 0) & real).sum()))
        got, want = scores["types"].argmax(-1) > 0, b["types"] > 0
        count(
            "triggers",
            int((got & want & real).sum()),
            int((want & real).sum()),
            int((got & real).sum()),
        )
        known = b["sectors"] != IGNORE
        right = int(((scores["sectors"].argmax(-1) == b["sectors"]) & known).sum())
        count("sectors", right, int(known.sum()), int(known.sum()))
        if not len(b["at"]):
            continue
        r, c = b["at"].T
        told = b["aux"][:, 0] != IGNORE
        same = ((scores["aux"][r, c] > 0).long() == b["aux"]).all(-1) & told
        count("aux", int(same.sum()), int(told.sum()), int(told.sum()))
        mode = (scores["modes"][r, c].argmax(-1) == b["modes"][r, c]) & told
        count("modes", int(mode.sum()), int(told.sum()), int(told.sum()))
        at = 0
        for key in SIDES:
            size = scores[key].shape[-1]
            same = (scores[key][r, c] > 0).long() == b["sides"][:, at : at + size]
            hit = int((same.all(-1) & told).sum())
            count(key, hit, int(told.sum()), int(told.sum()))
            at += size
        arcs = (out["roles"][r, c] > 0) & b["words"][r][:, None, :]
        gold = b["arcs"] > 0
        event, side = b["types"][r, c] > 0, b["tones"][r, c] > 0
        for i, role in enumerate(ROLES):
            mine = (side if role == "side" else event)[:, None]
            a, g = arcs[:, i] & mine, gold[:, i] & mine
            count(role, int((a & g).sum()), int(g.sum()), int(a.sum()))
    for key, (hit, gold, found) in n.items():
        p, r = hit / max(1, found), hit / max(1, gold)
        f = 2 * p * r / (p + r) if p + r else 0.0
        print(f"  {key}: F1 {100 * f:.1f} (P {100 * p:.1f}, R {100 * r:.1f}, {gold})", flush=True)
    model.train()


def begin(args: argparse.Namespace) -> tuple[Parser, dict]:
    """The network as `train.py` left it, with fresh event heads, or as an earlier run of this
    command left it, with its heads; and its labels."""
    saved = torch.load(args.work / f"{args.start}.pt", weights_only=True)
    source = sources.read(sources.fetch(args.work))
    layers = args.layers or saved["layers"]
    model = Parser(source, saved["ids"], layers, saved["tags"], saved["relations"])
    state = dict(saved["state"])
    mix = state.pop("mix")[:, : layers + 1]
    state = {k: v for k, v in state.items() if k in model.state_dict()}
    model.load_state_dict(state, strict=False)
    with torch.no_grad():
        model.mix[: len(mix)] = mix
        model.mix[len(mix) :] = mix[-1]
    model.encoder.word.weight.requires_grad = False
    if args.frozen:
        low = (model.encoder.position, model.encoder.norm, *model.encoder.layers[: args.frozen])
        model.encoder.kind.requires_grad = False
        for part in low:
            part.requires_grad_(False)
    return model, {**saved, "layers": layers}


def parser_of(
    model: Parser, encoding: Encoding, device: str
) -> Callable[[list[tuple[str, ...]]], list[list[int]]]:
    """A function from the words of sentences to the heads of their words."""

    @torch.no_grad()
    def parse(sentences: list[tuple[str, ...]]) -> list[list[int]]:
        model.eval()
        rows = [{**encoding.row(data.Sentence(list(s))), "at": i} for i, s in enumerate(sentences)]
        out = [[-1] * len(s) for s in sentences]  # too long a sentence: no tree
        for part in group(rows, 6000, None):
            b = {k: v.to(device) for k, v in tensors(part).items()}
            arcs = model(b["ids"], b["mask"], b["first"])["arcs"]
            arcs = arcs.masked_fill(~b["words"][:, None, :], -1e4).cpu().numpy()
            for row, scores in zip(part, arcs, strict=True):
                n = len(row["first"])
                out[row["at"]] = _tree(scores[1 : n + 1, : n + 1])
        return out

    return parse


def treebanks(folder: Path) -> list[data.Sentence]:
    """The sentences to learn syntax from, German ones also as they are written."""
    trees = [s for n in data.TRAIN_DE for s in data.treebank(folder, n)]
    trees += list(map(data.surface, trees))
    trees += [s for n in data.TRAIN_EN for s in data.treebank(folder, n)]
    return trees


def mixed(
    average: dict[str, torch.Tensor], before: dict[str, torch.Tensor], keep: float
) -> dict[str, torch.Tensor]:
    """The weights that syntax shares, with a share of those from before."""
    return {
        k: v if k.startswith(("events", "role")) else torch.lerp(v, before[k], keep)
        for k, v in average.items()
    }


def batches_of(
    args: argparse.Namespace,
    encoding: Encoding,
    told: list[dict],
    syntax: list[dict],
    epoch: int,
) -> list[list[dict]]:
    """The batches of an epoch: all events, and of trees and names the share of `args.syntax`."""
    rng = random.Random(epoch)
    events = group(told, args.tokens, rng)
    other = group(syntax, args.tokens, rng)
    named = [encoding.row(s) for s in data.epoch_names(args.data, epoch, 0.1)]
    other += group(named, args.tokens, rng)
    rng.shuffle(other)
    out = events + other[: round(args.syntax * len(events))]
    rng.shuffle(out)
    return out


def descent(
    model: Parser, args: argparse.Namespace, total: int
) -> tuple[torch.optim.Optimizer, torch.optim.lr_scheduler.LRScheduler]:
    """How weights move: new heads fastest, the encoder slowest, up at first and then down."""
    body = [p for n, p in model.named_parameters() if n.startswith("encoder") and p.requires_grad]
    fresh = [p for n, p in model.named_parameters() if n.startswith(("events", "role"))]
    old = [
        p
        for n, p in model.named_parameters()
        if not n.startswith(("encoder", "events", "role")) and p.requires_grad
    ]
    groups = [{"params": body, "lr": args.rate}, {"params": fresh, "lr": args.fresh}]
    groups += [{"params": old, "lr": 3e-4}]
    optimizer = torch.optim.AdamW(groups, betas=(0.9, 0.98), weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda i: min((i + 1) / (0.08 * total), max(0.02, (total - i) / (0.92 * total)))
    )
    return optimizer, schedule


def tell(step: str, running: list[float], seen: list[int], spent: float) -> None:
    """Print the mean losses of an epoch so far."""
    syntax, events = (r / max(1, n) for r, n in zip(running, seen, strict=True))
    print(f"  {step} syntax {syntax:.3f} events {events:.3f} {spent:.0f}s", flush=True)


def main() -> None:
    """Train, measure after each epoch, and save."""
    args = arguments()
    torch.manual_seed(0)
    torch.set_num_threads(args.threads)
    model, saved = begin(args)
    tokenizer = SentencePieceProcessor(model_file=str(args.work / "pieces.model"))
    encoding = Encoding(tokenizer, saved["tags"], saved["relations"])
    languages = args.languages.split(",")
    model.to(args.device)
    parse = parser_of(model, encoding, args.device)
    docs = documents(args.corpus, "train", languages=languages, share=args.share, apart=args.apart)
    train = [encoding.event_row(s) for s in labelled(docs, parse)]
    dev = [encoding.event_row(s) for s in labelled(documents(args.corpus, "dev"), parse)]
    trees = treebanks(args.data)
    held = held_out(args.data)
    syntax_rows = [encoding.row(s) for s in trees]
    print(f"{len(docs)} documents, {len(train)} sentences; {len(trees)} trees", flush=True)
    total = len(batches_of(args, encoding, train, syntax_rows, 0)) * args.epochs
    optimizer, schedule = descent(model, args, total)
    before = floats(model)
    point = args.work / f"{args.name}-point.pt"
    average, start, step = resume(point, model, optimizer, schedule, args.device)
    for epoch in range(start, args.epochs):
        began, running, seen = time.time(), [0.0, 0.0], [0, 0]
        model.train()
        for rows in batches_of(args, encoding, train, syntax_rows, epoch):
            batch = {k: v.to(args.device) for k, v in tensors(rows).items()}
            told = "types" in batch
            loss = event_losses(model, batch, args.device) if told else losses(model, batch)
            step += 1
            advance(model, loss, optimizer, schedule, average, step)
            running[told] += loss.item()
            seen[told] += 1
            if step % 100 == 0:
                tell(f"{step}/{total}", running, seen, time.time() - began)
        done = {"average": average, "epoch": epoch + 1, "step": step}
        check_point(point, model, optimizer, schedule, **done)
        print(f"epoch {epoch + 1}: {time.time() - began:.0f}s", flush=True)
        current = {k: v.clone() for k, v in model.state_dict().items()}
        model.load_state_dict({**current, **average})
        measure_events(model, dev, args.device)
        if epoch + 1 == args.epochs:
            measure(model, encoding, held)
        model.load_state_dict(current)
    model.load_state_dict({**model.state_dict(), **mixed(average, before, args.keep)})
    final = {k: saved[k] for k in ("tags", "relations", "ids")}
    torch.save(
        {"state": model.state_dict(), "layers": saved["layers"], **final},
        args.work / f"{args.name}.pt",
    )


if __name__ == "__main__":
    main()
