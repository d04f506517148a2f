// SPDX-License-Identifier: Apache-2.0

import FusionAPI
import Testing

/// A part as the test collects it.
struct CollectedPart: Hashable {
    var header: PartHeader
    var bytes: [UInt8] = []
}

/// A body written as clients write it.
func multipartBody(
    _ parts: [(head: String, bytes: [UInt8])],
    boundary: String,
    preamble: String = "",
    epilogue: String = "\r\n"
) -> [UInt8] {
    var body = Array(preamble.utf8)
    for part in parts {
        body += Array("--\(boundary)\r\n\(part.head)\r\n\r\n".utf8) + part.bytes + Array("\r\n".utf8)
    }
    return body + Array("--\(boundary)--\(epilogue)".utf8)
}

/// A part's header with a name and a file's name.
func disposition(_ name: String, filename: String? = nil) -> String {
    let file = filename.map { "; filename=\"\($0)\"\r\nContent-Type: image/jpeg" } ?? ""
    return "Content-Disposition: form-data; name=\"\(name)\"\(file)"
}

/// Reads a body in chunks of these sizes, the last size again and again, and checks the order of events.
func collect(
    _ body: [UInt8],
    boundary: String,
    chunks: [Int] = [.max],
    limits: MultipartLimits = MultipartLimits()
) throws(MultipartError) -> [CollectedPart] {
    var parser = MultipartParser(boundary: try MultipartBoundary(boundary), limits: limits)
    var parts: [CollectedPart] = []
    var isInPart = false
    var hasEnded = false
    var start = 0
    var number = 0
    while start < body.count {
        let size = chunks[min(number, chunks.count - 1)]
        let chunk = Array(body[start..<(start + min(size, body.count - start))])
        var place = 0
        while let event = try parser.next(in: chunk.span, from: &place) {
            #expect(!hasEnded, "nothing follows the end")
            switch event {
            case .partBegan(let header):
                #expect(!isInPart)
                isInPart = true
                parts.append(CollectedPart(header: header))
            case .bytes(let range):
                #expect(isInPart && !range.isEmpty)
                parts[parts.count - 1].bytes += chunk[range]
            case .heldBytes(let bytes):
                #expect(isInPart && !bytes.isEmpty)
                parts[parts.count - 1].bytes += bytes
            case .partEnded:
                #expect(isInPart)
                isInPart = false
            case .ended:
                #expect(!isInPart)
                hasEnded = true
            }
        }
        #expect(place == chunk.count, "a chunk is read to its end")
        start += chunk.count
        number += 1
    }
    try parser.finish()
    #expect(hasEnded)
    return parts
}
