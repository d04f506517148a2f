// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Files with tokens and keys.
///
/// Reading blocks for as long as a few pages of a local file take, so it is done where it is asked for.
enum SmallFile {
    /// Longer files are refused.
    static let byteCountMax = 64 << 10

    /// The file's one word, such as a token, without white space around it.
    static func word(_ path: String) throws(SourceFault) -> String {
        let text = try text(path)
        guard text.trimmed.isHeaderWord else {
            throw SourceFault("the file \(path) does not hold one word, which a token is; have it written anew")
        }
        return String(text.trimmed)
    }

    /// The whole file, without a byte order mark.
    static func text(_ path: String) throws(SourceFault) -> String {
        var bytes = try bytes(path)[...]
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw SourceFault("the file \(path) is no text in UTF-8; write it anew")
        }
        return text
    }

    private static func bytes(_ path: String) throws(SourceFault) -> [UInt8] {
        // A pipe without a writer would block for good; it is found to be no file below.
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw SourceFault(failure(errno, path)) }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw SourceFault(failure(errno, path)) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw SourceFault("\(path) is no file; name one") }
        var bytes = [UInt8](repeating: 0, count: byteCountMax + 1)
        var count = 0
        while count < bytes.count {
            let got = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe read(descriptor, buffer.baseAddress.map { unsafe $0 + count }, buffer.count - count)
            }
            if got < 0 && errno == EINTR { continue }
            guard got >= 0 else { throw SourceFault(failure(errno, path)) }
            if got == 0 { break }
            count += got
        }
        guard count <= byteCountMax else { throw SourceFault("the file \(path) is longer than \(byteCountMax) bytes") }
        return [UInt8](bytes[..<count])
    }

    private static func failure(_ number: Int32, _ path: String) -> String {
        switch number {
        case ENOENT, ENOTDIR: "there is no file \(path); write it or name another"
        case EACCES, EPERM: "the file \(path) may not be read; give this process the right to"
        default: "the file \(path) cannot be read (error \(number))"
        }
    }
}
