// SPDX-License-Identifier: Apache-2.0

public import FusionAPI

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
    /// How long it took to load.
    public var loadTime: Duration

    /// A model.
    public init(model: TaskView.Model, engine: String, license: String, provider: String, loadTime: Duration) {
        self.model = model
        self.engine = engine
        self.license = license
        self.provider = provider
        self.loadTime = loadTime
    }

    var json: JSONValue {
        .object([
            "name": .string(model.name), "version": .string(model.version), "digest": .string(model.digest),
            "engine": .string(engine), "license": .string(license), "provider": .string(provider),
            "load_ms": .number(String(Int(loadTime / .milliseconds(1)))),
        ])
    }
}
