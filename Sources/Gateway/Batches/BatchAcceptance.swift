// SPDX-License-Identifier: Apache-2.0

internal import FusionAPI
internal import Queue
internal import Storage

/// Accepts batches: first every child, as any fusion is, then the whole; a 202 says that all of it is durable.
struct BatchAcceptance: Sendable {
    let parts: GatewayParts
    let tenant: String
    /// The client's own name for the request; `nil` without one.
    let key: IdempotencyKey?

    /// Accepts a batch.
    ///
    /// - Parameters:
    ///   - request: What is recorded of the whole.
    ///   - children: A fusion for each target.
    /// - Returns: The batch, and whether it was not known under its key before.
    /// - Throws: What accepting a task throws. Then all children are taken back, but under a key, where a repeat goes
    ///   on with those that are missing.
    func accept(_ request: BatchRequest, _ children: [ReceivedCreation]) async throws -> (id: TaskID, isNew: Bool) {
        let whole = Acceptance(parts: parts, tenant: tenant, kind: .batch)
        let identifier = try await whole.identifier(for: .batch(request), key: key)
        let id = identifier.id
        if case .known = identifier { return (id, false) }
        do {
            _ = try await concurrently(Array(children.enumerated())) { index, child in
                try await accept(child, ChildLink(batch: id.rawValue, index: index, count: children.count), of: id)
            }
            try await whole.accept(.batch(request), inputs: [], as: id, isKeyed: key != nil)
        } catch {
            if key == nil {
                await BatchWork(parts: parts, tenant: tenant).takeBack(id, count: request.targetCount)
            }
            throw error
        }
        return (id, true)
    }

    private func accept(_ child: ReceivedCreation, _ link: ChildLink, of batch: TaskID) async throws {
        let id = TaskID(child: link.index, of: batch)
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
