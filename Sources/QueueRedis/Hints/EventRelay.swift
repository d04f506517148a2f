// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Queue
import RESP

/// Hands the changes that any process makes to the watchers of this one.
struct EventRelay: Sendable {
    let location: RedisLocation
    let group: any EventLoopGroup
    let hints: QueueHints

    /// Listens until canceled; `heard` is told each time that it begins to, and why it cannot.
    func run(heard: @escaping @Sendable (RESPError?) -> Void) async {
        let subscription = RESPSubscription(
            to: location.hearing == .changes ? [changes, stops] : [stops],
            at: location.subscriptionTopology,
            configuration: location.connection,
            on: group
        )
        await subscription.run(failed: { heard($0) }) { event in
            switch event {
            case .listening:
                // Whatever was told between two connections is lost.
                hints.events.noteLoss()
                hints.doorbell.ringAll()
                heard(nil)
            case .message(let channel, let content):
                tell(content, on: channel)
            }
        }
    }

    private var changes: String { location.prefix + "e" }
    /// Also rings for all slots, and what was erased.
    private var stops: String { location.prefix + "r" }

    private func tell(_ content: [UInt8], on channel: String) {
        if channel == stops {
            if content == [UInt8(ascii: "*")] { return hints.doorbell.ringAll() }
            if let erased = ErasedPictures(told: content) { return hints.erasures.publish(erased) }
            // Who hears of all changes has heard of this one on the other channel.
            if location.hearing == .changes { return }
        }
        for part in content.split(separator: 0x1E) {
            if let event = Self.event(part) { hints.events.publish(event) }
        }
    }

    /// Task, tenant, revision, status, whether it is to stop, attempts, stage and fraction, by unit separators.
    ///
    /// Several such come in one message by record separators.
    static func event(_ content: ArraySlice<UInt8>) -> TaskEvent? {
        let words = content.split(separator: 0x1F, omittingEmptySubsequences: false).map {
            String(decoding: $0, as: UTF8.self)
        }
        guard words.count == 8, let revision = Int(words[2]), let status = Int(words[3]).flatMap(TaskStatus.init),
            let attempts = Int(words[5])
        else { return nil }
        return TaskEvent(
            task: TaskID(stored: words[0]),
            tenant: TenantID(words[1]),
            position: TaskEvent.Position(
                revision: revision,
                status: status,
                isStopping: words[4] == "1",
                attempts: attempts
            ),
            progress: Double(words[7]).map { TaskProgress(stage: words[6], fraction: $0) }
        )
    }
}

extension ErasedPictures {
    private static let mark = UInt8(ascii: "-")

    /// As processes tell each other: a mark, the tenant and the digests, by unit separators.
    ///
    /// `nil` for what is something else.
    init?(told content: [UInt8]) {
        guard content.first == Self.mark else { return nil }
        let words = content.dropFirst().split(separator: 0x1F, omittingEmptySubsequences: false).map {
            String(decoding: $0, as: UTF8.self)
        }
        self.init(of: TenantID(words[0]), digests: Array(words.dropFirst()))
    }

    var told: [UInt8] { [Self.mark] + Array(([tenant.rawValue] + digests).joined(separator: "\u{1F}").utf8) }
}
