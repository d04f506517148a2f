// SPDX-License-Identifier: Apache-2.0

import Foundation
import NIOPosix
import Queue
import QueueRedis
import QueueSQLite
import RESP

/// Where the queue lies that is measured.
enum Place {
    case folder(SQLiteTaskQueue, path: String, wall: WallClock)
    case server(RedisTaskQueue, RESPClient)

    /// A folder, or a port of this machine; nothing stands for a new folder.
    init(_ text: String?, wall: WallClock) async throws {
        if let port = text.flatMap({ Int($0) }) {
            let topology = RESPTopology.single(RESPEndpoint(host: "127.0.0.1", port: port))
            let group = MultiThreadedEventLoopGroup.singleton
            let queue = try await RedisTaskQueue.open(at: RedisLocation(.primary(topology)), on: group)
            self = .server(queue, RESPClient(topology, on: group))
        } else {
            let temporary = FileManager.default.temporaryDirectory.appending(path: "queue-bench-\(UUID().uuidString)")
            let path = text ?? temporary.path
            self = .folder(try await SQLiteTaskQueue.open(in: path, wall: wall), path: path, wall: wall)
        }
    }

    var queue: any TaskQueue {
        switch self {
        case .folder(let queue, _, _): queue
        case .server(let queue, _): queue
        }
    }

    /// Seconds of processor time that the server has taken; `nil` where there is none.
    func serverSeconds() async throws -> Double? {
        guard case .server(_, let client) = self else { return nil }
        let lines = try await client.send(RESPCommand("INFO", "cpu"), isRepeatable: true).text ?? ""
        return lines.split(whereSeparator: \.isNewline).reduce(0) { sum, line in
            let parts = line.split(separator: ":")
            guard parts.count == 2, ["used_cpu_sys", "used_cpu_user"].contains(parts[0]) else { return sum }
            return (sum ?? 0) + (Double(parts[1]) ?? 0)
        }
    }

    /// Closes the queue; a folder is opened once more, to see how long that takes, and removed.
    func close() async throws {
        switch self {
        case .folder(let queue, let path, let wall):
            await queue.close()
            let opening = try await ContinuousClock().measure {
                await (try await SQLiteTaskQueue.open(in: path, wall: wall)).close()
            }
            print("open and close: \(opening)")
            try FileManager.default.removeItem(atPath: path)
        case .server(let queue, let client):
            await queue.close()
            await client.close()
        }
    }
}
