// SPDX-License-Identifier: Apache-2.0

/// How a fusion is to be made: the canonical `options` of a request, every default filled in.
public struct RequestedOptions: Hashable, Sendable {
    /// In which class the task waits.
    public var priority: Priority
    /// `auto`, `mesh` or a swapper's name; whether it is there the worker knows.
    public var engine: String
    /// 0 (the target as it was) to 100 (the engine's full strength).
    public var fusionDegree: Int
    /// Whose eyes.
    public var eyes: Eyes
    /// Which faces.
    public var faces: FaceChoice
    /// The enhancer that runs over the fused faces; `nil` for none.
    public var enhancer: EnhancerChoice?
    /// −100 (younger) to 100 (older); `nil` leaves the age alone.
    public var age: Int?
    /// How the fused area is bounded; `nil` leaves it to the engine.
    public var mask: MaskChoice?
    /// The side at which a face is swapped, in pixels; `nil` leaves it to the engine.
    public var pixelBoost: Int?
    /// How the result is stored; `nil` is as the target was.
    public var output: OutputChoice?
    /// The client's own, given back in the task and its webhooks.
    public var metadata: JSONValue?
    /// How long the task may wait for a worker, in seconds from its creation.
    public var startDeadlineSeconds: Int?
    /// How long the task may take, in seconds from its creation.
    public var totalDeadlineSeconds: Int?
    /// How the result is labelled as made by a machine.
    public var label: LabelChoice

    /// The defaults.
    ///
    /// - Parameter label: The service's own default.
    public init(label: LabelChoice = .visibleAndMetadata) {
        priority = .normal
        engine = "auto"
        fusionDegree = 100
        eyes = .source
        faces = FaceChoice()
        self.label = label
    }
}

/// In which class a task waits.
public enum Priority: String, Sendable, CaseIterable {
    case vip, normal, bulk
}

/// Whose eyes the fused face has.
public enum Eyes: String, Sendable, CaseIterable {
    case source, target
}

/// How a result is labelled as made by a machine.
public enum LabelChoice: String, Sendable, CaseIterable {
    /// A mark in the picture and in its metadata.
    case visibleAndMetadata = "visible+metadata"
    /// In its metadata alone.
    case metadata
    /// Not at all, where the tenant may.
    case off
}
