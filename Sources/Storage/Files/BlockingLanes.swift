// SPDX-License-Identifier: Apache-2.0

internal import Dispatch
internal import Synchronization

/// A fixed number of threads for calls that block, so that none of them blocks the cooperative pool.
final class BlockingLanes: Sendable {
    private let lanes: [DispatchQueue]
    private let next = Atomic<Int>(0)

    init(label: String, count: Int) {
        lanes = (0..<count).map { DispatchQueue(label: "\(label).\($0)") }
    }

    /// Runs `work` on the next lane, after what already waits there.
    func run<Value: Sendable>(
        _ work: @escaping @Sendable () throws(StorageError) -> Value
    ) async throws(StorageError) -> Value {
        let turn = next.wrappingAdd(1, ordering: .relaxed).oldValue
        let lane = lanes[Int(UInt(bitPattern: turn) % UInt(lanes.count))]
        let result: Result<Value, StorageError> = await withCheckedContinuation { continuation in
            lane.async {
                do throws(StorageError) {
                    continuation.resume(returning: .success(try work()))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
        return try result.get()
    }
}
