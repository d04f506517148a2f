// SPDX-License-Identifier: Apache-2.0

import StorageS3
import Synchronization

/// Services that lend credentials: answers by method and URL, and whatever they were asked.
final class CredentialServices: Sendable {
    struct Answer: Sendable {
        var status = 200
        var body: [UInt8]
        /// A header that the request has to have, or it is answered with 401.
        var demand: S3Request.Field?
    }

    /// Thrown where there is no answer.
    struct Unreachable: Error {
        let call: HTTPCall
    }

    private let state: Mutex<(answers: [String: Answer], calls: [HTTPCall])>
    /// Run before each answer.
    private let beforeAnswer: @Sendable () async -> Void

    init(beforeAnswer: @escaping @Sendable () async -> Void = {}) {
        state = Mutex(([:], []))
        self.beforeAnswer = beforeAnswer
    }

    var calls: [HTTPCall] { state.withLock { $0.calls } }

    var fetch: HTTPFetch {
        { [self] call in
            state.withLock { $0.calls.append(call) }
            await beforeAnswer()
            guard let answer = state.withLock({ $0.answers["\(call.method) \(call.url)"] }) else {
                throw Unreachable(call: call)
            }
            if let demand = answer.demand, !call.headers.contains(demand) { return (401, []) }
            return (answer.status, answer.body)
        }
    }

    func set(_ place: String, _ body: String, status: Int = 200, demand: S3Request.Field? = nil) {
        set(place, Answer(status: status, body: [UInt8](body.utf8), demand: demand))
    }

    func answer(_ place: String) -> Answer? { state.withLock { $0.answers[place] } }

    func set(_ place: String, _ answer: Answer?) { state.withLock { $0.answers[place] = answer } }

    func provider(
        _ sources: S3CredentialSource...,
        at time: AdjustableTime = .init(),
        warn: @escaping @Sendable (String) -> Void = { _ in }
    ) -> S3CredentialProvider {
        S3CredentialProvider(sources: sources, fetch: fetch, now: { time.seconds }, warn: warn)
    }
}

/// A time that passes when it is told to.
final class AdjustableTime: Sendable {
    /// 2013-05-24T00:00:00Z, before all published examples expire.
    static let start = 1_369_353_600
    private let state: Mutex<Int>

    init(_ seconds: Int = start) { state = Mutex(seconds) }

    var seconds: Int { state.withLock { $0 } }

    func set(_ seconds: Int) { state.withLock { $0 = seconds } }
}
