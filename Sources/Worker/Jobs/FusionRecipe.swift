// SPDX-License-Identifier: Apache-2.0

internal import FaceFusion
internal import FusionAPI
internal import ImageCodecs
internal import Imaging
internal import Provenance

/// A request's options as the engine, the encoder and the labeler take them.
struct FusionRecipe: Sendable {
    /// Which faces, and how.
    let fusion: FusionOptions
    /// How the result is written.
    let output: OutputOptions
    /// How it is labelled.
    let label: LabelPolicy

    /// The recipe for a request.
    ///
    /// - Parameters:
    ///   - requested: What was asked for.
    ///   - exemption: The right to results without a label, if this worker has one.
    /// - Throws: `model_unavailable` naming what is not installed, `forbidden` for a label that may not be left off.
    init(_ requested: RequestedOptions, exemption: LabelExemption?) throws(Problem) {
        try Self.checkModels(requested)
        var fusion = FusionOptions()
        fusion.fusionDegree = Float(requested.fusionDegree) / 100
        fusion.eyes = requested.eyes == .source ? .source : .target
        fusion.faces = Self.selection(requested.faces)
        fusion.order = FaceOrder(requested.faces.order)
        self.fusion = fusion
        output = OutputOptions(
            format: requested.output?.format.flatMap { ImageFormat(rawValue: $0.rawValue) },
            quality: requested.output?.quality
        )
        do throws(ProvenanceError) {
            label = try LabelPolicy(LabelMode(requested.label), exemption: exemption)
        } catch {
            throw Problem(.forbidden, error.message)
        }
    }

    /// The engine and everything that is a model of its own; ages and sizes that change nothing need none.
    private static func checkModels(_ requested: RequestedOptions) throws(Problem) {
        guard FusionEngine.names.contains(requested.engine) else {
            throw missing("the engine '\(requested.engine)'")
        }
        if let enhancer = requested.enhancer { throw missing("the enhancer '\(enhancer.name)'") }
        if let age = requested.age, age != 0 { throw missing("the model that changes ages") }
        if let mask = requested.mask {
            throw missing("the models of the masks \(mask.types.map(\.rawValue).joined(separator: ", "))")
        }
        if let side = requested.pixelBoost { throw missing("an engine that swaps at \(side) pixels") }
        if requested.faces.mode == .reference { throw missing("the recogniser that faces by reference need") }
    }

    private static func missing(_ what: String) -> Problem {
        Problem(.modelUnavailable, "\(what) is not installed; this worker has the engine 'mesh' alone")
    }

    private static func selection(_ choice: FaceChoice) -> FaceSelection {
        switch choice.mode {
        case .one, .reference: .one
        case .all: .all
        case .index: .index(choice.index ?? 0)
        case .map: .map((choice.map ?? []).map { FaceAssignment(source: $0.source, target: $0.target) })
        }
    }
}

extension FaceOrder {
    /// The order of a request.
    init(_ order: FaceChoice.Order) {
        self =
            switch order {
            case .largeSmall: .largeSmall
            case .smallLarge: .smallLarge
            case .leftRight: .leftRight
            case .rightLeft: .rightLeft
            case .topBottom: .topBottom
            case .bottomTop: .bottomTop
            case .bestWorst: .bestWorst
            case .worstBest: .worstBest
            }
    }
}

extension LabelMode {
    /// The mode of a request.
    fileprivate init(_ choice: LabelChoice) {
        self =
            switch choice {
            case .visibleAndMetadata: .visibleAndMetadata
            case .metadata: .metadata
            case .off: .off
            }
    }
}
