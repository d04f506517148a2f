// SPDX-License-Identifier: Apache-2.0

/// Why a command got no answer, or none that is of use.
public enum RESPError: Error, Hashable, Sendable {
    /// The server refused it.
    case server(RESPServerError)
    /// No connection could be made; nothing was sent.
    case notConnected(String)
    /// The connection ended after the command was sent: whether it was carried out is not known.
    case connectionLost(String)
    /// The server took too long; the connection was given up, and whether the command was carried out is not known.
    case timedOut(after: Duration)
    /// As many commands wait on this connection as it takes; nothing was sent.
    case tooManyCommands(limit: Int)
    /// The caller went away; whether the command was carried out is not known.
    case canceled
    /// The connection was closed by its owner; nothing was sent.
    case closed
    /// The server answered with something else than the command answers with.
    case unexpectedAnswer(String)

    /// Whether the command may have been carried out.
    public var mayHaveHappened: Bool {
        switch self {
        case .connectionLost, .timedOut, .canceled, .unexpectedAnswer: true
        case .server, .notConnected, .tooManyCommands, .closed: false
        }
    }
}

extension RESPError: CustomStringConvertible {
    /// One sentence without a full stop.
    public var description: String {
        switch self {
        case .server(let error): "the server refused: \(error)"
        case .notConnected(let reason): "no connection: \(reason)"
        case .connectionLost(let reason): "the connection was lost: \(reason)"
        case .timedOut(let time): "no answer within \(time)"
        case .tooManyCommands(let limit): "\(limit) commands wait for their answers already"
        case .canceled: "canceled"
        case .closed: "the connection was closed"
        case .unexpectedAnswer(let answer): "not an answer to this command: \(answer)"
        }
    }
}
