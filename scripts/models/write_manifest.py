# SPDX-License-Identifier: Apache-2.0
"""Writes the manifest of the embedded models.

Usage: write_manifest.py PACKAGE VERSION MODELS_DIRECTORY WHEEL_DIRECTORY FILE=PATH_IN_WHEEL...
"""

import hashlib
import json
import os
import sys

import onnx


def sha256(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def tensors(values):
    """Names and shapes: the contract that the program checks before the first run."""
    return [{"name": v.name, "shape": [d.dim_value for d in v.type.tensor_type.shape.dim]} for v in values]


def entry(package, version, model, original, path_in_wheel):
    result = {
        "name": os.path.splitext(os.path.basename(model))[0],
        "file": os.path.basename(model),
        "sha256": sha256(model),
        "bytes": os.path.getsize(model),
        "license": "Apache-2.0",
        "origin": {"package": package, "version": version, "path": path_in_wheel, "sha256": sha256(original)},
        "inputs": [],
        "outputs": [],
    }
    if model.endswith(".onnx"):
        graph = onnx.load(model).graph
        result["inputs"] = tensors(graph.input)
        result["outputs"] = tensors(graph.output)
    return result


def main():
    package, version, models, wheel, *pairs = sys.argv[1:]
    files = []
    for pair in pairs:
        name, path = pair.split("=", 1)
        files.append(entry(package, version, os.path.join(models, name), os.path.join(wheel, path), path))
    with open(os.path.join(models, "manifest.json"), "w", encoding="utf-8") as file:
        json.dump({"version": 1, "files": files}, file, indent=2)
        file.write("\n")


if __name__ == "__main__":
    main()
