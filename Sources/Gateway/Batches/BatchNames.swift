// SPDX-License-Identifier: Apache-2.0

internal import FusionAPI
internal import Queue
internal import Storage

/// The names of a batch's children, which follow from its own.
struct BatchNames: Sendable {
    private let derivation: TaskIdentifierDerivation

    init(_ parts: GatewayParts) { derivation = TaskIdentifierDerivation(secret: parts.configuration.secret) }

    func child(_ index: Int, of batch: TaskID) -> TaskID { TaskID(derivation.child(index, of: batch.rawValue)) }
}
