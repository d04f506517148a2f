// SPDX-License-Identifier: Apache-2.0

/// What is wrong with a worker's configuration.
public struct WorkerConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Every flaw: the setting, what it says and what it may say.
    public let flaws: [String]

    /// All flaws on one line.
    public var description: String { flaws.joined(separator: "; ") }
}
