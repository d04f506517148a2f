// SPDX-License-Identifier: Apache-2.0

/// A loaded model as `GET /v1/models` tells of it.
public struct ModelListing: Hashable, Sendable {
    /// Its name, version and digest.
    public var model: TaskView.Model
    /// The engine that it belongs to.
    public var engine: String
    /// Its licence, an SPDX identifier.
    public var license: String
    /// What runs it.
    public var provider: String
    /// How long it took to load; to the millisecond where it was recorded.
    public var loadTime: Duration

    /// A model.
    public init(model: TaskView.Model, engine: String, license: String, provider: String, loadTime: Duration) {
        self.model = model
        self.engine = engine
        self.license = license
        self.provider = provider
        self.loadTime = loadTime
    }

    /// As the interface has it.
    public var json: JSONValue {
        .object([
            "name": .string(model.name), "version": .string(model.version), "digest": .string(model.digest),
            "engine": .string(engine), "license": .string(license), "provider": .string(provider),
            "load_ms": .number(String(Int(loadTime / .milliseconds(1)))),
        ])
    }

    init(recorded value: JSONValue) throws(Problem) {
        let reader = try RecordReader(value, "model")
        self.init(
            model: TaskView.Model(
                name: try reader.text("name"),
                version: try reader.text("version"),
                digest: try reader.text("digest")
            ),
            engine: try reader.text("engine"),
            license: try reader.text("license"),
            provider: try reader.text("provider"),
            loadTime: .milliseconds(try reader.integer("load_ms"))
        )
    }
}
