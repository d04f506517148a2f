// SPDX-License-Identifier: Apache-2.0

internal import FusionAPI
internal import Hummingbird
internal import Imaging

/// One picture, as the part `image` of a form or as the whole body, and perhaps an `order`.
struct SingleImageForm {
    let image: ReceivedImage
    let order: FaceChoice.Order

    /// Receives a request whole.
    ///
    /// - Throws: What it is refused for.
    static func receive(
        _ request: Request,
        parts: GatewayParts,
        share: ByteShare
    ) async throws -> SingleImageForm {
        let contentType = request.headers[.contentType].flatMap(ContentTypeHeader.init)
        guard contentType?.isType("multipart/form-data") == true else {
            return SingleImageForm(image: try await body(request, parts, share), order: .largeSmall)
        }
        let receiver = try FormReceiver(request, byteCountMax: parts.configuration.bodyByteCountMax)
        var image: ReceivedImage?
        var order = FaceChoice.Order.largeSmall
        try await receiver.receive(
            open: { header throws(Problem) in try open(header, parts, share) },
            close: { part in
                if let spool = part.image {
                    guard image == nil else { throw Problem(invalidOptions: [FieldError("image", "comes twice")]) }
                    image = try await spool.finish()
                }
                if let text = part.text { order = try Self.order(text) }
            }
        )
        guard let image else { throw Problem(invalidOptions: [FieldError("image", "missing")]) }
        return SingleImageForm(image: image, order: order)
    }

    private static func open(
        _ header: PartHeader,
        _ parts: GatewayParts,
        _ share: ByteShare
    ) throws(Problem) -> OpenPart {
        switch header.name {
        case "image": return .image(ImageSpool(nil, parts: parts, share: share), header)
        case "order": return .text(TextSpool("order", byteCountMax: 64, share: share), header)
        default:
            throw Problem(invalidOptions: [FieldError(header.name, "no such part", limit: "image, order")])
        }
    }

    private static func order(_ text: TextSpool) throws(Problem) -> FaceChoice.Order {
        let name = String(decoding: text.bytes, as: UTF8.self)
        guard let order = FaceChoice.Order(rawValue: name) else {
            let limit = "one of \(FaceChoice.Order.allCases.map(\.rawValue).joined(separator: ", "))"
            throw Problem(invalidOptions: [FieldError("order", "not one of the values", measured: name, limit: limit)])
        }
        return order
    }

    private static func body(
        _ request: Request,
        _ parts: GatewayParts,
        _ share: ByteShare
    ) async throws -> ReceivedImage {
        var count = try BodyCount(request, limit: parts.configuration.imageLimits.byteCountMax)
        var spool = ImageSpool(nil, parts: parts, share: share)
        for try await chunk in request.body {
            try count.add(chunk)
            try spool.append(chunk.readableBytesSpan)
            try await spool.flush()
        }
        return try await spool.finish()
    }
}
