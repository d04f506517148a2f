// SPDX-License-Identifier: Apache-2.0

/// Decides, in the order of arrival, which appends are written.
///
/// Knows what the current group has written already.
struct Admission {
    private struct Key: Hashable {
        let kind: FrameKind
        let id: ObjectID
    }

    private let index: SharedIndex
    private let quotaBytes: Int
    private var pending: Set<Key> = []
    /// Bytes on the disk, with what this group adds.
    private var usedBytes: Int

    init(index: SharedIndex, quotaBytes: Int) {
        self.index = index
        usedBytes = index.withLock { $0.diskBytes }
        self.quotaBytes = quotaBytes
    }

    /// Whether an append is to be written; false when there is nothing to do.
    ///
    /// - Throws: `erased`, `notFound` for an upload that is not there, `storageFull`.
    func isWanted(_ append: Append) throws(StorageError) -> Bool {
        let isWanted = try append.original == nil ? isNew(append) : isStillThere(append)
        if isWanted, append.isRefusable { try checkQuota(append) }
        return isWanted
    }

    /// Takes into account that an append is about to be written.
    mutating func note(_ append: Append) {
        pending.insert(Key(kind: append.kind, id: append.id))
        usedBytes += append.frameLength
    }

    private func isNew(_ append: Append) throws(StorageError) -> Bool {
        let id = append.id
        let isSamePending = isPending(append.kind, id)
        let (entry, hasUpload) = index.withLock { ($0.tasks[id], $0.uploads[id] != nil) }
        let isErased = entry?.tombstone != nil || isPending(.tombstone, id)
        switch append.kind {
        case .tombstone: return !isErased
        case .upload: return !hasUpload && !isSamePending
        case .inputsRemoved: return !isErased && !isSamePending && (entry?.accept != nil || isPending(.accept, id))
        case .void, .seal: return true
        case .accept, .result, .final: break
        }
        if isErased { throw StorageError.erasedObject }
        switch append.kind {
        case .result: return entry?.result == nil && !isSamePending
        case .final: return entry?.final == nil && !isSamePending
        default:
            guard entry?.firstPosition == nil && !isSamePending else { return false }
            try checkUploads(append)
            return true
        }
    }

    /// Every upload that a record names must be there, of the same tenant, and live at this time.
    private func checkUploads(_ append: Append) throws(StorageError) {
        for upload in append.trailer.uploads {
            let isThere = index.withLock { index in
                guard let entry = index.uploads[upload] else { return false }
                return entry.expiresAt > append.trailer.storedAt || index.uploadReferences[upload] != nil
            }
            guard isThere, upload.tenant == append.id.tenant else {
                throw StorageError(.notFound, "there is no upload \(upload); it may have expired")
            }
        }
    }

    private func isStillThere(_ append: Append) -> Bool {
        guard !isPending(.tombstone, append.id), !isPending(.inputsRemoved, append.id) else { return false }
        return index.withLock { $0.place(of: append.kind, append.id) } == append.original
    }

    private func checkQuota(_ append: Append) throws(StorageError) {
        let wanted = usedBytes + append.frameLength
        guard wanted <= quotaBytes else {
            throw StorageError(
                .storageFull,
                "\(usedBytes) bytes are stored and \(append.frameLength) more would pass the quota of \(quotaBytes)",
                measured: wanted,
                limit: quotaBytes
            )
        }
    }

    private func isPending(_ kind: FrameKind, _ id: ObjectID) -> Bool { pending.contains(Key(kind: kind, id: id)) }
}

extension ObjectIndex {
    /// Where the frame of a kind that counts for an object lies.
    func place(of kind: FrameKind, _ id: ObjectID) -> FramePlace? {
        switch kind {
        case .accept: tasks[id]?.accept
        case .result: tasks[id]?.result?.place
        case .final: tasks[id]?.final?.place
        case .tombstone: tasks[id]?.tombstone?.place
        case .upload: uploads[id]?.place
        case .inputsRemoved, .void, .seal: nil
        }
    }
}
