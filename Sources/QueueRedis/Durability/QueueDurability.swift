// SPDX-License-Identifier: Apache-2.0

import RESP

/// What has to have a task before it counts as accepted, beside the store, whose accept record comes first in any case.
public enum QueueDurability: String, CaseIterable, Sendable {
    /// The server's memory; what it forgets is not looked for in the store.
    case memory
    /// The server's memory; what it forgets is put back from the store.
    case journal
    /// A replica too, so that a failover forgets no task, not even until it is put back.
    case replicated
    /// The server's disk too (`WAITAOF`: Redis 7.2, Valkey), so that its crash forgets none.
    case fsync

    /// Whether the store is looked through for what the server forgot.
    var reconciles: Bool { self != .memory }

    /// How long the server is waited for, in milliseconds.
    static let waitMilliseconds = 1000

    /// What is sent behind a group of tasks; nil where their answers are enough.
    var command: RESPCommand? {
        switch self {
        case .memory, .journal: nil
        case .replicated: RESPCommand("WAIT", [1, .number(Self.waitMilliseconds)])
        case .fsync: RESPCommand("WAITAOF", [1, 0, .number(Self.waitMilliseconds)])
        }
    }

    /// What is wrong with the server's answer to it.
    func shortfall(_ answer: Result<RESPValue, RESPError>) -> String? {
        switch answer {
        case .failure(let error): "\(error)"
        case .success(let value):
            switch self {
            case .memory, .journal: nil
            case .replicated:
                (value.number ?? 0) >= 1 ? nil : "no replica had it within \(Self.waitMilliseconds) ms"
            case .fsync:
                (value.elements?.first?.number ?? 0) >= 1
                    ? nil : "the server's disk had it not within \(Self.waitMilliseconds) ms"
            }
        }
    }
}
