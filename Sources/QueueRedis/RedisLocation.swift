// SPDX-License-Identifier: Apache-2.0

import NIOCore
public import RESP

/// Where the queue's server is and how to talk to it.
public struct RedisLocation: Sendable {
    /// How the servers stand to each other.
    public enum Topology: Hashable, Sendable {
        /// One server, or whichever of several is the primary.
        case primary(RESPTopology)
        /// A cluster, of which some nodes are known.
        case cluster([RESPEndpoint])
    }

    /// What a process hears of what others do.
    public enum Hearing: Hashable, Sendable {
        /// Of every change, as whoever answers clients has to.
        case changes
        /// Only of running tasks that are to stop, as workers have to: their number must not make each change dearer.
        case stops
    }

    /// How the servers stand to each other.
    public var topology: Topology
    /// How connections are made.
    public var connection: RESPConfiguration
    /// The shard's name, which every key of it carries as its hash tag.
    public var shard = "q0"
    /// How many shards the queue has; tenants are spread over them.
    ///
    /// Range: 1 to 32.
    public var shardCount = 1
    /// What has to have a task before it counts as accepted.
    public var durability = QueueDurability.journal
    /// What this process hears of what others do.
    public var hearing = Hearing.changes

    /// A queue on one server, on its first database.
    public init(_ topology: Topology, connection: RESPConfiguration = .forQueue) {
        self.topology = topology
        self.connection = connection
    }

    /// What every key begins with.
    var prefix: String { "{\(shard)}:" }

    /// A connection of its own for one role.
    func sender(on group: any EventLoopGroup) -> any Closable & RESPSender {
        switch topology {
        case .primary(let topology):
            RESPClient(topology, configuration: connection, on: group, prepare: EvictionCheck.prepare)
        case .cluster(let seeds):
            RESPCluster(seeds, configuration: connection, on: group, prepare: EvictionCheck.prepare)
        }
    }

    /// Where changes are told of; a cluster tells on every node.
    var subscriptionTopology: RESPTopology {
        switch topology {
        case .primary(let topology): topology
        case .cluster(let seeds): .anyOf(seeds)
        }
    }
}

extension RESPConfiguration {
    /// Within a lease there has to be time for an answer that never comes, a reconnection and a second attempt.
    public static var forQueue: RESPConfiguration {
        var configuration = RESPConfiguration()
        configuration.connectTimeout = .seconds(2)
        configuration.answerTimeout = .seconds(3)
        configuration.patience = .seconds(8)
        return configuration
    }
}

/// What is closed when the queue is.
protocol Closable: Sendable {
    func close() async
}

extension RESPClient: Closable {}
extension RESPCluster: Closable {}
