// SPDX-License-Identifier: Apache-2.0

/// Takes an upload as it arrives: hashed at once, in memory while it is small, then in a file without a name that the
/// store copies from, inside the kernel where the file system can.
public struct ContentSpool: Sendable {
    private let folder: String
    private let lanes: BlockingLanes
    private let inMemoryMax: Int
    private var hasher = ContentHasher()
    private var collected: [UInt8] = []
    private var file: Descriptor?
    private var fileBytes = 0

    init(folder: String, lanes: BlockingLanes, inMemoryMax: Int, expecting byteCount: Int?) {
        self.folder = folder
        self.lanes = lanes
        self.inMemoryMax = inMemoryMax
        // The sender's word is good for this much memory at most.
        if let byteCount { collected.reserveCapacity(min(max(byteCount, 0), inMemoryMax)) }
    }

    /// Bytes so far.
    public var byteCount: Int { fileBytes + collected.count }

    /// Whether the bytes left the memory.
    public var isInFile: Bool { file != nil }

    /// Adds bytes without waiting.
    ///
    /// Call `flush` afterwards, before the next ones are taken from the sender.
    public mutating func append(_ bytes: RawSpan) {
        hasher.update(bytes)
        unsafe bytes.withUnsafeBytes { unsafe collected.append(contentsOf: $0) }
    }

    /// Writes what does not stay in memory.
    ///
    /// - Throws: `storageFull`, `failed`.
    public mutating func flush() async throws(StorageError) {
        guard collected.count > inMemoryMax || (file != nil && !collected.isEmpty) else { return }
        let (bytes, offset, folder, existing) = (collected, fileBytes, folder, file)
        file = try await lanes.run { () throws(StorageError) in
            let file: Descriptor
            if let existing { file = existing } else { file = try Descriptor(unnamedIn: folder) }
            try file.write(bytes, at: offset)
            return file
        }
        fileBytes += collected.count
        collected.removeAll(keepingCapacity: true)
    }

    /// The whole upload, ready to be stored.
    public consuming func finish() async throws(StorageError) -> Content {
        guard file != nil else { return Content(collected, sum: hasher.finish()) }
        var spool = self
        try await spool.flush()
        guard let file = spool.file else { throw StorageError(.failed, "the spooled file is gone") }
        return Content(file, sum: spool.hasher.finish())
    }
}
