# SPDX-License-Identifier: Apache-2.0
"""Derives the face mesh's topology from MediaPipe's list of connections.

Usage: face_mesh_topology.py face_mesh_connections.py OUTPUT.json

The result holds the triangles (MediaPipe's tessellation, then the eye and mouth openings filled), the rings around
face, eyes and lips, the landmarks that the attention mesh refines, and the map from each landmark to its mirror image.
"Left" and "right" are the person's own, as in MediaPipe, except in the names of the model's two eye outputs.
"""

import ast
import json
import sys
from collections import deque

MESH_LANDMARK_COUNT = 468
IRIS_LANDMARK_COUNT = 5

# Which mesh landmark each row of a refined output replaces: part of the attention mesh's output contract, as in
# MediaPipe's graph tensors_to_face_landmarks_with_attention (Apache-2.0). The second eye's list is the
# mirror image of the first.
REFINED_LIPS = [
    *(61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291, 185, 40, 39, 37, 0, 267, 269, 270, 409),
    *(78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308, 191, 80, 81, 82, 13, 312, 311, 310, 415),
    *(76, 77, 90, 180, 85, 16, 315, 404, 320, 307, 306, 184, 74, 73, 72, 11, 302, 303, 304, 408),
    *(62, 96, 89, 179, 86, 15, 316, 403, 319, 325, 292, 183, 42, 41, 38, 12, 268, 271, 272, 407),
]
REFINED_LEFT_EYE_OUTPUT = [
    *(33, 7, 163, 144, 145, 153, 154, 155, 133, 246, 161, 160, 159, 158, 157, 173, 130, 25, 110, 24),
    *(23, 22, 26, 112, 243, 247, 30, 29, 27, 28, 56, 190, 226, 31, 228, 229, 230, 231, 232, 233),
    *(244, 113, 225, 224, 223, 222, 221, 189, 35, 124, 46, 53, 52, 65, 143, 111, 117, 118, 119, 120),
    *(121, 128, 245, 156, 70, 63, 105, 66, 107, 55, 193),
]


def read_connections(path):
    """Every list of directed edges in the file, by name and in the written order; the file is not executed."""
    with open(path, encoding="utf-8") as file:
        tree = ast.parse(file.read())
    connections = {}
    for statement in tree.body:
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Call):
            arguments = statement.value.args
            if len(arguments) == 1 and isinstance(arguments[0], ast.List):
                connections[statement.targets[0].id] = ast.literal_eval(arguments[0])
    return connections


def tessellation_triangles(edges):
    """The file writes each triangle as three consecutive directed edges."""
    triangles = []
    for (a, b), (b_again, c), (c_again, a_again) in zip(edges[0::3], edges[1::3], edges[2::3]):
        if (a, b, c) != (a_again, b_again, c_again):
            raise ValueError(f"three edges at landmark {a} form no triangle")
        triangles.append((a, b, c))
    return triangles


def ring(edges, start, second):
    """The closed path through the edges that begins with two given landmarks."""
    neighbors = {}
    for a, b in edges:
        neighbors.setdefault(a, []).append(b)
        neighbors.setdefault(b, []).append(a)
    path = [start, second]
    while True:
        onward = [n for n in neighbors[path[-1]] if n != path[-2]]
        if len(onward) != 1:
            raise ValueError(f"the path branches or ends at landmark {path[-1]}")
        if onward[0] == start:
            return path
        path.append(onward[0])


def filling_triangles(opening):
    """Fills a ring that begins in a corner with a strip between its upper and lower half."""
    half = len(opening) // 2
    upper = opening[: half + 1]
    lower = [opening[0]] + opening[: half - 1 : -1]
    triangles = []
    for k in range(half):
        if upper[k] != lower[k]:
            triangles.append((upper[k], upper[k + 1], lower[k]))
        if upper[k + 1] != lower[k + 1]:
            triangles.append((lower[k], upper[k + 1], lower[k + 1]))
    return triangles


def mirror_map(triangles, eye_right, eye_left):
    """Each landmark's mirror image; the map is its own inverse.

    The eye rings correspond place by place. From there and from the edge between forehead landmarks 10 and 151, both
    on the middle line, the correspondence spreads over shared edges: the triangle on one side of an edge mirrors the
    triangle on the other side of the mirrored edge. Twelve triangles have no mirror image, because a quadrilateral is
    cut along the other diagonal; the spreading goes round them.
    """
    third = {}
    for a, b, c in triangles:
        third.update({(a, b): c, (b, c): a, (c, a): b})
    mirror = {10: 10, 151: 151}
    for right, left in zip(eye_right, eye_left):
        mirror.update({right: left, left: right})
    pending = deque([(10, 151), (151, 10)])
    seen = set(pending)
    while pending:
        a, b = pending.popleft()
        c, mirrored = third.get((a, b)), third.get((mirror[b], mirror[a]))
        if c is None or mirrored is None:
            continue
        if c not in mirror and mirrored not in mirror:
            mirror.update({c: mirrored, mirrored: c})
        if mirror.get(c) != mirrored:
            continue
        for edge in ((c, a), (b, c), (a, c), (c, b)):
            if edge not in seen:
                seen.add(edge)
                pending.append(edge)
    first, second = MESH_LANDMARK_COUNT, MESH_LANDMARK_COUNT + IRIS_LANDMARK_COUNT
    for k in range(IRIS_LANDMARK_COUNT):
        mirror.update({first + k: second + k, second + k: first + k})
    result = [mirror[i] for i in range(MESH_LANDMARK_COUNT + 2 * IRIS_LANDMARK_COUNT)]
    if any(result[result[i]] != i for i in range(len(result))):
        raise ValueError("the mirror map is not its own inverse")
    return result


def topology(connections):
    tessellation = tessellation_triangles(connections["FACEMESH_TESSELATION"])
    lips = connections["FACEMESH_LIPS"]
    eye_right = ring(connections["FACEMESH_RIGHT_EYE"], 33, 246)
    eye_left = ring(connections["FACEMESH_LEFT_EYE"], 263, 466)
    lips_inner = ring(lips, 78, 191)
    openings = [filling_triangles(r) for r in (eye_right, eye_left, lips_inner)]
    mirror = mirror_map(tessellation, eye_right, eye_left)
    return {
        "triangles": tessellation + [t for opening in openings for t in opening],
        "tessellation": len(tessellation),
        "oval": ring(connections["FACEMESH_FACE_OVAL"], 176, 149),
        "eyeRight": eye_right,
        "eyeLeft": eye_left,
        "lipsInner": lips_inner,
        "lipsOuter": ring(lips, 61, 185),
        "refineLips": REFINED_LIPS,
        "refineLeftEyeOutput": REFINED_LEFT_EYE_OUTPUT,
        "refineRightEyeOutput": [mirror[i] for i in REFINED_LEFT_EYE_OUTPUT],
        "mirror": mirror,
    }


def main():
    source, destination = sys.argv[1:]
    result = topology(read_connections(source))
    with open(destination, "w", encoding="utf-8") as file:
        json.dump(result, file, separators=(",", ":"))
        file.write("\n")


if __name__ == "__main__":
    main()
