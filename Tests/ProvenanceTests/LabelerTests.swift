// SPDX-License-Identifier: Apache-2.0

import ImageCodecs
import Imaging
import TestSupport
import Testing

@testable import Provenance

@Suite(.timeLimit(.minutes(2))) struct `Labelling of results` {
    private static let owner = LabelExemption(grounds: "test")

    private func result(
        _ name: String,
        _ policy: LabelPolicy,
        produceID: String? = nil,
        options: OutputOptions = OutputOptions()
    ) throws -> LabelledImage {
        let labeler = try Sample.labeler(policy)
        let image = try DecodedImage(decoding: try ImageFixture.bytes(name))
        let marked = try labeler.mark(image, fused: [])
        return try labeler.seal(try marked.encoded { try $0.encoded(options).bytes }, produceID: produceID)
    }

    @Test(arguments: ["profile.jpg", "gray.jpg", "rgb16.png", "palette.png", "lossless-alpha.webp", "lossy.webp"])
    func `writes what its policy says`(name: String) throws {
        for policy in [LabelPolicy.visibleAndMetadata, .metadata, .off(Self.owner)] {
            let image = try result(name, policy)
            let (isMarked, isLabelled) = (policy == .visibleAndMetadata, policy.mode != .off)
            #expect((image.markRegion != nil) == isMarked && (image.metadata != nil) == isLabelled)
            #expect(image.policy == policy && image.size == ImageFixture.size)
            #expect(image.format.rawValue == ["jpg": "jpeg"][name.suffix(3), default: String(name.suffix(4))].trimmed)
            #expect(LabelReader(image.bytes).packets.count == (isLabelled ? 1 : 0))
            #expect(try AIGCMetadata(readFrom: image.bytes) == image.metadata)
            let plain = try Sample.pixels(ImageFixture.bytes(name))
            if name != "lossy.webp" { #expect((try Sample.pixels(image.bytes) == plain) == !isMarked, "\(policy)") }
        }
    }

    @Test(arguments: ["baseline-420.jpg", "progressive.jpg", "orientation-6.jpg"])
    func `leaves a JPEG's blocks outside the mark as they were`(name: String) throws {
        let image = try result(name, .visibleAndMetadata)
        let mark = try #require(image.markRegion)
        // Blocks of two components' worth, and the neighbour that smooth chroma reaches.
        let near = PixelRegion(x: mark.x - 18, y: mark.y - 18, width: mark.width + 36, height: mark.height + 36)
        let (old, new) = (try Sample.pixels(ImageFixture.bytes(name)), try Sample.pixels(image.bytes))
        var changed = 0
        for place in old.indices where old[place] != new[place] {
            let (x, y) = (place / 3 % image.size.width, place / 3 / image.size.width)
            changed += 1
            #expect(near.contains(PixelRegion(x: x, y: y, width: 1, height: 1)), "\(x), \(y)")
        }
        #expect(changed > 100)
    }

    @Test func `numbers a result by its task or else by its picture`() throws {
        let named = try #require(try result("rgb.png", .metadata, produceID: "task-7").metadata)
        #expect(named.produceID == "task-7" && named.contentProducer == "Test" && named.label == .generated)
        let first = try result("rgb.png", .metadata)
        let number = try #require(first.metadata).produceID
        #expect(number.count == 32 && named.reservedCode1.hasPrefix("sha256:" + number))
        #expect(try result("rgb.png", .metadata).bytes == first.bytes)
        #expect(try result("rgb.png", .visibleAndMetadata).metadata?.produceID != number)
    }

    @Test func `gives no unlabelled result without an exemption`() throws {
        let error = #expect(throws: ProvenanceError.self) { try LabelPolicy(.off) }
        #expect(error?.code == .exemptionMissing)
        #expect(try LabelPolicy(.off, exemption: Self.owner) == .off(Self.owner))
        // An exemption is a right, not a wish.
        #expect(try LabelPolicy(.metadata, exemption: Self.owner) == .metadata)
        #expect(LabelMode(rawValue: "visible+metadata") == .visibleAndMetadata)
    }

    @Test(arguments: [
        ("", ""), ("a\u{0}", "U+0"), ("\u{FFFF}", "U+FFFF"), (String(repeating: "é", count: 513), "1026 bytes"),
    ])
    func `refuses a producer that cannot be written`(name: String, told: String) {
        let error = #expect(throws: ProvenanceError.self) {
            try Labeler(policy: .metadata, contentProducer: name, sha256: Sample.digest)
        }
        #expect(error?.code == .invalidField)
        #expect(told.isEmpty || error?.message.contains(told) == true || error?.measured == told)
    }

    @Test func `refuses a file that no label fits into`() throws {
        for policy in [LabelPolicy.metadata, .off(Self.owner)] {
            let labeler = try Sample.labeler(policy)
            let canvas = PixelCanvas(PixelBuffer(size: ImageFixture.size, layout: .rgb))
            let file = try labeler.mark(canvas, fused: []).encoded { (_: consuming PixelCanvas) in Array("BM".utf8) }
            let error = #expect(throws: ProvenanceError.self) { try labeler.seal(file) }
            #expect(error?.code == .unsupportedFormat)
        }
    }

    @Test(arguments: Sample.files)
    func `has an integrity code that metadata does not change and pixels do`(name: String) throws {
        let file = try ImageFixture.bytes(name)
        let code = try IntegrityCode(of: file, sha256: Sample.digest)
        let labelled = try XMPEmbedder.embed(try Sample.metadata(), in: file)
        #expect(try IntegrityCode(of: labelled, sha256: Sample.digest) == code)
        // The last byte of the last piece with pixels.
        let layout = try LabelledFormat(file).layout(of: file)
        let covered = layout.parts.filter { $0.role == .picture }.map(\.range)
        for range in covered where range.count > 100 {
            var changed = file
            changed[range.upperBound - 20] ^= 0x10
            #expect(try IntegrityCode(of: changed, sha256: Sample.digest) != code, "\(range)")
        }
        #expect(covered.contains { $0.count > 100 })
    }
}

extension String {
    fileprivate var trimmed: String { hasPrefix(".") ? String(dropFirst()) : self }
}
