// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// What a worker has to say of a task that it ended: the queue keeps it as bytes and does not look into it.
public struct TaskReport: Codable, Hashable, Sendable {
    /// The result in the store.
    public struct Result: Codable, Hashable, Sendable {
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
    public struct DetectedFace: Codable, Hashable, Sendable {
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

    /// A report that a worker wrote.
    ///
    /// - Returns: `nil` when there is none, as of a task that was canceled before it ran.
    public init?(recorded bytes: [UInt8]) {
        guard !bytes.isEmpty, let report = try? JSONDecoder().decode(TaskReport.self, from: Data(bytes)) else {
            return nil
        }
        self = report
    }

    /// The report as the queue keeps it.
    ///
    /// - Throws: `internal` when it cannot be written.
    public func recorded() throws(Problem) -> [UInt8] {
        do {
            return try Array(JSONEncoder().encode(self))
        } catch {
            throw Problem(.internalFault, "the report cannot be recorded: \(error)")
        }
    }
}
