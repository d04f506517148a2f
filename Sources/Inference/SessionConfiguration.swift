// SPDX-License-Identifier: Apache-2.0

/// What a model runs on.
public enum ExecutionProvider: String, Sendable, CaseIterable {
    /// The processor, on the calling thread.
    case cpu
}

/// How a model is loaded and run.
public struct SessionConfiguration: Hashable, Sendable {
    /// What the model runs on.
    public var provider: ExecutionProvider
    /// Threads that one run uses, the calling one among them.
    ///
    /// One by default: a second gave nothing at the sizes of the embedded models, and several runs at once use the
    /// cores better.
    public var threadCount: Int
    /// Whether the session keeps the memory of a run for the next one.
    ///
    /// Off gives the memory back after each run.
    public var keepsMemory: Bool

    /// A configuration.
    public init(provider: ExecutionProvider = .cpu, threadCount: Int = 1, keepsMemory: Bool = true) {
        precondition(threadCount >= 1, "a run uses at least the calling thread")
        self.provider = provider
        self.threadCount = threadCount
        self.keepsMemory = keepsMemory
    }
}
