// SPDX-License-Identifier: Apache-2.0

/// What a worker has to say of a task that it ended: the queue keeps it as bytes and does not look into it.
public struct TaskReport: Hashable, Sendable {
    /// The result in the store.
    public struct Result: Hashable, Sendable {
        /// Its media type.
        public var contentType: String
        /// Its digest and size.
        public var image: StoredImage
        /// When it goes, in milliseconds since 1970.
        public var expiresAtMilliseconds: Int64

        /// A result.
        public init(contentType: String, image: StoredImage, expiresAtMilliseconds: Int64) {
            self.contentType = contentType
            self.image = image
            self.expiresAtMilliseconds = expiresAtMilliseconds
        }
    }

    /// A face that was looked for, with its landmarks.
    public struct DetectedFace: Hashable, Sendable {
        /// The face; not fused.
        public var face: TaskView.Face
        /// Five points: left and right eye as seen in the picture, nose tip, left and right corner of the mouth.
        ///
        /// Units: pixels of the upright picture.
        public var landmarks: [[Double]]

        /// A face with its landmarks.
        public init(face: TaskView.Face, landmarks: [[Double]]) {
            self.face = face
            self.landmarks = landmarks
        }
    }

    /// The target's faces, of a fusion.
    public var faces: [TaskView.Face] = []
    /// The picture's faces, of a detection.
    public var detected: [DetectedFace]?
    /// What each stage took, in the order of the work.
    public var timings: [TaskView.Timing] = []
    /// The models that took part.
    public var models: [TaskView.Model] = []
    /// What came out; `nil` unless it succeeded.
    public var result: Result?
    /// Why it failed; `nil` unless it did.
    public var error: Problem?
    /// The client's own remark.
    public var metadata: JSONValue?

    /// An empty report.
    public init() {}
}
