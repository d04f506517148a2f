// SPDX-License-Identifier: Apache-2.0

internal import FaceFusion
internal import FusionAPI
internal import Imaging
internal import Storage

extension TaskView.Face {
    /// A face of a fusion's target.
    init(_ report: FaceReport) { self.init(report.face, index: report.index, fused: report.fused) }

    /// A face.
    init(_ face: Face, index: Int, fused: Bool) {
        let box = face.box
        self.init(
            index: index,
            box: [box.x, box.y, box.width, box.height].map(Double.init),
            score: Double(face.score),
            fused: fused
        )
    }
}

extension TaskReport.DetectedFace {
    /// The numbers of the five points in the face mesh of 478: both irises' centres (the person's right eye lies left
    /// in the picture), tip of the nose, corners of the mouth.
    private static let points = [468, 473, 1, 61, 291]

    /// A face that was looked for.
    init(_ face: Face, index: Int) {
        self.init(
            face: TaskView.Face(face, index: index, fused: false),
            landmarks: Self.points.map { number in
                [Double(face.landmarks[number].x), Double(face.landmarks[number].y)]
            }
        )
    }
}

extension TaskReport.Result {
    /// A result as the store has it.
    init(_ info: ObjectInfo) {
        self.init(
            contentType: info.media.contentType,
            image: StoredImage(
                sha256: info.digest.description,
                bytes: info.byteCount,
                width: info.media.width,
                height: info.media.height
            ),
            expiresAtMilliseconds: info.expiresAtMilliseconds
        )
    }
}
