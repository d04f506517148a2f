// SPDX-License-Identifier: Apache-2.0

internal import Queue
internal import QueueRedis

extension SettingCheck {
    /// How long a lease lasts: seconds, with or without an `s` behind them.
    mutating func lease() -> Duration {
        let text = optional(.lease)
        let digits = text.hasSuffix("s") ? text.dropLast() : text[...]
        let range = 3...3600
        guard let seconds = Int(digits), range.contains(seconds) else {
            refuse(.lease, "is not from \(range.lowerBound)s to \(range.upperBound)s")
            return .seconds(15)
        }
        return .seconds(seconds)
    }

    /// The classes that a worker takes.
    mutating func classes() -> Set<PriorityClass> {
        let known = PriorityClass.allCases
        let named = list(.classes).compactMap { text in known.first { $0.name == text } }
        if named.isEmpty || named.count != list(.classes).count {
            refuse(.classes, "holds what is not one of \(known.map(\.name).joined(separator: ", "))")
        }
        return Set(named)
    }

    /// How often a tenant may create.
    mutating func rateLimit() -> RateLimit? {
        let burst = number(.rateBurst, in: 1...1_000_000)
        guard let perSecond = Double(optional(.rateLimit)), (0...1e6).contains(perSecond) else {
            refuse(.rateLimit, "is no number from 0 to 1000000")
            return nil
        }
        return perSecond > 0 ? RateLimit(perSecond: perSecond, burst: burst) : nil
    }

    /// Over how many shards a queue of many machines is spread.
    mutating func queueShards() -> Int {
        let count = number(.queueShards, in: 1...32)
        if count > 1, optional(.queue).isEmpty {
            refuse(.queueShards, "is for a queue of many machines (\(Setting.queue.variable))")
        }
        return count
    }

    /// What must have a task before it is accepted; a queue in the data folder rests on the store there.
    mutating func durability() -> QueueDurability {
        let level = choice(.durability, QueueDurability.allCases, named: \.rawValue) ?? .journal
        if level != .journal, optional(.queue).isEmpty {
            refuse(
                .durability,
                "is for a queue of many machines (\(Setting.queue.variable)); the one in the data folder is 'journal'"
            )
        }
        return level
    }

    /// For how long links to results are good.
    mutating func resultLinks() -> Duration? {
        let seconds = number(.resultLinks, in: 0...604_800)
        if seconds > 0, optional(.store).isEmpty {
            refuse(.resultLinks, "needs a store in a bucket (\(Setting.store.variable)), which alone has links")
        }
        return seconds > 0 ? .seconds(seconds) : nil
    }

    /// What processes that share a queue have to be told, and what they cannot do without.
    mutating func checkSharing(_ role: Role) {
        let (sharesQueue, sharesStore) = (!optional(.queue).isEmpty, !optional(.store).isEmpty)
        if role != .serve {
            let reason = "is empty, and a \(role.rawValue) needs one that it shares with others"
            if !sharesQueue { refuse(.queue, reason) }
            if !sharesStore { refuse(.store, reason) }
        }
        // Two processes, each with a queue of its own around one store, would restore each other's tasks.
        if role == .serve, sharesQueue != sharesStore {
            refuse(.store, "and the queue have to be both in the data folder, or both shared")
        }
        guard role.hasGateway, sharesQueue else { return }
        for setting in [Setting.secret, .webhookSecrets] where !isSaid(setting) {
            refuse(setting, "is not said, and every gateway of a shared queue needs the same")
        }
    }
}
