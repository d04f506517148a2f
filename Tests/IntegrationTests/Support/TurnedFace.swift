// SPDX-License-Identifier: Apache-2.0

import Foundation
import ImageCodecs
import Imaging

/// A picture of a head turned to the side, made from a frontal one: no photo of a profile comes with the project.
///
/// The face's mesh, as the program itself finds it, is turned about a vertical axis and painted with the photo before
/// a plain head. What is left of the face is real; hair and ear are missing.
struct TurnedFace: ~Copyable {
    private var picture: PixelBuffer
    private var depth: [Float]
    private let photo: PixelBuffer

    /// A PNG with an example face, 1 to 8, turned by an angle in degrees.
    static func file(_ number: Int, degrees: Float) throws -> [UInt8] {
        let run = try FacefleetProcess.run(["detect", "--json", ExampleFaces.path(number)])
        guard let faces = try run.json()["faces"] as? [[String: Any]],
            let rows = faces.first?["landmarks"] as? [[Double]]
        else { throw CocoaError(.coderReadCorrupt) }
        let data = try Data(
            contentsOf: FacefleetProcess.package.appending(path: ".deps/models/face_mesh_topology.json")
        )
        let topology = try JSONDecoder().decode(MeshTopology.self, from: data)
        var image = try DecodedImage(decoding: Array(try Data(contentsOf: URL(filePath: ExampleFaces.path(number)))))
        let photo = try image.pixels(in: image.size.bounds, reduction: .full)
        var turned = TurnedFace(photo: photo)
        turned.paint(rows.map { SIMD3($0.map(Float.init)) }, topology.triangles, by: degrees * .pi / 180)
        return SimplePNG.file(turned.picture)
    }

    private init(photo: consuming PixelBuffer) {
        picture = PixelBuffer(size: photo.size, layout: .rgb, filledWith: 110)
        depth = [Float](repeating: .infinity, count: photo.size.pixelCount)
        self.photo = photo
    }

    private mutating func paint(_ points: [SIMD3<Float>], _ triangles: [SIMD3<Int32>], by angle: Float) {
        // Behind the tip of the nose by half a head.
        let axis = points.reduce(SIMD3<Float>()) { $0 + $1 } / Float(points.count) + [0, 0, 80]
        let (sine, cosine) = (sin(angle), cos(angle))
        let turned = points.map { point in
            let arm = point - axis
            return axis + SIMD3(arm.x * cosine + arm.z * sine, arm.y, arm.z * cosine - arm.x * sine)
        }
        for triangle in triangles {
            let corners = (0..<3).map { Int(triangle[$0]) }
            fill(corners.map { turned[$0] }, corners.map { points[$0] })
        }
    }

    /// Paints one triangle where it is nearest to the camera.
    private mutating func fill(_ at: [SIMD3<Float>], _ from: [SIMD3<Float>]) {
        let area = (at[1].x - at[0].x) * (at[2].y - at[0].y) - (at[2].x - at[0].x) * (at[1].y - at[0].y)
        guard area.magnitude > 1e-3 else { return }
        let (columns, rows) = (span(at.map(\.x), picture.size.width), span(at.map(\.y), picture.size.height))
        for y in rows {
            for x in columns {
                let (px, py) = (Float(x) - at[0].x, Float(y) - at[0].y)
                let b = (px * (at[2].y - at[0].y) - (at[2].x - at[0].x) * py) / area
                let c = ((at[1].x - at[0].x) * py - px * (at[1].y - at[0].y)) / area
                guard b >= 0, c >= 0, b + c <= 1 else { continue }
                let z = at[0].z * (1 - b - c) + at[1].z * b + at[2].z * c
                guard z < depth[y * picture.size.width + x] else { continue }
                depth[y * picture.size.width + x] = z
                let place = from[0] * (1 - b - c) + from[1] * b + from[2] * c
                let column = min(max(Int(place.x), 0), photo.size.width - 1)
                let row = min(max(Int(place.y), 0), photo.size.height - 1)
                for channel in 0..<3 { picture[x, y, channel] = photo[column, row, channel] }
            }
        }
    }

    private func span(_ values: [Float], _ count: Int) -> Range<Int> {
        let low = Int(max(0, (values.min() ?? 0).rounded(.up)))
        return low..<max(low, min(count, Int((values.max() ?? 0).rounded(.down)) + 1))
    }
}
