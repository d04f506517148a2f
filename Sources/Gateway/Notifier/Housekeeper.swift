// SPDX-License-Identifier: Apache-2.0

internal import Logging
internal import Queue
public import ServiceLifecycle
internal import Storage

/// Does what time demands of queue and store.
public struct Housekeeper: Service {
    private let parts: GatewayParts

    /// A housekeeper.
    public init(_ parts: GatewayParts) { self.parts = parts }

    /// Works until the service ends.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            var beat = 0
            repeat {
                await tick()
                if beat % Self.sweepEvery == 0 { await sweep() }
                beat += 1
            } while (try? await parts.clock.sleep(for: .seconds(1))) != nil
        }
    }

    /// Expired leases, due retries, deadlines, retention; and how full the queue is.
    func tick() async {
        do {
            while try await parts.queue.tick().isPartial {}
        } catch {
            parts.logger.error("the queue does not tick", metadata: ["error": "\(error)"])
        }
        do {
            let counts = try await parts.queue.counts()
            parts.fill.note(counts)
            parts.scale.note(counts, at: parts.wallClock.now)
        } catch {
            parts.logger.error("the queue cannot be counted", metadata: ["error": "\(error)"])
        }
    }

    /// Objects whose time is over, and segments that are almost empty.
    func sweep() async {
        do {
            let report = try await parts.store.sweep()
            guard report.expiredObjects + report.removedSegments + report.copiedRecords > 0 else { return }
            parts.logger.debug(
                "the store was swept",
                metadata: [
                    "expired": "\(report.expiredObjects)", "segments": "\(report.removedSegments)",
                    "copied": "\(report.copiedRecords)", "punched_bytes": "\(report.punchedBytes)",
                ]
            )
        } catch {
            parts.logger.warning("the store could not be swept", metadata: ["error": "\(error)"])
        }
    }

    private static let sweepEvery = 60
}
