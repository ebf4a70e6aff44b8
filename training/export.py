"""Write the shipped file: `python export.py --work DIR --out ../detente/data/model`.

Weights of the encoder become 8-bit integers (per output channel), the word embeddings 8-bit
rows with a scale each. Activations are quantised with fixed scales, calibrated on training
sentences: unlike dynamic quantisation, a sentence then gets the same scores in any batch.
"""

from __future__ import annotations

import argparse
import json
import random
from pathlib import Path

import data
import labels
import numpy as np
import onnx
import onnxruntime as ort
import sources
import torch
from batches import Encoding, tensors
from model import Parser
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from sentencepiece import SentencePieceProcessor
from torch import Tensor, nn


class Rows8(nn.Module):
    """An embedding table in 8-bit rows."""

    def __init__(self, table: Tensor) -> None:
        super().__init__()
        scale = table.abs().amax(1, keepdim=True).clamp(min=1e-8) / 127
        self.register_buffer("rows", (table / scale).round().to(torch.int8))
        self.register_buffer("scale", scale)

    def forward(self, ids: Tensor) -> Tensor:
        return self.rows[ids].float() * self.scale[ids]


class Shipped(nn.Module):
    """The graph that is shipped: everything that the program reads, in one pass."""

    def __init__(self, parser: Parser) -> None:
        super().__init__()
        self.parser = parser

    def forward(self, ids: Tensor, mask: Tensor, first: Tensor, words: Tensor):
        out = self.parser(ids, mask, first)
        arcs = out["arcs"] + (1.0 - words)[:, None, :] * -1e4
        best = arcs.argmax(-1)
        index = best[..., None].expand(-1, -1, out["head"].shape[-1])
        relations = self.parser.label(out["dependent"], out["head"].gather(1, index))
        return arcs, relations, *(out[name] for name in OUTPUTS[2:])


OUTPUTS = ("arcs", "relations", "tags", "morph", "names", "kinds", "roles")


def load(path: Path, source: sources.Pretrained) -> tuple[Parser, dict]:
    """A trained parser with the labels saved beside it."""
    saved = torch.load(path, weights_only=True)
    if "state" not in saved:  # a check-point of a run that is not finished
        labels = json.loads((path.parent / "labels.json").read_text())
        state = {**saved["model"], **saved["average"]}
        layers = 1 + max(int(k.split(".")[2]) for k in state if k.startswith("encoder.layers."))
        saved = {"state": state, "layers": layers, **labels}
    parser = Parser(source, saved["ids"], saved["layers"], saved["tags"], saved["relations"])
    parser.load_state_dict(saved["state"])
    parser.encoder.word = Rows8(parser.encoder.word.weight.data)  # type: ignore[assignment]
    return parser.eval(), saved


def feed(rows: list[dict]) -> dict[str, np.ndarray]:
    """Inputs of the exported model for some rows."""
    b = tensors(rows)
    return {
        "ids": b["ids"].numpy(),
        "mask": b["mask"].numpy().astype(np.float32),
        "first": b["first"].numpy(),
        "words": b["words"].numpy().astype(np.float32),
    }


def calibrate(path: Path, rows: list[dict]) -> dict[str, tuple[float, float]]:
    """Lowest and highest input of every matrix product of the encoder, over `rows`."""
    graph = onnx.load(path)
    wanted = sorted(
        {n.input[0] for n in graph.graph.node if n.op_type == "MatMul" and "/encoder/" in n.name}
    )
    for name in wanted:
        graph.graph.output.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, None))
    session = ort.InferenceSession(graph.SerializeToString(), providers=["CPUExecutionProvider"])
    seen: dict[str, list[tuple[float, float]]] = {n: [] for n in wanted}
    for row in rows:
        for name, value in zip(wanted, session.run(wanted, feed([row])), strict=True):
            seen[name].append((float(value.min()), float(value.max())))
    out = {}
    for name, ranges in seen.items():
        low, high = np.array(ranges).T
        out[name] = (float(np.quantile(low, 0.01)), float(np.quantile(high, 0.99)))
    return out


def fix_scales(path: Path, ranges: dict[str, tuple[float, float]]) -> None:
    """Replace the dynamic quantisation of activations by fixed scales."""
    model = onnx.load(path)
    graph = model.graph
    renamed: dict[str, str] = {}
    nodes = []
    for node in graph.node:
        if node.op_type != "DynamicQuantizeLinear":
            nodes.append(node)
            continue
        low, high = ranges[node.input[0]]
        low, high = min(low, 0.0), max(high, 0.0)
        scale = max((high - low) / 255, 1e-8)
        zero = int(np.clip(round(-low / scale), 0, 255))
        quantised, scale_name, zero_name = node.output
        graph.initializer.append(
            numpy_helper.from_array(np.array(scale, np.float32), scale_name + "_fixed")
        )
        graph.initializer.append(
            numpy_helper.from_array(np.array(zero, np.uint8), zero_name + "_fixed")
        )
        renamed[scale_name], renamed[zero_name] = scale_name + "_fixed", zero_name + "_fixed"
        inputs = [node.input[0], scale_name + "_fixed", zero_name + "_fixed"]
        nodes.append(helper.make_node("QuantizeLinear", inputs, [quantised], name=node.name))
    for node in nodes:
        for i, name in enumerate(node.input):
            node.input[i] = renamed.get(name, name)
    del graph.node[:]
    graph.node.extend(nodes)
    onnx.save(model, path)


def main() -> None:
    """Write the quantised model that the package ships."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path("work"))
    parser.add_argument("--point", default="joint.pt")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    source = sources.read(sources.fetch(args.work))
    model, saved = load(args.work / args.point, source)
    args.out.mkdir(parents=True, exist_ok=True)
    tokenizer = SentencePieceProcessor(model_file=str(args.work / "pieces.model"))
    encoding = Encoding(tokenizer, saved["tags"], saved["relations"])
    rng = random.Random(0)
    trees = [s for n in (*data.TRAIN_DE, *data.TRAIN_EN) for s in data.treebank(args.data, n)]
    rows = [encoding.row(s) for s in rng.sample(trees, 300)]
    b = tensors(rows[:2])
    example = (b["ids"], b["mask"].float(), b["first"], b["words"].float())
    plain, small = args.work / "plain.onnx", args.work / "small.onnx"
    axes = {"ids": {0: "b", 1: "l"}, "mask": {0: "b", 1: "l"}}
    axes |= {n: {0: "b", 1: "w"} for n in ("first", "words", *OUTPUTS)}
    axes["arcs"] = {0: "b", 1: "w", 2: "w"}
    axes["roles"] = {0: "b", 1: "w", 3: "w"}
    torch.onnx.export(
        Shipped(model),
        example,
        str(plain),
        input_names=["ids", "mask", "first", "words"],
        output_names=list(OUTPUTS),
        dynamic_axes=axes,
        opset_version=17,
        dynamo=False,
    )
    graph = onnx.load(plain)
    heads = [
        n.name for n in graph.graph.node if n.op_type == "MatMul" and "/encoder/" not in n.name
    ]
    quantize_dynamic(
        plain,
        small,
        weight_type=QuantType.QInt8,
        per_channel=True,
        op_types_to_quantize=["MatMul"],
        nodes_to_exclude=heads,
        extra_options={"MatMulConstBOnly": True},
    )
    fix_scales(small, calibrate(plain, rows))
    finished = onnx.load(small)
    facts = {
        "tags": saved["tags"],
        "relations": saved["relations"],
        "names": list(data.NAMES),
        "morph": [[k, list(v)] for k, v in data.MORPH.items()],
        "kinds": [[k, list(v)] for k, v in labels.LABELS.items()],
        "alone": list(labels.ALONE),
        "roles": list(labels.ROLES),
        "layers": saved["layers"],
    }
    finished.metadata_props.add(key="labels", value=json.dumps(facts, sort_keys=True))
    onnx.save(finished, args.out / "syntax.onnx")
    (args.out / "pieces.model").write_bytes((args.work / "pieces.model").read_bytes())
    size = (args.out / "syntax.onnx").stat().st_size / 1e6
    print(f"{args.out / 'syntax.onnx'}: {size:.1f} MB")


if __name__ == "__main__":
    main()
