"""Mix the weights of two runs: `python mix.py more joint --share 0.65 --name mixed --work work`.

Runs that began at one point lie in one valley: what stands between their weights is often better
on new texts than either (Wortsman et al. 2022, model soups). `--share` is that of the second.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch


def main() -> None:
    """Mix two check-points of one shape."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("first", help="name of a check-point in the work folder")
    parser.add_argument("second")
    parser.add_argument("--share", type=float, required=True, help="of the second, 0 to 1")
    parser.add_argument("--name", default="joint", help="name of what is written")
    parser.add_argument("--work", type=Path, default=Path("work"))
    args = parser.parse_args()
    first, second = (
        torch.load(args.work / f"{name}.pt", weights_only=True)
        for name in (args.first, args.second)
    )
    known = second["state"]
    state = {
        k: torch.lerp(v, known[k], args.share)
        if v.is_floating_point() and k in known and known[k].shape == v.shape
        else v
        for k, v in first["state"].items()
    }
    torch.save({**first, "state": state}, args.work / f"{args.name}.pt")


if __name__ == "__main__":
    main()
