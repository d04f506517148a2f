// SPDX-License-Identifier: Apache-2.0

import Imaging

/// A chunk of a PNG that says what its numbers mean as colours; it is copied, so that they keep meaning it.
struct PNGColorChunk: Hashable, Sendable {
    /// The chunks that are copied; none can hold text.
    enum Name: String, CaseIterable, Sendable {
        case gamma = "gAMA"
        case chromaticities = "cHRM"
        case standard = "sRGB"
        case codePoints = "cICP"

        /// The length that the specification fixes; another one is damaged.
        var byteCount: Int {
            switch self {
            case .gamma: 4
            case .chromaticities: 32
            case .standard: 1
            case .codePoints: 4
            }
        }

        /// The name as C has it.
        var foreignName: (CChar, CChar, CChar, CChar) {
            let bytes = rawValue.utf8.map { CChar($0) }
            return (bytes[0], bytes[1], bytes[2], bytes[3])
        }
    }

    let name: Name
    let bytes: [UInt8]

    /// The colour chunks before the pixels of a PNG, the first of each name.
    static func all(in file: Span<UInt8>) -> [PNGColorChunk] {
        var chunks: [PNGColorChunk] = []
        var position = 8
        // Length, name, content, checksum.
        while file.count - position >= 12 {
            let count = (0..<4).reduce(0) { $0 << 8 | Int(file[position + $1]) }
            let name = String(decoding: (4..<8).map { file[position + $0] }, as: UTF8.self)
            guard name != "IDAT", name != "IEND", count <= file.count - position - 12 else { break }
            if let known = Name(rawValue: name), known.byteCount == count, !chunks.contains(where: { $0.name == known })
            {
                chunks.append(PNGColorChunk(name: known, bytes: (0..<count).map { file[position + 8 + $0] }))
            }
            position += 12 + count
        }
        return chunks
    }
}
