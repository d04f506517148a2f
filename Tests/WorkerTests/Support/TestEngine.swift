// SPDX-License-Identifier: Apache-2.0

import FaceFusion
import Foundation
import FusionAPI
import ModelStore

@testable import Worker

/// The real engine, loaded once, and the example faces.
enum TestEngine {
    private static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The files of two example faces.
    static let woman = file("p1_f_young_cauc")
    static let man = file("p2_m_mid_cauc")
    static let oldWoman = file("p5_f_old_cauc")

    private static let loaded = Result {
        let models = try ModelSet(
            in: ModelFolder.find(explicit: root.appending(path: ".deps/models").path, executable: nil)
        )
        let analyser = FaceAnalyser(
            shortRange: try models.session(of: .shortRangeDetector),
            fullRange: try models.session(of: .fullRangeDetector),
            landmarker: try models.session(of: .mesh)
        )
        return FusionEngine(
            pipeline: FusionPipeline(analyser: analyser, topology: models.topology),
            listings: [
                ModelListing(
                    model: TaskView.Model(
                        name: "mesh",
                        version: "1",
                        digest: "sha256:\(models.file(of: .mesh).sha256)"
                    ),
                    engine: "mesh",
                    license: models.file(of: .mesh).license,
                    provider: "cpu",
                    loadTime: .zero
                )
            ],
            warmUp: (woman, man)
        )
    }

    static func engine() throws -> FusionEngine { try loaded.get() }

    private static func file(_ name: String) -> [UInt8] {
        do {
            return try [UInt8](Data(contentsOf: root.appending(path: "Examples/faces/\(name).png")))
        } catch {
            preconditionFailure("no example face: \(error)")
        }
    }
}
