// SPDX-License-Identifier: Apache-2.0

internal import FusionAPI

/// Says how each part of a creation form is received, and which parts are too many.
final class CreationParts {
    private let parts: GatewayParts
    private let share: ByteShare
    private var photoCounts: [Int: Int] = [:]
    private var seen: Set<FormField> = []
    private var targetCount = 0
    private let targetCountMax: Int

    /// Before the first part.
    init(_ parts: GatewayParts, share: ByteShare, targetCountMax: Int) {
        self.parts = parts
        self.share = share
        self.targetCountMax = targetCountMax
    }

    /// Opens a part.
    ///
    /// - Throws: `invalid_options` for a part that is not known or comes too often.
    func open(_ header: PartHeader) throws(Problem) -> OpenPart {
        guard let field = FormField(name: header.name) else { throw Self.unknown(header.name) }
        switch field {
        case .source(let person):
            try countPhoto(of: person, header.name)
            return .image(ImageSpool(.source, parts: parts, share: share), header)
        case .target:
            try countTarget(header.name)
            return .image(ImageSpool(.target, parts: parts, share: share), header)
        case .options, .webhook:
            try note(field, header.name)
            return .text(TextSpool(header.name, byteCountMax: Self.textByteCountMax, share: share), header)
        }
    }

    private func countPhoto(of person: Int, _ name: String) throws(Problem) {
        let count = photoCounts[person, default: 0] + 1
        let limit = RequestLimits.photoCountMax
        guard count <= limit else {
            let error = FieldError(name, "too many photos of one person", measured: "\(count)", limit: "\(limit)")
            throw Problem(invalidOptions: [error])
        }
        photoCounts[person] = count
    }

    private func countTarget(_ name: String) throws(Problem) {
        targetCount += 1
        guard targetCount > targetCountMax else { return }
        let error =
            targetCountMax == 1
            ? FieldError(name, "comes twice")
            : FieldError(name, "too many targets", measured: "\(targetCount)", limit: "\(targetCountMax)")
        throw Problem(invalidOptions: [error])
    }

    private func note(_ field: FormField, _ name: String) throws(Problem) {
        guard seen.insert(field).inserted else { throw Problem(invalidOptions: [FieldError(name, "comes twice")]) }
    }

    private static func unknown(_ name: String) -> Problem {
        let last = RequestLimits.personCountMax - 1
        let limit = "source, source[1] to source[\(last)], target, options, webhook"
        return Problem(invalidOptions: [FieldError(name, "no such part", limit: limit)])
    }

    /// The most bytes of `options` and of `webhook`.
    private static let textByteCountMax = 64_000
}
