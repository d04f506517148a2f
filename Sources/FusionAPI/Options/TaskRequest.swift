// SPDX-License-Identifier: Apache-2.0

internal import Crypto

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// What a task is to do: what the gateway records with the pictures and a worker reads back.
public enum TaskRequest: Hashable, Sendable {
    /// Fuse faces. The record's inputs are the photos of each person in order, then the target.
    case fusion(FusionRequest)
    /// Find faces. The record's input is the picture.
    case detection(DetectionRequest)

    private struct Record: Decodable {
        let fusion: FusionRequest?
        let detection: DetectionRequest?
    }

    /// A request that was recorded.
    ///
    /// - Throws: `internal` when the bytes are not what ``recorded`` wrote.
    public init(recorded bytes: [UInt8]) throws(Problem) {
        do {
            let record = try JSONDecoder().decode(Record.self, from: Data(bytes))
            switch (record.fusion, record.detection) {
            case (let request?, nil): self = .fusion(request)
            case (nil, let request?): self = .detection(request)
            default: throw Problem(.internalFault, "it names no kind of task")
            }
        } catch {
            throw Problem(.internalFault, "the recorded request cannot be read: \(error)")
        }
    }

    /// The request as it is recorded: `{"fusion":…}` or `{"detection":…}`, written without the detour of an encoder.
    public var recorded: [UInt8] {
        switch self {
        case .fusion(let request): Array("{\"fusion\":".utf8) + request.canonicalBytes + [UInt8(ascii: "}")]
        case .detection(let request):
            JSONValue.object([
                "detection": .object(["image": request.image.json, "order": .string(request.order.rawValue)])
            ]).canonicalBytes
        }
    }

    /// What makes two requests the same under one idempotency key; see ``FusionRequest/contentDigest``.
    public var contentDigest: [UInt8] {
        switch self {
        case .fusion(let request): request.contentDigest
        case .detection(let request):
            Array(SHA256.hash(data: Array("detection \(request.order.rawValue) \(request.image.sha256)".utf8)))
        }
    }

    /// How much work it is expected to be, in the units of ``FusionCost``.
    public var costEstimate: Int {
        switch self {
        case .fusion(let request): FusionCost.estimate(request)
        case .detection(let request): FusionCost.estimate(request)
        }
    }

    /// The client's own remark; `nil` without one.
    public var metadata: JSONValue? {
        switch self {
        case .fusion(let request): request.options.metadata
        case .detection: nil
        }
    }
}
