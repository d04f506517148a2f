// SPDX-License-Identifier: Apache-2.0

import Foundation
import Inference

/// The embedded models, as `scripts/bootstrap` made them.
enum EmbeddedModel: String, CaseIterable, Sendable {
    case shortRange = "face_detection_short_range"
    case fullRange = "face_detection_full_range_sparse"
    case mesh = "face_landmark_with_attention"

    static let directory = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: ".deps/models")

    var path: String { Self.directory.appending(path: rawValue + ".onnx").path }

    var inputShape: [Int] { self == .shortRange ? [1, 128, 128, 3] : [1, 192, 192, 3] }

    var outputShapes: [[Int]] {
        switch self {
        case .shortRange: [[1, 896, 16], [1, 896, 1]]
        case .fullRange: [[1, 2304, 16], [1, 2304, 1]]
        case .mesh: [1404, 160, 142, 142, 10, 10, 1].map { [1, 1, 1, $0] }
        }
    }

    /// A picture without meaning, from 0 to 1, the same for the same seed.
    func input(seed: UInt32 = 1) -> Tensor {
        var state = seed
        let values = (0..<inputShape.reduce(1, *)).map { _ in
            state = state &* 1_664_525 &+ 1_013_904_223
            return Float(state >> 8) / Float(1 << 24)
        }
        return Tensor(shape: inputShape, values: values)
    }
}

/// A directory of its own for one test, removed at its end.
final class TemporaryDirectory {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "facefleet-\(UUID())")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit {
        do {
            try FileManager.default.removeItem(at: url)
        } catch {
            print("left behind: \(url.path): \(error)")
        }
    }

    /// Writes a file and returns its path.
    func file(_ name: String, _ contents: Data) throws -> String {
        let file = url.appending(path: name)
        try contents.write(to: file)
        return file.path
    }
}
