// SPDX-License-Identifier: Apache-2.0

/// Gives credentials and renews them in time.
///
/// The first source that gives some is the one that is asked from then on, so that a source that fails for a moment
/// does not turn one identity into another. However many ask at once, each source is asked once for all of them.
public actor S3CredentialProvider {
    /// Why the last attempt to get credentials failed; nil when it did not.
    ///
    /// While the old ones are good, nobody else learns of it but by `warn`.
    public private(set) var lastFailure: S3CredentialError?

    private struct Holding {
        let lent: LentCredentials
        /// No source is asked again before, while these are good.
        var isKeptUntil: Int
    }

    /// How long before they expire credentials are renewed, in seconds; instances find new ones that early.
    private static let renewalLead = 300
    /// Between two renewals while the old ones are good, in seconds.
    private static let pause = 10

    private var sources: [S3CredentialSource]
    private let reader: CredentialReader
    private let warn: @Sendable (String) -> Void
    private var holding: Holding?
    private var renewal: Task<Result<S3Credentials, S3CredentialError>, Never>?

    /// A provider that has asked nobody yet.
    ///
    /// - Parameters:
    ///   - sources: Where to ask, in this order.
    ///   - fetch: Sends requests.
    ///   - now: Seconds since 1970.
    ///   - warn: Told of each renewal that failed while the old ones are good, once; without secrets.
    public init(
        sources: [S3CredentialSource],
        fetch: @escaping HTTPFetch,
        now: @escaping @Sendable () -> Int,
        warn: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.sources = sources
        self.warn = warn
        reader = CredentialReader(fetch: fetch, now: now)
    }

    /// Credentials that are good now.
    ///
    /// Five minutes before they expire, the first who asks waits for new ones; the others are given the old ones while
    /// these are good, and so is the first when the renewal fails. It is tried again ten seconds later at the earliest.
    /// Where there are none, all wait for one answer.
    ///
    /// - Returns: The credentials.
    /// - Throws: What every source answered.
    public func credentials() async throws(S3CredentialError) -> S3Credentials {
        if let holding, holding.lent.isGood(at: reader.now()), renewal != nil || !isDue(holding) {
            return holding.lent.credentials
        }
        let renewal = renewal ?? start()
        return try await renewal.value.get()
    }

    /// The store said that these are not good, or not any more: the next who asks gets what the source then gives.
    ///
    /// Nothing happens where others have taken their place already.
    ///
    /// - Parameter used: What the request was signed with.
    public func invalidate(_ used: S3Credentials) {
        if holding?.lent.credentials == used { holding = nil }
    }

    private func isDue(_ holding: Holding) -> Bool {
        guard let expiry = holding.lent.expiry else { return false }
        return reader.now() >= max(expiry - Self.renewalLead, holding.isKeptUntil)
    }

    private func start() -> Task<Result<S3Credentials, S3CredentialError>, Never> {
        let task = Task { await renew() }
        renewal = task
        return task
    }

    /// Between the last answer and the end nothing is awaited: nobody sees a renewal that is over, nor misses its end.
    private func renew() async -> Result<S3Credentials, S3CredentialError> {
        defer { renewal = nil }
        var answers: [S3CredentialError.Answer] = []
        for source in sources {
            do throws(SourceFault) {
                let lent = try await reader.read(source)
                sources = [source]
                holding = Holding(lent: lent, isKeptUntil: reader.now() + Self.pause)
                lastFailure = nil
                return .success(lent.credentials)
            } catch {
                answers.append(.init(source: "\(source)", reason: error.reason))
            }
        }
        let failure = S3CredentialError(answers: answers)
        lastFailure = failure
        let now = reader.now()
        guard let lent = holding?.lent, lent.isGood(at: now) else { return .failure(failure) }
        holding?.isKeptUntil = now + Self.pause
        warn("\(failure)" + (lent.expiry.map { "; those at hand are good for \($0 - now) seconds" } ?? ""))
        return .success(lent.credentials)
    }
}
