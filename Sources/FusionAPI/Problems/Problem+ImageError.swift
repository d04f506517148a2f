// SPDX-License-Identifier: Apache-2.0

public import Imaging

extension Problem {
    /// The problem of a picture that was refused or could not be written.
    ///
    /// - Parameters:
    ///   - error: What the header parser or a codec says.
    ///   - image: The picture to blame.
    public init(_ error: ImageError, image: Image?) {
        self.init(
            ProblemCode(error.code),
            error.message,
            image: error.code == .imageEncodeFailed ? nil : image,
            measured: error.measured,
            limit: error.limit
        )
    }
}

extension ProblemCode {
    /// A result that cannot be encoded is our own fault, not the client's.
    init(_ code: ImageError.Code) {
        self =
            switch code {
            case .unsupportedFormat: .unsupportedFormat
            case .imageDecodeFailed: .imageDecodeFailed
            case .imageTooSmall: .imageTooSmall
            case .imageTooLargeBytes: .imageTooLargeBytes
            case .imageTooLargePixels: .imageTooLargePixels
            case .imageEncodeFailed: .internalFault
            }
    }
}
