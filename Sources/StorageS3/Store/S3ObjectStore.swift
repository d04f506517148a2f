// SPDX-License-Identifier: Apache-2.0

internal import AsyncHTTPClient
internal import NIOCore
internal import NIOPosix
public import Storage

/// Objects in a bucket of an S3 store, which any number of gateways and workers share.
///
/// Records, results and final records are written on the condition that nothing is there (`If-None-Match: *`), so that
/// each has one writer who wins; erasing leaves empty objects, over which nothing is written any more. See `S3Keys` for
/// the layout. The bucket must not keep versions: what is erased there would stay.
public final class S3ObjectStore: ObjectStore {
    let client: S3Client
    let keys: S3Keys
    let clock: StorageClock
    let configuration: S3Configuration
    let recent: RecentBundles
    let sweeper: S3Sweeper

    /// Looks whether bucket and credentials are good, and whether the store honours conditions.
    ///
    /// - Parameters:
    ///   - location: Bucket and prefix.
    ///   - credentials: Where credentials come from, in this order.
    ///   - configuration: Lifetimes, retries, encryption.
    ///   - clock: What to ask for the time.
    ///   - warn: Told of each renewal of credentials that failed while the old ones are good.
    /// - Returns: The store; close it in the end.
    /// - Throws: `failed`, which says what to do.
    public static func open(
        _ location: S3Location,
        credentials: [S3CredentialSource],
        configuration: S3Configuration = S3Configuration(),
        clock: StorageClock = .system,
        warn: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws(StorageError) -> S3ObjectStore {
        let store = S3ObjectStore(location, credentials, configuration, clock, warn: warn)
        do throws(StorageError) {
            try await store.probe()
        } catch {
            await store.close()
            throw error
        }
        return store
    }

    init(
        _ location: S3Location,
        _ sources: [S3CredentialSource],
        _ configuration: S3Configuration,
        _ clock: StorageClock,
        pause: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
        exchange: S3Exchange? = nil,
        warn: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        var settings = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            timeout: HTTPClient.Configuration.Timeout(connect: .seconds(3)),
            decompression: .disabled
        )
        settings.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = configuration.connectionCountMax
        settings.httpVersion = .http1Only
        let http = HTTPClient(
            eventLoopGroupProvider: .shared(MultiThreadedEventLoopGroup.singleton),
            configuration: settings
        )
        let provider = S3CredentialProvider(
            sources: sources,
            fetch: { call in try await http.fetch(call) },
            now: { Int(clock.wallMilliseconds() / 1000) },
            warn: warn
        )
        client = S3Client(
            location: location,
            configuration: configuration,
            credentials: provider,
            http: http,
            exchange: exchange ?? { try await http.exchange(location.base, $0, $1, within: $2) },
            clock: clock,
            pause: pause
        )
        keys = S3Keys(prefix: location.prefix)
        self.clock = clock
        self.configuration = configuration
        recent = RecentBundles(clock: clock)
        sweeper = S3Sweeper()
    }

    /// Ends the connections; call it once, when nothing is asked any more.
    public func close() async { try? await client.http.shutdown() }

    /// Whether new work has room: a store says so only when it is asked.
    public var hasRoom: Bool { true }

    /// Nothing: a bucket does not say what it holds.
    public func usage() -> StorageUsage {
        StorageUsage(liveBytes: 0, diskBytes: 0, quotaBytes: .max, segmentCount: 0, poisonedSegmentCount: 0)
    }

    var now: Int64 { clock.wallMilliseconds() }

    /// Writes an object and another over it, on the condition that nothing is there.
    func probe() async throws(StorageError) {
        var generator = SystemRandomNumberGenerator()
        let key = "\(keys.prefix)probe/\(String(UInt64.random(in: .min ... .max, using: &generator), radix: 16))"
        var call = S3Call(.put, key)
        call.demandAbsence()
        call.body = S3Body("facefleet")
        // A first attempt whose answer was lost looks the same as another's object: either way something is there.
        _ = try await client.send(call)
        let second = try await client.send(call)
        try await client.delete([key])
        guard second.status == 412 else {
            throw StorageError(
                .failed,
                "\(client.location) ignores If-None-Match, so two results could be published for one task; "
                    + "use a store that honours it (Amazon S3, Ceph, MinIO, OpenStack Swift do)"
            )
        }
    }
}
