// SPDX-License-Identifier: Apache-2.0

/// Where accepted tasks, their inputs and their results are kept: the truth that the queue indexes.
///
/// What a call returned is durable. Every call may be repeated. The result has exactly one writer who wins, and a
/// tombstone wins over all of them.
public protocol ObjectStore: Sendable {
    /// Makes a record durable.
    ///
    /// - Throws: `storageFull` when there is no room, `notFound` when it names an upload that is not there, `erased`.
    func accept(_ record: AcceptRecord) async throws(StorageError) -> AcceptOutcome

    /// The record of a task, while its inputs are kept.
    func acceptedRecord(_ id: ObjectID) async throws(StorageError) -> AcceptedRecord

    /// Records behind a position, in order, so that a queue can be filled again. Repeat from the last one's position
    /// until none comes. A record may come again at a later position; one that has a final record may be left out.
    func acceptedRecords(after position: RecordPosition?, limit: Int) async throws(StorageError) -> [AcceptedRecord]

    /// An input, or a range of it. A whole input is checked against its digest.
    func input(_ id: InputID, range: Range<Int>?) async throws(StorageError) -> ObjectBody

    /// Removes the inputs of tasks that ended; ids without inputs are passed over.
    func removeInputs(of ids: [ObjectID]) async throws(StorageError)

    /// Takes back a record whose task was refused after all: another may be accepted under its id.
    func withdraw(_ id: ObjectID) async throws(StorageError)

    /// Keeps an object for an hour, and for as long as an accepted record names it.
    func putUpload(_ id: ObjectID, _ content: Content, media: MediaDescription) async throws(StorageError) -> ObjectInfo

    /// What is known of an upload.
    func uploadInfo(_ id: ObjectID) async throws(StorageError) -> ObjectInfo

    /// An address at which anyone can put an upload for a while, where the store has such.
    func uploadLink(_ id: ObjectID, validFor validity: Duration) async throws(StorageError) -> String?

    /// The bytes of an upload that was put at such an address, of which nothing is known: ``uploadInfo(_:)`` calls it
    /// damaged.
    ///
    /// - Throws: `notFound`; `recordTooLarge` for more bytes than these.
    func linkedUpload(_ id: ObjectID, byteCountMax: Int) async throws(StorageError) -> [UInt8]

    /// Publishes a task's result unless one exists.
    ///
    /// - Throws: `erased` when the task was erased.
    func putResult(
        _ id: ObjectID,
        _ content: Content,
        media: MediaDescription
    ) async throws(StorageError) -> ResultOutcome

    /// What is known of a result.
    func resultInfo(_ id: ObjectID) async throws(StorageError) -> ObjectInfo

    /// A result, or a range of it. A whole result given as bytes is checked against its digest.
    func result(_ id: ObjectID, range: Range<Int>?) async throws(StorageError) -> ObjectBody

    /// An address at which anyone can read a result for a while, where the store has such; nobody looks whether it is
    /// there.
    func resultLink(_ id: ObjectID, validFor validity: Duration) async throws(StorageError) -> String?

    /// Keeps what is left of a task that ended; the first record stays.
    ///
    /// - Returns: Whether it is this one, or how another ended that was kept before.
    @discardableResult
    func putFinal(_ record: FinalRecord) async throws(StorageError) -> FinalKeeping

    /// What is left of a task that ended.
    func finalRecord(_ id: ObjectID) async throws(StorageError) -> FinalRecord

    /// A tenant's tasks that ended, newest first.
    func finalRecords(
        of tenant: TenantPrefix,
        status: String?,
        before cursor: FinalRecordCursor?,
        limit: Int
    ) async throws(StorageError) -> FinalRecordPage

    /// Notes that a task is being erased, by the name that the queue knows it by; call it first.
    ///
    /// Kept for an hour, so that a queue that forgot the erasure can be told again.
    func noteErasure(of name: String) async throws(StorageError)

    /// What was erased within the last hour.
    ///
    /// - Returns: The names noted.
    func erasures() async throws(StorageError) -> [String]

    /// Destroys inputs, result and final record of a task now, and leaves a tombstone, so that nothing can be published
    /// under the id.
    func erase(_ id: ObjectID) async throws(StorageError)

    /// Forgets what expired and gives its room back.
    func sweep() async throws(StorageError) -> SweepReport

    /// Asks whether it answers.
    ///
    /// - Throws: `unreachable` where nobody does.
    func check() async throws(StorageError)

    /// Whether new work has room, as far as the store knows.
    var hasRoom: Bool { get }

    /// What the store takes.
    func usage() -> StorageUsage
}

extension ObjectStore {
    /// Nothing, where the store is part of the process.
    public func check() async throws(StorageError) {}

    /// A record without inputs is none.
    public func withdraw(_ id: ObjectID) async throws(StorageError) { try await removeInputs(of: [id]) }

    /// Nothing: its queue forgets nothing.
    public func noteErasure(of name: String) async throws(StorageError) {}

    /// None.
    public func erasures() async throws(StorageError) -> [String] { [] }

    /// None: its objects are written through the service alone.
    public func uploadLink(_ id: ObjectID, validFor validity: Duration) async throws(StorageError) -> String? { nil }

    /// None.
    public func linkedUpload(_ id: ObjectID, byteCountMax: Int) async throws(StorageError) -> [UInt8] {
        throw StorageError(.notFound, "this store gives out no addresses to put uploads at")
    }

    /// None: its objects are read through the service alone.
    public func resultLink(_ id: ObjectID, validFor validity: Duration) async throws(StorageError) -> String? { nil }
}
