// SPDX-License-Identifier: Apache-2.0

internal import AsyncHTTPClient
internal import Storage
internal import Synchronization

/// Sends requests to one bucket: signed, and again where that may help.
///
/// What was sent again may have been done before: callers use requests that may be repeated, and take what a condition
/// refuses for their own work.
struct S3Client: Sendable {
    let location: S3Location
    let configuration: S3Configuration
    let credentials: S3CredentialProvider
    let http: HTTPClient
    /// Sends through ``http``, except in tests.
    let exchange: S3Exchange
    let clock: StorageClock
    let pause: @Sendable (Duration) async throws -> Void
    /// How far the store's clock is ahead of ours, in seconds; signatures are made in the store's time.
    let skew = SharedSkew()

    /// Sends a request until the store answers it or nothing is to be hoped for.
    ///
    /// - Parameter call: The request.
    /// - Returns: The answer: done, or a refusal that the call tolerates.
    /// - Throws: `failed`, `storageFull`.
    func send(_ call: S3Call) async throws(StorageError) -> S3Answer {
        var call = call
        // Here for all of them: a bucket may refuse whatever does not ask for it.
        if call.beginsObject { call.headers += configuration.encryptionHeaders }
        let digest = location.isEncrypted ? nil : try await call.body.digest()
        var renewals = 0
        var attempt = 1
        while true {
            let (outcome, signer) = await self.attempt(call, digest)
            switch outcome {
            case .answered(let answer) where call.accepts(answer): return answer
            case .answered(let answer):
                let fault = answer.fault
                if renewals < 2, await isRenewed(after: fault, answer, signer) {
                    renewals += 1
                    continue
                }
                guard fault.isPassing, attempt < configuration.attemptsMax else { throw error(fault, call) }
            case .unreachable(let error):
                guard attempt < configuration.attemptsMax, !Task.isCancelled else {
                    throw StorageError(.unreachable, "\(location) does not answer: \(error)")
                }
            case .refused(let error): throw error
            }
            try await wait(after: attempt)
            attempt += 1
        }
    }

    private enum Outcome {
        case answered(S3Answer)
        case unreachable(any Error)
        case refused(StorageError)
    }

    private func attempt(_ call: S3Call, _ digest: [UInt8]?) async -> (Outcome, S3Credentials?) {
        let signer: S3Credentials
        do throws(S3CredentialError) {
            signer = try await credentials.credentials()
        } catch {
            return (.refused(StorageError(.failed, "\(location) cannot be asked: \(error)")), nil)
        }
        do {
            return (.answered(try await answer(to: call, digest, signer)), signer)
        } catch {
            return (.unreachable(error), signer)
        }
    }

    private func answer(to call: S3Call, _ digest: [UInt8]?, _ signer: S3Credentials) async throws -> S3Answer {
        var request = S3Request(call.method.rawValue, host: location.host, path: location.path(of: call.key))
        request.query = call.query
        request.headers = call.headers
        let payload: SignatureV4.Payload = digest.map { .digest($0) } ?? (call.body.byteCount == 0 ? .empty : .unsigned)
        let signed = SignatureV4(signer, region: location.region).signed(request, payload: payload, at: now)
        return try await exchange(signed, call, timeout(for: call))
    }

    /// Now, in the store's time.
    var now: SigningTime { SigningTime(secondsSince1970: max(0, Int(clock.wallMilliseconds() / 1000) + skew.value)) }

    /// A slow line is given time for what it carries: a megabyte a second.
    private func timeout(for call: S3Call) -> Duration {
        configuration.answerTimeout + .seconds(call.body.byteCount >> 20)
    }

    /// Brings credentials or clock up to date when one of them was at fault.
    private func isRenewed(after fault: S3Fault, _ answer: S3Answer, _ signer: S3Credentials?) async -> Bool {
        if fault.isSkewedClock, let theirs = answer.secondsSince1970 {
            skew.value = theirs - Int(clock.wallMilliseconds() / 1000)
            return true
        }
        guard fault.isExpiredCredential, let signer else { return false }
        await credentials.invalidate(signer)
        guard let new = try? await credentials.credentials() else { return false }
        return new != signer
    }

    private func wait(after attempt: Int) async throws(StorageError) {
        let ceiling = min(configuration.firstPause * (1 << min(attempt - 1, 20)), configuration.pauseMax)
        do {
            // Full jitter: those that failed together do not come back together.
            try await pause(ceiling * Double.random(in: 0...1))
        } catch {
            throw StorageError(.failed, "the wait for \(location) was canceled")
        }
    }

    private func error(_ fault: S3Fault, _ call: S3Call) -> StorageError {
        if fault.isFull { return StorageError(.storageFull, "\(location) has no room: \(fault)") }
        let remedy =
            switch (fault.status, fault.code) {
            case (404, _): "; create the bucket with 'facefleet store init'"
            case (301, _), (307, _): "; name the bucket's own region and endpoint"
            case (403, "SignatureDoesNotMatch"): "; look at the secret key and the region"
            case (403, _): "; these credentials may not do this"
            default: ""
            }
        // What is passing was asked for again and again.
        let code: StorageError.Code = fault.isPassing ? .unreachable : .failed
        return StorageError(code, "\(location) answers \(call.method.rawValue) with \(fault)\(remedy)")
    }
}

/// A number of seconds that whoever learns better sets.
final class SharedSkew: Sendable {
    private let seconds = Atomic<Int>(0)

    var value: Int {
        get { seconds.load(ordering: .relaxed) }
        set { seconds.store(newValue, ordering: .relaxed) }
    }
}
