// SPDX-License-Identifier: Apache-2.0

/// What a creation request may say; each limit is named in the error that it causes.
public enum RequestLimits {
    /// The most photos of one person.
    public static let photoCountMax = 8
    /// The most persons in one request, which is the most faces that are fused.
    public static let personCountMax = 16
    /// The greatest place of a face, from 0: any number of faces is seen.
    public static let faceIndexMax = 999
    /// The greatest `metadata`, in bytes of compact JSON.
    public static let metadataByteCountMax = 1024
    /// The longest name of a model, in characters.
    public static let nameCountMax = 64
    /// The longest deadline: a day.
    public static let deadlineSecondsMax = 86_400
    /// The sides at which a face may be swapped, in pixels.
    public static let pixelBoosts = [128, 256, 384, 512, 768, 1024]
    /// The greatest JSON body, in bytes.
    public static let bodyByteCountMax = 8_000_000
}
