// SPDX-License-Identifier: Apache-2.0

internal import Crypto

/// What a task is to do: what the gateway records with the pictures and a worker reads back.
public enum TaskRequest: Hashable, Sendable {
    /// Fuse faces. The record's inputs are the photos of each person in order, then the target.
    case fusion(FusionRequest)
    /// Find faces. The record's input is the picture.
    case detection(DetectionRequest)
    /// Wait for the fusions that are a batch's targets, each a task of its own. The record has no input.
    case batch(BatchRequest)

    /// A request that was recorded.
    ///
    /// - Throws: `model_unavailable` for a kind that this version does not know, as a newer one may have written;
    ///   `internal` when the bytes are not what ``recorded`` wrote.
    public init(recorded bytes: [UInt8]) throws(Problem) {
        let record = try RecordReader(bytes, "request")
        if let fusion = record.optional("fusion") {
            self = .fusion(try FusionRequest(recorded: fusion))
        } else if let detection = record.optional("detection") {
            self = .detection(try DetectionRequest(recorded: detection))
        } else if let batch = record.optional("batch") {
            self = .batch(try BatchRequest(recorded: batch))
        } else {
            throw Problem(.modelUnavailable, "this version knows no such kind of task")
        }
    }

    /// The request as it is recorded: `{"fusion":…}`, `{"detection":…}` or `{"batch":…}`.
    public var recorded: [UInt8] {
        switch self {
        case .fusion(let request): Array("{\"fusion\":".utf8) + request.canonicalBytes + [UInt8(ascii: "}")]
        case .detection(let request):
            JSONValue.object([
                "detection": .object(["image": request.image.json, "order": .string(request.order.rawValue)])
            ]).canonicalBytes
        case .batch(let request): JSONValue.object(["batch": request.json]).canonicalBytes
        }
    }

    /// What makes two requests the same under one idempotency key; see ``FusionRequest/contentDigest``.
    public var contentDigest: [UInt8] {
        switch self {
        case .fusion(let request): request.contentDigest
        case .detection(let request):
            Array(SHA256.hash(data: Array("detection \(request.order.rawValue) \(request.image.sha256)".utf8)))
        case .batch(let request): request.contentDigest
        }
    }

    /// How much work it is expected to be, in the units of ``FusionCost``.
    public var costEstimate: Int {
        switch self {
        case .fusion(let request): FusionCost.estimate(request)
        case .detection(let request): FusionCost.estimate(request)
        // It is no work: its fusions are.
        case .batch: 1
        }
    }

    /// The client's own remark; `nil` without one.
    public var metadata: JSONValue? {
        switch self {
        case .fusion(let request): request.options.metadata
        case .detection: nil
        case .batch(let request): request.options.metadata
        }
    }
}
