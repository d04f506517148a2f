// SPDX-License-Identifier: Apache-2.0

public import FaceFusion
public import FusionAPI

/// A loaded engine: what fuses, what it was loaded from, and two pictures that show whether it works.
public struct FusionEngine: Sendable {
    /// The names by which a request may ask for it; `auto` is any engine.
    static let names: Set<String> = ["auto", "mesh"]

    let pipeline: FusionPipeline
    let listings: [ModelListing]
    let warmUp: (source: [UInt8], target: [UInt8])

    /// An engine.
    ///
    /// - Parameters:
    ///   - pipeline: What fuses.
    ///   - listings: What it was loaded from; told with every task, and part of the key of what is cached.
    ///   - warmUp: The files of two pictures with a face each, fused before the worker is ready.
    public init(pipeline: FusionPipeline, listings: [ModelListing], warmUp: (source: [UInt8], target: [UInt8])) {
        self.pipeline = pipeline
        self.listings = listings
        self.warmUp = warmUp
    }

    var models: [TaskView.Model] { listings.map(\.model) }

    /// What tells analyses of other models apart.
    var digest: String { models.map(\.digest).joined(separator: "+") }
}
