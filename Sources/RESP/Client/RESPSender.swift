// SPDX-License-Identifier: Apache-2.0

/// Where commands can be sent that are about one key.
public protocol RESPSender: Sendable {
    /// Sends a command to the server that has the key.
    ///
    /// - Parameters:
    ///   - command: The command.
    ///   - key: The key that it is about, or its hash tag; one server has all there are.
    ///   - isRepeatable: Whether it may be carried out twice, so that it is sent again when its answer was lost.
    ///   - time: How long the server itself may take before it answers, for commands that block.
    /// - Returns: The answer.
    /// - Throws: Why there is none.
    func send(
        _ command: RESPCommand,
        key: String,
        isRepeatable: Bool,
        blockingFor time: Duration
    ) async throws(RESPError) -> RESPValue

    /// Sends commands at once on one connection, and all of them again on another where one of them got no answer.
    ///
    /// - Parameters:
    ///   - commands: The commands; each may be carried out twice.
    ///   - key: The key that all are about, or its hash tag.
    ///   - time: How long the server itself may take before it answers the last, where that blocks.
    /// - Returns: The answer of each, or what the server refuses it for.
    /// - Throws: Why there are none.
    func sendTogether(
        _ commands: [RESPCommand],
        key: String,
        blockingFor time: Duration
    ) async throws(RESPError) -> [Result<RESPValue, RESPError>]
}

extension RESPSender {
    /// Sends a command that does not block.
    public func send(
        _ command: RESPCommand,
        key: String,
        isRepeatable: Bool = false
    ) async throws(RESPError) -> RESPValue {
        try await send(command, key: key, isRepeatable: isRepeatable, blockingFor: .zero)
    }
}
