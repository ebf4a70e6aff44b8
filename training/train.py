"""Train the shipped model: `python train.py --data ../../shared/data --work DIR`.

Each epoch ends with a check-point in the work folder; the same command goes on from there.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import data
import sources
import torch
import torch.nn.functional as F
import vocabulary
from batches import Encoding, group, tensors
from data import IGNORE, MORPH
from model import Parser
from sentencepiece import SentencePieceProcessor


def arguments() -> argparse.Namespace:
    """The options of the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with ud/ and ner/")
    parser.add_argument("--work", type=Path, default=Path("work"), help="check-points, downloads")
    parser.add_argument("--layers", type=int, default=10)
    parser.add_argument("--pieces", type=int, default=60_000)
    parser.add_argument("--epochs", type=int, default=7)
    parser.add_argument("--tokens", type=int, default=1500, help="padded pieces in a batch")
    parser.add_argument("--share", type=float, default=0.2, help="WikiANN used in an epoch")
    parser.add_argument("--rate", type=float, default=4e-4)
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


def prepare(args: argparse.Namespace, source: sources.Pretrained) -> dict:
    """Vocabulary and label sets, made once and kept in the work folder."""
    path = args.work / "labels.json"
    if path.exists():
        return json.loads(path.read_text())
    trees = [s for n in (*data.TRAIN_DE, *data.TRAIN_EN) for s in data.treebank(args.data, n)]
    named = data.epoch_names(args.data, 0, 1.0)
    words = (w for s in [*trees, *named] for w in s.words)
    counts = vocabulary.word_counts(words, ("de", "en"), 400_000)
    ids, model = vocabulary.prune(source, counts, args.pieces)
    (args.work / "pieces.model").write_bytes(model)
    labels = {
        "tags": sorted({t for s in trees for t in s.upos if t != "_"}),
        "relations": sorted({r for s in trees for r in s.relations if r != "_"}),
        "ids": ids,
    }
    path.write_text(json.dumps(labels))
    return labels


def short_sums(device: str) -> AbstractContextManager[object]:
    """16-bit sums where the device has them; a processor that has none only feigns them, slowly."""
    fast = device != "cpu" or torch.ops.mkldnn._is_mkldnn_bf16_supported()
    return torch.autocast(device, dtype=torch.bfloat16) if fast else nullcontext()


def losses(model: Parser, batch: dict[str, torch.Tensor]) -> torch.Tensor:
    """Sum of the cross-entropies of every label that the batch carries."""
    with short_sums(batch["ids"].device.type):
        out = model(batch["ids"], batch["mask"], batch["first"])
    out = {k: v.float() for k, v in out.items()}

    def entropy(scores: torch.Tensor, gold: torch.Tensor) -> torch.Tensor:
        return F.cross_entropy(scores.flatten(0, 1), gold.flatten(), ignore_index=IGNORE)

    if "names" in batch:
        return entropy(out["names"], batch["names"])
    arcs = out["arcs"].masked_fill(~batch["words"][:, None, :], -1e9)
    heads = batch["heads"].clamp(min=0)[..., None].expand(-1, -1, out["head"].shape[-1])
    relations = model.label(out["dependent"], out["head"].gather(1, heads))
    loss = entropy(out["tags"], batch["tags"]) + entropy(arcs, batch["heads"])
    loss = loss + entropy(relations, batch["relations"])
    at = 0
    for column, values in enumerate(MORPH.values()):
        gold = batch["morph"][..., column]
        if (gold >= 0).any():
            loss = loss + 0.15 * entropy(out["morph"][..., at : at + len(values)], gold)
        at += len(values)
    return loss


def advance(
    model: Parser,
    loss: torch.Tensor,
    optimizer: torch.optim.Optimizer,
    schedule: torch.optim.lr_scheduler.LambdaLR,
    average: dict[str, torch.Tensor],
    step: int,
) -> None:
    """One step down the loss, and the moving average of the weights after it."""
    optimizer.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    schedule.step()
    decay = min(0.998, (1 + step) / (10 + step))
    with torch.no_grad():
        state = model.state_dict()
        for k, v in average.items():
            if k != "encoder.word.weight":
                v.lerp_(state[k], 1 - decay)


def floats(model: Parser) -> dict[str, torch.Tensor]:
    """A copy of the weights, without what only counts."""
    return {k: v.clone() for k, v in model.state_dict().items() if v.is_floating_point()}


def resume(
    point: Path,
    model: Parser,
    optimizer: torch.optim.Optimizer,
    schedule: torch.optim.lr_scheduler.LRScheduler,
    device: str | None = None,
) -> tuple[dict[str, torch.Tensor], int, int]:
    """Go on from a check-point, if there is one: averages of the weights, epochs and steps done."""
    if not point.exists():
        return floats(model), 0, 0
    saved = torch.load(point, weights_only=True, map_location=device)
    model.load_state_dict(saved["model"])
    optimizer.load_state_dict(saved["optimizer"])
    schedule.load_state_dict(saved["schedule"])
    return saved["average"], saved["epoch"], saved["step"]


def check_point(
    point: Path,
    model: Parser,
    optimizer: torch.optim.Optimizer,
    schedule: torch.optim.lr_scheduler.LRScheduler,
    **done: object,
) -> None:
    """Save where training is; the check-point before stays until the new one is whole."""
    saved = {"model": model.state_dict(), "optimizer": optimizer.state_dict()}
    whole = point.with_name("next.pt")
    torch.save({**saved, "schedule": schedule.state_dict(), **done}, whole)
    whole.replace(point)


def held_out(folder: Path) -> dict[str, list[data.Sentence]]:
    """The sets that are only measured on."""
    held = {k: data.treebank(folder, n, limit=None) for k, n in data.HELD_OUT.items()}
    held["germeval"] = data.names(folder, "germeval14-dev.tsv.gz")
    held["wikiann_en"] = data.names(folder, "wikiann_en-test.conll.gz")[:3000]
    return held


@torch.no_grad()
def measure(model: Parser, encoding: Encoding, held: dict[str, list[data.Sentence]]) -> None:
    """Print UPOS, UAS, LAS of the held-out treebanks and F1 of names, before quantisation."""
    model.eval()
    for name, sentences in held.items():
        n = u = las = p = hit = gold = found = 0
        for rows in group([encoding.row(s) for s in sentences], 3000, None):
            device = next(model.parameters()).device
            b = {k: v.to(device) for k, v in tensors(rows).items()}
            out = model(b["ids"], b["mask"], b["first"])
            if "names" in b:
                got, want = out["names"].argmax(-1), b["names"]
                for g, w in zip(got.tolist(), want.tolist(), strict=True):
                    g = [x if y != IGNORE else 0 for x, y in zip(g, w, strict=True)]
                    a, c = spans(g), spans([max(x, 0) for x in w])
                    hit, gold, found = hit + len(a & c), gold + len(c), found + len(a)
                continue
            heads = out["arcs"].masked_fill(~b["words"][:, None, :], -1e9).argmax(-1)
            index = heads[..., None].expand(-1, -1, out["head"].shape[-1])
            relations = model.label(out["dependent"], out["head"].gather(1, index)).argmax(-1)
            real = b["heads"] >= 0
            n += int(real.sum())
            right = (heads == b["heads"]) & real
            u += int(right.sum())
            las += int((right & (relations == b["relations"])).sum())
            p += int(((out["tags"].argmax(-1) == b["tags"]) & real).sum())
        if n:
            print(
                f"  {name}: UPOS {100 * p / n:.1f} UAS {100 * u / n:.1f} LAS {100 * las / n:.1f}",
                flush=True,
            )
        else:
            print(f"  {name}: names F1 {200 * hit / max(1, gold + found):.1f}", flush=True)
    model.train()


def spans(labels: list[int]) -> set[tuple[int, int, str]]:
    """Name spans of a BIO sequence of indexes into NAMES."""
    out, start, kind = set(), None, ""
    for i, label in enumerate([*labels, 0]):
        text = data.NAMES[label]
        if start is not None and text != f"I-{kind}":
            out.add((start, i, kind))
            start = None
        if text != "O" and start is None:
            start, kind = i, text[2:]
    return out


def batches_of(
    args: argparse.Namespace, encoding: Encoding, trees: list[data.Sentence], epoch: int
) -> list[list[dict]]:
    """The batches of an epoch: all trees, and names of their own for each epoch."""
    rng = random.Random(epoch)
    out = group([encoding.row(s) for s in trees], args.tokens, rng)
    named = [encoding.row(s) for s in data.epoch_names(args.data, epoch, args.share)]
    out += group(named, args.tokens, rng)
    rng.shuffle(out)
    return out


def descent(
    model: Parser, rate: float, total: int
) -> tuple[torch.optim.Optimizer, torch.optim.lr_scheduler.LRScheduler]:
    """How weights move: heads faster than the encoder, up in the first tenth and then down."""
    body = [p for n, p in model.named_parameters() if n.startswith("encoder") and p.requires_grad]
    heads = [p for n, p in model.named_parameters() if not n.startswith("encoder")]
    groups = [{"params": body, "lr": rate}, {"params": heads, "lr": 1.5e-3}]
    optimizer = torch.optim.AdamW(groups, betas=(0.9, 0.98), weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer,
        lambda i: min((i + 1) / (0.1 * total), max(0.02, (total - i) / (0.9 * total))),
    )
    return optimizer, schedule


def main() -> None:
    """Train, and save check-points."""
    args = arguments()
    torch.manual_seed(0)
    torch.set_num_threads(args.threads)
    args.work.mkdir(parents=True, exist_ok=True)
    source = sources.read(sources.fetch(args.work))
    labels = prepare(args, source)
    tokenizer = SentencePieceProcessor(model_file=str(args.work / "pieces.model"))
    encoding = Encoding(tokenizer, labels["tags"], labels["relations"])
    model = Parser(source, labels["ids"], args.layers, labels["tags"], labels["relations"])
    model.encoder.word.weight.requires_grad = False
    german = [s for n in data.TRAIN_DE for s in data.treebank(args.data, n)]
    english = [s for n in data.TRAIN_EN for s in data.treebank(args.data, n)]
    print(f"{len(german)} German and {len(english)} English sentences", flush=True)
    held = held_out(args.data)
    trees = [*german, *map(data.surface, german), *english]
    total = len(batches_of(args, encoding, trees, 0)) * args.epochs
    optimizer, schedule = descent(model, args.rate, total)
    point = args.work / "point.pt"
    average, start, step = resume(point, model, optimizer, schedule)
    for epoch in range(start, args.epochs):
        began, running = time.time(), 0.0
        model.train()
        for rows in batches_of(args, encoding, trees, epoch):
            loss = losses(model, tensors(rows))
            step += 1
            advance(model, loss, optimizer, schedule, average, step)
            running += loss.item()
            if step % 100 == 0:
                spent = time.time() - began
                print(f"  {step}/{total} loss {running / 100:.3f} {spent:.0f}s", flush=True)
                running = 0.0
        done = {"average": average, "epoch": epoch + 1, "step": step}
        check_point(point, model, optimizer, schedule, **done)
        print(f"epoch {epoch + 1}: {time.time() - began:.0f}s", flush=True)
        kept = {k: v.clone() for k, v in model.state_dict().items()}
        model.load_state_dict({**kept, **average})
        measure(model, encoding, held)
        model.load_state_dict(kept)
    model.load_state_dict({**model.state_dict(), **average})
    torch.save(
        {"state": model.state_dict(), "layers": args.layers, **labels}, args.work / "final.pt"
    )


if __name__ == "__main__":
    main()
