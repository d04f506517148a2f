// SPDX-License-Identifier: Apache-2.0

/// Numbers of points of the canonical face mesh.
///
/// "Right" and "left" are the person's: the right eye lies left in the picture.
enum FaceMeshIndex {
    /// Points without the irises.
    static let pointCount = 468
    /// Points with both irises.
    static let pointCountWithIrises = 478
    /// Outer and inner corner of the right eye.
    static let rightEyeCorners = (outer: 33, inner: 133)
    /// Outer and inner corner of the left eye.
    static let leftEyeCorners = (outer: 263, inner: 362)
    /// The widest points of the face, before the ears.
    static let cheeks = (right: 234, left: 454)
    /// Top of the forehead and bottom of the chin.
    static let forehead = 10, chin = 152
    /// Tip of the nose.
    static let noseTip = 1
    /// Upper and lower lip where they meet, in the middle.
    static let innerLips = (upper: 13, lower: 14)
    /// Right and left corner of the mouth.
    static let mouthCorners = (right: 61, left: 291)

    /// The points that the lip attention refines, in the order of its output.
    static let lips: [Int] = [
        61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291, 185, 40, 39, 37, 0, 267, 269, 270, 409, 78, 95, 88, 178,
        87, 14, 317, 402, 318, 324, 308, 191, 80, 81, 82, 13, 312, 311, 310, 415, 76, 77, 90, 180, 85, 16, 315, 404,
        320, 307, 306, 184, 74, 73, 72, 11, 302, 303, 304, 408, 62, 96, 89, 179, 86, 15, 316, 403, 319, 325, 292,
        183, 42, 41, 38, 12, 268, 271, 272, 407,
    ]

    /// The points that the attention on the right eye refines; the model calls it left, as it lies in the picture.
    static let rightEye: [Int] = [
        33, 7, 163, 144, 145, 153, 154, 155, 133, 246, 161, 160, 159, 158, 157, 173, 130, 25, 110, 24, 23, 22, 26,
        112, 243, 247, 30, 29, 27, 28, 56, 190, 226, 31, 228, 229, 230, 231, 232, 233, 244, 113, 225, 224, 223, 222,
        221, 189, 35, 124, 46, 53, 52, 65, 143, 111, 117, 118, 119, 120, 121, 128, 245, 156, 70, 63, 105, 66, 107,
        55, 193,
    ]

    /// The points that the attention on the left eye refines.
    static let leftEye: [Int] = [
        263, 249, 390, 373, 374, 380, 381, 382, 362, 466, 388, 387, 386, 385, 384, 398, 359, 255, 339, 254, 253,
        252, 256, 341, 463, 467, 260, 259, 257, 258, 286, 414, 446, 261, 448, 449, 450, 451, 452, 453, 464, 342,
        445, 444, 443, 442, 441, 413, 265, 353, 276, 283, 282, 295, 372, 340, 346, 347, 348, 349, 350, 357, 465,
        383, 300, 293, 334, 296, 336, 285, 417,
    ]
}
