// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Pictures of a tenant that were erased, of which nobody is to remember anything.
public struct ErasedPictures: Hashable, Sendable {
    /// Whose.
    public let tenant: TenantID
    /// Their SHA-256, in lower-case hexadecimal digits.
    public let digests: [String]

    /// Pictures by their digests.
    public init(of tenant: TenantID, digests: [String]) {
        self.tenant = tenant
        self.digests = digests
    }
}

/// Hands on what other processes say was erased.
package final class ErasureHub: Sendable {
    private let listeners = Mutex<(next: Int, all: [Int: AsyncStream<ErasedPictures>.Continuation])>((0, [:]))

    package init() {}

    /// What is said from now on; only the newest are kept for who does not listen.
    package func erasures() -> AsyncStream<ErasedPictures> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: ErasedPictures.self,
            bufferingPolicy: .bufferingNewest(1024)
        )
        let key = listeners.withLock { listeners in
            listeners.next += 1
            listeners.all[listeners.next] = continuation
            return listeners.next
        }
        continuation.onTermination = { [weak self] _ in
            self?.listeners.withLock { _ = $0.all.removeValue(forKey: key) }
        }
        return stream
    }

    package func publish(_ erased: ErasedPictures) {
        for listener in listeners.withLock({ Array($0.all.values) }) { listener.yield(erased) }
    }
}
