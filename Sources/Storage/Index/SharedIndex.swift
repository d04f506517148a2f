// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// The index, behind its lock.
///
/// The writer changes it; everybody reads it.
final class SharedIndex: Sendable {
    private let state: Mutex<ObjectIndex>

    init(_ index: ObjectIndex) { state = Mutex(index) }

    func withLock<Value: Sendable>(_ body: (inout ObjectIndex) -> Value) -> Value {
        state.withLock { index in body(&index) }
    }
}
