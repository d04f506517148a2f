// SPDX-License-Identifier: Apache-2.0

public import Foundation
public import Imaging

/// The small pictures in `Tests/Fixtures/images`, made by `scripts/make-image-fixtures`.
public enum ImageFixture {
    /// Where they lie.
    public static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fixtures/images")

    /// The bytes of one of them.
    public static func bytes(_ name: String) throws -> [UInt8] {
        try [UInt8](Data(contentsOf: folder.appending(path: name)))
    }

    /// The header of one of them.
    public static func header(_ name: String, limits: ImageLimits = ImageLimits()) throws -> ImageHeader {
        try header(of: bytes(name), limits: limits)
    }

    /// The header of a file in memory.
    public static func header(of bytes: [UInt8], limits: ImageLimits = ImageLimits()) throws -> ImageHeader {
        try ImageHeader.parse(bytes.span, limits: limits)
    }

    /// The names of all pictures, in alphabetical order.
    public static let names: [String] = {
        do {
            let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
            return names.filter { !$0.hasSuffix(".icc") }
        } catch {
            preconditionFailure("no fixtures: \(error)")
        }
    }()

    /// The names of those that decode.
    public static let soundNames = names.filter { $0 != "bomb-60000.png" }

    /// The size of the picture that nearly all of them show.
    public static let size = PixelSize(width: 96, height: 64)

    /// Red, green and blue at a pixel of that picture: no two corners are alike.
    public static func scene(_ x: Int, _ y: Int) -> SIMD3<Int> {
        SIMD3(x * 255 / 95, y * 255 / 63, (x + y) * 255 / 158)
    }
}
