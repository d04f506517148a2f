// SPDX-License-Identifier: Apache-2.0

/// The language of a visible mark; the raw value is its tag (BCP 47).
public enum MarkLanguage: String, CaseIterable, Sendable {
    case english = "en"
    case chineseSimplified = "zh-Hans"
    case chineseTraditional = "zh-Hant"
    case japanese = "ja"
    case korean = "ko"
    case german = "de"
    case french = "fr"
    case spanish = "es"

    /// What the mark says: that an AI is at work and that it generated something (GB 45438-2025 asks for both words).
    public var text: String {
        switch self {
        case .english: "AI-generated"
        case .chineseSimplified, .chineseTraditional, .japanese: "AI生成"
        case .korean: "AI 생성"
        case .german: "KI-generiert"
        case .french: "Généré par IA"
        case .spanish: "Generado por IA"
        }
    }

    /// The letters it is written in.
    var typeface: Typeface {
        switch self {
        case .chineseSimplified, .chineseTraditional, .japanese, .korean: .eastAsian
        case .english, .german, .french, .spanish: .latin
        }
    }
}

/// One of the two sets of letters.
enum Typeface {
    case latin, eastAsian

    /// The letters' outlines.
    var glyphs: [Character: GlyphOutline] {
        switch self {
        case .latin: MarkGlyphs.latin
        case .eastAsian: MarkGlyphs.eastAsian
        }
    }

    /// Height of a flat capital over the base line, in font units; ideographs and syllables are higher.
    var capHeight: Float {
        switch self {
        case .latin: 714
        case .eastAsian: 733
        }
    }
}
