// SPDX-License-Identifier: Apache-2.0

internal import FusionAPI
internal import Logging
internal import Queue
internal import Storage

/// Accepts batches: first every child, as any fusion is, then the whole; a 202 says that all of it is durable.
struct BatchAcceptance: Sendable {
    /// How many children are accepted at once.
    static let width = 8

    let parts: GatewayParts
    let tenant: String
    /// The client's own name for the request; `nil` without one.
    let key: IdempotencyKey?

    /// Accepts a batch.
    ///
    /// - Parameter batch: What is to be done.
    /// - Returns: The batch.
    /// - Throws: What accepting a task throws. Then all children are taken back, but under a key, where a repeat goes
    ///   on with those that are missing.
    func accept(_ batch: ReceivedBatch) async throws -> TaskID {
        let request = batch.request
        let acceptance = Acceptance(parts: parts, tenant: tenant, kind: .batch)
        let identifier = try await acceptance.identifier(for: .batch(request), key: key)
        let id = identifier.id
        if case .known = identifier { return id }
        do {
            try await acceptAll(batch, request, as: id)
        } catch {
            if key == nil {
                await BatchWork(parts: parts, tenant: tenant).takeBack(id, count: request.targetCount)
            }
            throw error
        }
        // Children may have ended meanwhile, before there was a batch to mark them in.
        try await BatchEnding(parts: parts).endIfComplete(id, tenant: tenant, count: request.targetCount)
        return id
    }

    private func acceptAll(_ batch: ReceivedBatch, _ request: BatchRequest, as id: TaskID) async throws {
        let children = batch.children
        for start in stride(from: 0, to: children.count, by: Self.width) {
            try await accept(children, start..<min(start + Self.width, children.count), of: id)
        }
        let whole = Acceptance(parts: parts, tenant: tenant, kind: .batch)
        try await whole.accept(.batch(request), inputs: [], as: id, isKeyed: key != nil)
    }

    private func accept(_ children: [ReceivedCreation], _ range: Range<Int>, of batch: TaskID) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in range {
                let link = ChildLink(batch: batch.rawValue, index: index, count: children.count)
                group.addTask { try await accept(children[index], link, of: batch) }
            }
            try await group.waitForAll()
        }
    }

    private func accept(_ child: ReceivedCreation, _ link: ChildLink, of batch: TaskID) async throws {
        let id = BatchNames(parts).child(link.index, of: batch)
        if key != nil, let known = try await TaskLookup(parts: parts).findIfAny(id, of: tenant) {
            // An earlier request under this key came as far as this one.
            guard known.contentDigest == child.request.contentDigest else { throw Acceptance.reused }
            return
        }
        let acceptance = Acceptance(parts: parts, tenant: tenant)
        try await acceptance.accept(
            .fusion(child.request),
            inputs: child.inputs,
            as: id,
            isKeyed: key != nil,
            child: link
        )
    }
}
