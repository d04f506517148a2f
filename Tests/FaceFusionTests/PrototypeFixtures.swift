// SPDX-License-Identifier: Apache-2.0

import FaceFusion
import Foundation
import Imaging
import Testing

@testable import ImageCodecs

/// What the Python prototype made of the example faces.
enum Prototype {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")

    static let pairs = ["p1_to_p3", "p2_to_p4", "p4_to_p1", "p6_to_p2", "p5_to_p7", "p8_to_p4"]

    /// The fused meshes, by pair.
    static func geometry() throws -> [String: [SIMD3<Float>]] {
        let data = try Data(contentsOf: folder.appending(path: "geometry.json"))
        return try JSONDecoder().decode([String: [SIMD3<Float>]].self, from: data)
    }

    /// Which part of the target a stored picture shows, at half its size.
    static func region(_ pair: String) throws -> PixelRegion {
        let data = try Data(contentsOf: folder.appending(path: "prototype_regions.json"))
        let place = try #require(try JSONDecoder().decode([String: [Int]].self, from: data)[pair])
        return PixelRegion(x: place[0], y: place[1], width: place[2], height: place[3])
    }

    /// The fused face.
    static func picture(_ pair: String) throws -> PixelBuffer {
        try rgb(folder.appending(path: "prototype_\(pair).png"))
    }

    private static func rgb(_ file: URL) throws -> PixelBuffer {
        let bytes = try [UInt8](Data(contentsOf: file))
        let decoded = try ImageDecoder.decode(bytes.span)
        guard case .bytes(let samples) = decoded.samples, decoded.layout == .rgb else {
            throw ImageError(.unsupportedFormat, "a fixture is 8-bit rgb")
        }
        return PixelBuffer(size: decoded.size, layout: .rgb, bytes: samples)
    }
}

/// One example person, by the first two letters of the file's name (`p1`).
enum Person {
    private static func name(_ person: String) throws -> String {
        try #require(FaceFixture.names.first { $0.hasPrefix(person) })
    }

    static func canvas(_ person: String) throws -> PixelCanvas { try ExampleFace.canvas(name(person)) }

    static func landmarks(_ person: String) throws -> [SIMD3<Float>] {
        try #require(FaceFixture.all[name(person)]).landmarks
    }

    /// A face of which only the mesh matters.
    static func face(_ landmarks: [SIMD3<Float>]) -> Face {
        Face(
            box: BoundingBox(x: 0, y: 0, width: 1, height: 1),
            score: 1,
            keypoints: [],
            landmarks: landmarks,
            presence: 1
        )
    }

    static func topology() throws -> MeshTopology {
        let file = ExampleFace.models.appending(path: "face_mesh_topology.json")
        return try JSONDecoder().decode(MeshTopology.self, from: Data(contentsOf: file))
    }
}
