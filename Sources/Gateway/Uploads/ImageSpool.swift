// SPDX-License-Identifier: Apache-2.0

internal import FusionAPI
internal import Imaging
internal import Storage

/// A picture that arrived: its bytes, ready to be stored, and what its header says.
struct ReceivedImage: Sendable {
    let content: Content
    let header: ImageHeader

    /// The picture as requests name it.
    var stored: StoredImage {
        StoredImage(
            sha256: "\(content.sum.digest)",
            bytes: content.sum.byteCount,
            width: header.displaySize.width,
            height: header.displaySize.height
        )
    }
}

/// Takes one picture as it arrives: counted, hashed and spooled; its header is checked as soon as it is there.
struct ImageSpool {
    private let role: Problem.Image?
    private let limits: ImageLimits
    private let share: ByteShare
    private var spool: ContentSpool
    private var byteCount = 0
    private var inMemory = 0
    private var prefix: [UInt8] = []
    private var nextLook = 64
    private var header: ImageHeader?

    /// A spool for a picture that is about to arrive.
    init(_ role: Problem.Image?, parts: GatewayParts, share: ByteShare) {
        self.role = role
        limits = parts.configuration.imageLimits
        self.share = share
        spool = parts.spool()
    }

    /// Adds bytes.
    ///
    /// - Throws: `image_too_large_bytes`, or what the header is refused for, as soon as that is known.
    mutating func append(_ bytes: RawSpan) throws(Problem) {
        byteCount += bytes.byteCount
        guard byteCount <= limits.byteCountMax else {
            throw Problem(
                .imageTooLargeBytes,
                "the file is too large",
                image: role,
                measured: "more than \(limits.byteCountMax) bytes",
                limit: "\(limits.byteCountMax) bytes"
            )
        }
        try share.take(bytes.byteCount)
        inMemory += bytes.byteCount
        spool.append(bytes)
        guard header == nil else { return }
        unsafe bytes.withUnsafeBytes { unsafe prefix.append(contentsOf: $0) }
        if prefix.count >= nextLook { try look() }
    }

    /// Lets the bytes leave the memory where they are many.
    mutating func flush() async throws {
        let before = spool.isInFile
        try await spool.flush()
        guard spool.isInFile, inMemory > 0 else { return }
        share.give(inMemory)
        inMemory = 0
        if !before { prefix.reserveCapacity(0) }
    }

    /// The whole picture.
    ///
    /// - Throws: What the header is refused for.
    consuming func finish() async throws -> ReceivedImage {
        if header == nil { try look(isWhole: true) }
        guard let header else { throw Problem(.imageDecodeFailed, "the picture is not whole", image: role) }
        return ReceivedImage(content: try await spool.finish(), header: header)
    }

    /// Looks whether the header is there; each time on twice as many bytes, so that all looks cost about two.
    private mutating func look(isWhole: Bool = false) throws(Problem) {
        nextLook = 2 * prefix.count
        do throws(ImageError) {
            header =
                isWhole
                ? try ImageHeader.parse(prefix.span, limits: limits)
                : try ImageHeader.parse(prefix: prefix.span, limits: limits)
        } catch {
            throw Problem(error, image: role)
        }
        if header != nil { prefix = [] }
    }
}
