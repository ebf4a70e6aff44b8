"""A check-point from the released file, to train on from: `python restore.py --work DIR`.

Writes `DIR/released.pt` and `DIR/pieces.model`, which is what `learn.py --start released` and
`mix.py` want; nobody has to begin with the pretrained encoder. Weights of the encoder come back as
the 8 bits say: exported at once, it gives the same integers again.
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

import numpy as np
import onnx
import sources
import torch
from model import Parser
from onnx import numpy_helper

MODEL = Path(__file__).parent.parent / "detente" / "data" / "model"
PREFIX = "parser."


def module(node: str) -> str:
    """The module that a node of the graph is of: "encoder.layers.0.q", "arc_head.1"."""
    parts = node.split("/")[2:-1]
    if len(parts) == 2 and parts[1].startswith(f"{parts[0]}."):
        return parts[1]
    return ".".join(parts)


def state(graph: onnx.GraphProto) -> dict[str, np.ndarray]:
    """The weights of the network by their names in `model.Parser`."""
    known = {i.name: numpy_helper.to_array(i) for i in graph.initializer}
    out = {k.removeprefix(PREFIX): v for k, v in known.items() if k.startswith(PREFIX)}
    rows, scale = out.pop("encoder.word.rows"), out.pop("encoder.word.scale")
    out["encoder.word.weight"] = rows.astype(np.float32) * scale
    for node in graph.node:
        if node.op_type == "MatMulInteger":
            name = node.input[1].removesuffix("_quantized")
            zero = known[node.input[3]].astype(np.float32)
            value = (known[node.input[1]].astype(np.float32) - zero) * known[f"{name}_scale"]
        elif node.op_type == "MatMul" and node.input[1] in known:
            value = known[node.input[1]]
        else:
            continue
        where = module(node.name)
        if where:
            out[f"{where}.weight"] = np.ascontiguousarray(value.T)
        else:  # the product of the arcs stands in no module
            out["arc.weight"] = value[None]
    for node in graph.node:  # forms with several outputs lie turned, [size, outputs, size]
        if node.op_type == "Reshape" and node.input[0] in known and known[node.input[0]].ndim == 3:
            value = known[node.input[0]].transpose(1, 0, 2)
            name = "role" if value.shape[1] == out["role_word.1.bias"].shape[0] + 1 else "relation"
            out[f"{name}.weight"] = np.ascontiguousarray(value)
        if node.op_type == "Split" and node.input[0] in known:
            out["mix"] = np.log(np.maximum(known[node.input[0]], 1e-8))
    return out


def main() -> None:
    """Write the check-point, and check that every weight was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, default=Path("work"))
    parser.add_argument("--model", type=Path, default=MODEL, help="folder with syntax.onnx")
    parser.add_argument("--name", default="released", help="name of the check-point")
    args = parser.parse_args()
    source = sources.read(sources.fetch(args.work))
    file = onnx.load(args.model / "syntax.onnx")
    facts = json.loads({p.key: p.value for p in file.metadata_props}["labels"])
    weights = {k: torch.from_numpy(np.array(v)) for k, v in state(file.graph).items()}
    ids = list(range(len(weights["encoder.word.weight"])))  # only how many counts from here on
    network = Parser(source, ids, facts["layers"], facts["tags"], facts["relations"])
    network.load_state_dict(weights)  # says which weight is missing, too many or of another shape
    saved = {"state": network.state_dict(), "layers": facts["layers"], "ids": ids}
    saved |= {"tags": facts["tags"], "relations": facts["relations"]}
    torch.save(saved, args.work / f"{args.name}.pt")
    shutil.copyfile(args.model / "pieces.model", args.work / "pieces.model")
    print(f"{args.work / args.name}.pt: {len(weights)} weights of {args.model / 'syntax.onnx'}")


if __name__ == "__main__":
    main()
