// SPDX-License-Identifier: Apache-2.0

/// A folder for uploads that are on their way to a store on another machine; several processes may share it.
///
/// What lies there has no name and is gone with the process.
public final class SpoolFolder: Sendable {
    private let path: String
    private let inMemoryMax: Int
    private let lanes: BlockingLanes

    /// A folder, into which nothing is written yet.
    ///
    /// - Parameters:
    ///   - path: The folder.
    ///   - inMemoryMax: Most bytes of one upload that are held in memory before it goes on in a file.
    ///   - lanes: Threads for writing.
    public init(_ path: String, inMemoryMax: Int, lanes: Int = 4) {
        self.path = path
        self.inMemoryMax = inMemoryMax
        self.lanes = BlockingLanes(label: "facefleet.spool", count: lanes)
    }

    /// Tries to make a file.
    ///
    /// - Throws: `folderUnwritable`, `failed`.
    public func check() throws(StorageError) { _ = try Descriptor(unnamedIn: path) }

    /// An empty spool for an upload that is about to arrive.
    ///
    /// - Parameter byteCount: How long it is said to be, where that is known; nothing is promised by it.
    /// - Returns: The spool.
    public func spool(expecting byteCount: Int? = nil) -> ContentSpool {
        ContentSpool(folder: path, lanes: lanes, inMemoryMax: inMemoryMax, expecting: byteCount)
    }
}
