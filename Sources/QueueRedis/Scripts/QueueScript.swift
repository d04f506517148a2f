// SPDX-License-Identifier: Apache-2.0

import CQueueScripts
import Crypto
import Queue
import RESP

/// One step of the queue, whole on the server; its file has the same name.
enum QueueScript: String, CaseIterable, Sendable {
    case open, enqueue, claim, renew, settle, adopt, cancel, erase, replay, retire, tick, outbox, deliveries
    case record, list, counts, pause, share, workers, turn, mark
}

/// The scripts with a policy's numbers in them, and their digests, by which the server knows them.
struct QueueScripts: Sendable {
    struct Text: Sendable {
        let body: String
        let digest: String
    }

    /// The version of the layout that these scripts read and write.
    static let schema = 2
    /// What stands before a script, in this order.
    private static let parts = ["head", "entry", "order", "life", "accept"]

    private let texts: [QueueScript: Text]

    init(_ policy: QueuePolicy) {
        let files = Self.files
        let parts = ScriptParts([Self.constants(policy)] + Self.parts.map { files["part-" + $0, default: ""] })
        var texts: [QueueScript: Text] = [:]
        for script in QueueScript.allCases {
            let body = parts.text(of: files[script.rawValue, default: ""])
            let digest = Insecure.SHA1.hash(data: Array(body.utf8)).map { byte in
                (byte < 16 ? "0" : "") + String(byte, radix: 16)
            }
            texts[script] = Text(body: body, digest: digest.joined())
        }
        self.texts = texts
    }

    subscript(_ script: QueueScript) -> Text { texts[script] ?? Text(body: "", digest: "") }

    /// Every file by its name.
    private static var files: [String: String] {
        var files: [String: String] = [:]
        for place in 0..<facefleet_queue_script_count() {
            let script = unsafe facefleet_queue_script_at(place)
            let bytes = unsafe UnsafeBufferPointer(start: script.bytes, count: script.size)
            files[unsafe String(cString: script.name)] = unsafe String(decoding: bytes, as: UTF8.self)
        }
        return files
    }

    /// The policy as the scripts know it; times in milliseconds.
    private static func constants(_ policy: QueuePolicy) -> String {
        let numbers: [(String, Int)] = [
            ("SCHEMA", schema), ("LEASE", policy.leaseDuration.wholeMilliseconds),
            ("UNNAMED_GRACE", policy.unnamedGrace.wholeMilliseconds), ("RETRIES", policy.retry.retries),
            ("CRASHES_ALONE_MAX", policy.retry.crashesAloneMax),
            ("TERMINAL_RETENTION", policy.terminalRetention.wholeMilliseconds),
            ("DEAD_RETENTION", policy.deadLetterRetention.wholeMilliseconds),
            ("INPUT_RETENTION", policy.inputRetention.wholeMilliseconds),
            ("OUTBOX_LEASE", policy.outboxLease.wholeMilliseconds),
            ("DELIVERY_RETENTION", policy.deliveryRetention.wholeMilliseconds),
            ("DELIVERIES_MAX", policy.deliveriesMax), ("DELIVERIES_PER_TASK_MAX", policy.deliveriesPerTaskMax),
            ("WAITING_MAX", policy.waitingMax), ("TENANT_TASKS_MAX", policy.tenantTasksMax ?? -1),
            ("STORED_BYTES_MAX", policy.storedBytesMax),
            ("SWEEP_MAX", QueuePolicy.sweepMax), ("REQUEST_MAX", TaskPayload.requestBytesMax),
        ]
        return numbers.map { "local \($0.0) = \($0.1)\n" }.joined()
    }
}
