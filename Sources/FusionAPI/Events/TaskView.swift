// SPDX-License-Identifier: Apache-2.0

/// A task as clients see it.
public struct TaskView: Hashable, Sendable {
    /// Where in the queue a waiting task is.
    public struct QueuePlace: Hashable, Sendable {
        /// About how many tasks run before it.
        public var positionEstimate: Int
        /// About how long until it starts; `nil` when nobody can say.
        public var etaSeconds: Double?

        /// A place.
        public init(positionEstimate: Int, etaSeconds: Double?) {
            self.positionEstimate = positionEstimate
            self.etaSeconds = etaSeconds
        }
    }

    /// How far a running task is.
    public struct Progress: Hashable, Sendable {
        /// What is being done.
        public var stage: String
        /// 0 to 1.
        public var fraction: Double

        /// A progress.
        public init(stage: String, fraction: Double) {
            self.stage = stage
            self.fraction = fraction
        }
    }

    /// A face of the target.
    public struct Face: Hashable, Sendable {
        /// Its place in the order asked for, from 0.
        public var index: Int
        /// Left, top, width and height in pixels of the upright target.
        public var box: [Double]
        /// The detector's confidence, 0 to 1.
        public var score: Double
        /// Whether it was fused.
        public var fused: Bool

        /// A face.
        public init(index: Int, box: [Double], score: Double, fused: Bool) {
            precondition(box.count == 4, "a box is x, y, width and height")
            self.index = index
            self.box = box
            self.score = score
            self.fused = fused
        }
    }

    /// What came out.
    public struct Result: Hashable, Sendable {
        /// Where its bytes are, a path.
        public var url: String
        /// Its media type.
        public var contentType: String
        /// Its digest and size.
        public var image: StoredImage
        /// When it goes.
        public var expiresAt: Timestamp

        /// A result.
        public init(url: String, contentType: String, image: StoredImage, expiresAt: Timestamp) {
            self.url = url
            self.contentType = contentType
            self.image = image
            self.expiresAt = expiresAt
        }
    }

    /// A model that took part.
    public struct Model: Hashable, Sendable {
        /// Its name.
        public var name: String
        /// Its version.
        public var version: String
        /// `sha256:` and 64 hexadecimal digits.
        public var digest: String

        /// A model.
        public init(name: String, version: String, digest: String) {
            self.name = name
            self.version = version
            self.digest = digest
        }
    }

    /// What one stage took.
    public struct Timing: Hashable, Sendable {
        /// The stage's name.
        public var stage: String
        /// How long it took.
        public var milliseconds: Double

        /// A timing.
        public init(stage: String, milliseconds: Double) {
            self.stage = stage
            self.milliseconds = milliseconds
        }
    }

    /// Its public name.
    public var id: String
    /// Where it is in its life.
    public var status: FusionStatus
    /// In which class it waits.
    public var priority: Priority
    /// Which attempt runs or came last; 0 until the first one starts.
    public var attempt: Int
    /// When it was accepted.
    public var createdAt: Timestamp
    /// When it last started; `nil` before.
    public var startedAt: Timestamp?
    /// When it ended; `nil` before.
    public var finishedAt: Timestamp?
    /// Where in the queue it is; `nil` unless it waits.
    public var queue: QueuePlace?
    /// How far it is; `nil` unless it runs.
    public var progress: Progress?
    /// The target's faces, once they are known.
    public var faces: [Face] = []
    /// What came out; `nil` until it succeeded.
    public var result: Result?
    /// What each stage took, in milliseconds, in the order of the work.
    public var timings: [Timing] = []
    /// The models that took part.
    public var models: [Model] = []
    /// Why it failed; `nil` unless it did.
    public var error: Problem?
    /// The client's own.
    public var metadata: JSONValue?
    /// The task that this one repeats from the dead letters.
    public var replayOf: String?

    /// A task that was just accepted.
    public init(id: String, priority: Priority, createdAt: Timestamp) {
        self.id = id
        self.priority = priority
        self.createdAt = createdAt
        status = .queued
        attempt = 0
    }
}
