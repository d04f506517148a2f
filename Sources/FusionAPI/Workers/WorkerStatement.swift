// SPDX-License-Identifier: Apache-2.0

/// What a process of workers says of itself, every few seconds: what it can run and how busy it is.
public struct WorkerStatement: Hashable, Sendable {
    /// The label that its operator gave it, such as `spot`.
    public var pool: String
    /// The classes that it takes, the most urgent first.
    public var classes: [String]
    /// The engines that it can run.
    public var engines: [String]
    /// How many tasks it runs at once.
    public var slots: Int
    /// How many it runs now.
    public var running = 0
    /// What a task took it lately, from claim to settlement; `nil` before the first.
    public var taskTime: Duration?
    /// What its models run on, such as `cpu`.
    public var accelerator = "cpu"
    /// The accelerator's own memory in bytes; 0 where it has none.
    public var acceleratorMemory = 0
    /// How many faces go through a model at once.
    public var batch = 1
    /// The models that it has loaded.
    public var models: [ModelListing]

    /// A statement.
    public init(pool: String, classes: [String], engines: [String], slots: Int, models: [ModelListing]) {
        self.pool = pool
        self.classes = classes
        self.engines = engines
        self.slots = slots
        self.models = models
    }

    /// As the interface has it.
    public var json: JSONValue {
        .object([
            "pool": .string(pool), "classes": .array(classes.map(JSONValue.string)),
            "engines": .array(engines.map(JSONValue.string)), "slots": .number(String(slots)),
            "running": .number(String(running)),
            "task_ms": taskTime.map { .number(String(Int($0 / .milliseconds(1)))) } ?? .null,
            "accelerator": .string(accelerator), "accelerator_memory_bytes": .number(String(acceleratorMemory)),
            "batch": .number(String(batch)), "models": .array(models.map(\.json)),
        ])
    }

    /// For the queue.
    public var recorded: [UInt8] { json.canonicalBytes }

    /// Reads what a worker said.
    ///
    /// - Throws: `internal` for what no worker of this version says.
    public init(recorded bytes: [UInt8]) throws(Problem) {
        let reader = try RecordReader(bytes, "statement of a worker")
        func text(_ value: JSONValue) throws(Problem) -> String {
            guard case .string(let text) = value else { throw Problem(.internalFault, "a name that is no text") }
            return text
        }
        self.init(
            pool: try reader.text("pool"),
            classes: try reader.list("classes", text),
            engines: try reader.list("engines", text),
            slots: try reader.integer("slots"),
            models: try reader.list("models") { value throws(Problem) in try ModelListing(recorded: value) }
        )
        running = try reader.integer("running")
        if reader.optional("task_ms") != nil { taskTime = .milliseconds(try reader.integer("task_ms")) }
        accelerator = try reader.text("accelerator")
        acceleratorMemory = try reader.integer("accelerator_memory_bytes")
        batch = try reader.integer("batch")
    }
}
