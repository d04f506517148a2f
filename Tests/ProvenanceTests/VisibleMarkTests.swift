// SPDX-License-Identifier: Apache-2.0

import Imaging
import TestSupport
import Testing

@testable import Provenance

@Suite(.timeLimit(.minutes(2))) struct `Mark in the picture` {
    static let sizes = [
        PixelSize(width: 64, height: 64), PixelSize(width: 768, height: 768), PixelSize(width: 1920, height: 1080),
        PixelSize(width: 300, height: 1200), PixelSize(width: 64, height: 8192), PixelSize(width: 8192, height: 64),
    ]

    @Test(arguments: MarkLanguage.allCases, sizes)
    func `has letters of a twentieth of the short side`(language: MarkLanguage, size: PixelSize) throws {
        let mark = VisibleMark(language: language)
        let region = mark.place(in: size, avoiding: [])
        let letters = MarkInk(mark, size: region.size)
        let wanted = 0.05 * Float(min(size.width, size.height))
        // Every text begins with a capital; partly covered rows at its top and bottom are rows of it.
        #expect(Float(letters.firstLetterRows.count) >= wanted)
        #expect(Float(letters.rows.count) >= wanted)
        #expect(letters.rows.lowerBound > 0 && letters.rows.upperBound < region.height, "the text is cut off")
        #expect(letters.columns.lowerBound > 0 && letters.columns.upperBound < region.width, "the text is cut off")
        // No larger than it must be, unless the picture is small.
        if min(size.width, size.height) >= 768 { #expect(Float(letters.firstLetterRows.count) <= wanted * 1.06 + 2) }
    }

    @Test(arguments: MarkCorner.allCases, sizes)
    func `lies inside the picture in its corner`(corner: MarkCorner, size: PixelSize) {
        for language in MarkLanguage.allCases {
            let region = VisibleMark(language: language, corner: corner).place(in: size, avoiding: [])
            #expect(size.bounds.contains(region), "\(language)")
            let near = max(10, min(size.width, size.height) / 20)
            #expect((corner.isLeft ? region.x : size.width - region.maxX) <= near, "\(language)")
            #expect((corner.isTop ? region.y : size.height - region.maxY) <= near, "\(language)")
            #expect(region.size.pixelCount * 12 < size.pixelCount || min(size.width, size.height) < 200)
        }
    }

    @Test func `goes to another corner when a face is there`() {
        let size = PixelSize(width: 1200, height: 600)
        let mark = VisibleMark()
        let home = mark.place(in: size, avoiding: [])
        func box(_ region: PixelRegion) -> BoundingBox {
            BoundingBox(
                x: Float(region.x),
                y: Float(region.y),
                width: Float(region.width),
                height: Float(region.height)
            )
        }
        let moved = mark.place(in: size, avoiding: [box(home)])
        #expect(moved.x < 100 && moved.y == home.y)
        #expect(mark.place(in: size, avoiding: [], sparing: [box(home)]) == moved)
        let top = mark.place(in: size, avoiding: [box(home), box(moved)])
        #expect(top.y < 100 && top.x == home.x)
        // A fused face counts before any other.
        #expect(mark.place(in: size, avoiding: [box(home)], sparing: [box(moved), box(top)]).y < 100)
        // With a face everywhere it stays at home; a box may reach outside.
        let everywhere = BoundingBox(x: -50, y: -50, width: 900, height: 900)
        #expect(mark.place(in: size, avoiding: [everywhere]) == home)
    }

    static let grounds: [Ground] = [
        .flat(255, 255, 255), .flat(0, 0, 0), .flat(128, 128, 128), .flat(117, 117, 117), .flat(118, 118, 118),
        .flat(200, 30, 30), .flat(20, 40, 220), .flat(220, 170, 140), .checkers, .noise(1), .noise(2), .gradient,
    ]

    @Test(arguments: grounds, [MarkLanguage.english, .chineseSimplified, .korean])
    func `stands out from whatever is below it`(ground: Ground, language: MarkLanguage) throws {
        let mark = VisibleMark(language: language)
        let region = mark.place(in: PixelSize(width: 600, height: 400), avoiding: [])
        let below = ground.pixels(region.size)
        let drawn = mark.draw(on: below)
        let ink = MarkInk(mark, size: region.size)
        let contrast = ink.leastContrast(in: drawn)
        // 6 less what rounding to bytes takes away.
        #expect(contrast > 5.8, "\(contrast)")
    }

    @Test func `has no plate where none is needed`() {
        for gray in [UInt8(0), 255, 200, 20] {
            let size = PixelSize(width: 200, height: 40)
            let drawn = VisibleMark().draw(on: PixelBuffer(size: size, layout: .rgb, filledWith: gray))
            let ink = MarkInk(VisibleMark(), size: size)
            // On black a trace of a letter shows that white swallows.
            let changed = (0..<size.pixelCount).filter { drawn.bytes[3 * $0] != gray && !ink.isNear($0) }
            #expect(changed.isEmpty)
        }
    }

    @Test func `changes nothing outside its region`() throws {
        for (seed, policy) in [(UInt64(5), LabelPolicy.visibleAndMetadata), (6, .metadata)] {
            let picture = Ground.noise(seed).pixels(PixelSize(width: 333, height: 222))
            let marked = try Sample.labeler(policy).mark(PixelCanvas(picture.copy()), fused: [])
            let region = marked.markRegion
            #expect((region != nil) == (policy == .visibleAndMetadata))
            var result: [UInt8] = []
            _ = marked.encoded { (canvas: consuming PixelCanvas) -> [UInt8] in
                result = canvas.takePixels().takeBytes()
                return []
            }
            var changed = 0
            for place in result.indices where result[place] != picture.bytes[place] {
                let (x, y) = (place / 3 % 333, place / 3 / 333)
                changed += 1
                #expect(region?.contains(PixelRegion(x: x, y: y, width: 1, height: 1)) == true, "\(x), \(y)")
            }
            #expect((changed > 1000) == (policy == .visibleAndMetadata), "\(changed) bytes")
        }
    }

    @Test func `says in every language that an AI generated it`() {
        let words = [
            "en": ["AI", "generated"], "zh-Hans": ["AI", "生成"], "zh-Hant": ["AI", "生成"], "ja": ["AI", "生成"],
            "ko": ["AI", "생성"], "de": ["KI", "generiert"], "fr": ["IA", "Généré"], "es": ["IA", "Generado"],
        ]
        for language in MarkLanguage.allCases {
            let wanted = words[language.rawValue] ?? ["no words for \(language)"]
            #expect(wanted.allSatisfy { language.text.contains($0) }, "\(language)")
            #expect(language.text.allSatisfy { language.typeface.glyphs[$0] != nil }, "\(language)")
        }
    }
}
