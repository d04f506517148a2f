// SPDX-License-Identifier: Apache-2.0

/// Why a header reader stopped.
enum HeaderFault: Error {
    /// The bytes end before the header does.
    case needsMoreBytes
    /// A kind of file that is not read; the text names it.
    case unsupported(String)
    /// The header breaks a rule of its format; the text says which.
    case malformed(String)
    /// A limit was passed.
    case refused(ImageError)

    /// What a caller with the whole file is told.
    func imageError(_ signature: FileSignature) -> ImageError {
        switch self {
        case .needsMoreBytes:
            if case .tooShort(let description) = signature { return ImageError(.unsupportedFormat, description) }
            return ImageError(.imageDecodeFailed, "the file ends inside its \(signature.name) header")
        case .unsupported(let description): return ImageError(.unsupportedFormat, description)
        case .malformed(let description): return ImageError(.imageDecodeFailed, description)
        case .refused(let error): return error
        }
    }
}

extension Span where Element == UInt8 {
    /// One byte, as a number.
    func byte(at offset: Int) throws(HeaderFault) -> Int {
        guard offset >= 0, offset < count else { throw .needsMoreBytes }
        return Int(self[offset])
    }

    /// Two bytes, the most significant first.
    func big16(at offset: Int) throws(HeaderFault) -> Int {
        guard offset >= 0, offset <= count - 2 else { throw .needsMoreBytes }
        return Int(self[offset]) << 8 | Int(self[offset + 1])
    }

    /// Four bytes, the most significant first.
    func big32(at offset: Int) throws(HeaderFault) -> Int {
        guard offset >= 0, offset <= count - 4 else { throw .needsMoreBytes }
        return try big16(at: offset) << 16 | big16(at: offset + 2)
    }

    /// Two bytes, the least significant first.
    func little16(at offset: Int) throws(HeaderFault) -> Int {
        guard offset >= 0, offset <= count - 2 else { throw .needsMoreBytes }
        return Int(self[offset]) | Int(self[offset + 1]) << 8
    }

    /// Three bytes, the least significant first.
    func little24(at offset: Int) throws(HeaderFault) -> Int {
        try little16(at: offset) | byte(at: offset + 2) << 16
    }

    /// Four bytes, the least significant first.
    func little32(at offset: Int) throws(HeaderFault) -> Int {
        try little16(at: offset) | little16(at: offset + 2) << 16
    }

    /// Whether the bytes from `offset` on are these; `false` when they reach past the end.
    func matches(_ expected: StaticString, at offset: Int = 0) -> Bool {
        let length = expected.utf8CodeUnitCount
        guard offset >= 0, offset <= count - length else { return false }
        return expected.withUTF8Buffer { buffer in
            for index in 0..<length where unsafe buffer[index] != self[offset + index] { return false }
            return true
        }
    }
}
