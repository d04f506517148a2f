// SPDX-License-Identifier: Apache-2.0

internal import FusionAPI
internal import Queue
internal import Storage

/// The pictures of one task, in the order of its accept record.
struct TaskInputs: Sendable {
    /// The task.
    let task: FusionTask
    private let record: ObjectID
    private let reader: InputReader

    /// The pictures of a task.
    ///
    /// - Throws: `internal` when the task names no accept record.
    init(_ task: FusionTask, reader: InputReader) throws(Problem) {
        guard let record = ObjectID(task.payload.record) else {
            throw Problem(.internalFault, "the task names no accept record: '\(task.payload.record)'")
        }
        self.task = task
        self.record = record
        self.reader = reader
    }

    /// The file at a place in the record.
    func file(_ image: StoredImage, at index: Int) async throws(StorageError) -> [UInt8] {
        try await reader.bytes(InputID(record: record, index: index), of: image)
    }
}
