// SPDX-License-Identifier: Apache-2.0

import Foundation
public import Imaging

extension ReferenceImage {
    /// The sum over a whole square kernel around each pixel; the image is mirrored in its outermost pixels' centres.
    private func convolved(_ kernel: [Double]) -> ReferenceImage {
        let radius = kernel.count / 2
        return ReferenceImage(size: size, channelCount: channelCount) { x, y, channel in
            var sum = 0.0
            for j in -radius...radius {
                for i in -radius...radius {
                    sum += sample(x + i, y + j, channel, .reflect101) * kernel[radius + i] * kernel[radius + j]
                }
            }
            return sum
        }
    }

    /// A Gaussian of `width` taps.
    public func blurred(sigma: Double, width: Int) -> ReferenceImage {
        let radius = width / 2
        let weights = (-radius...radius).map { exp(-0.5 * Double($0 * $0) / (sigma * sigma)) }
        let sum = weights.reduce(0, +)
        return convolved(weights.map { $0 / sum })
    }

    /// Every second pixel of every second row, smoothed by 1 4 6 4 1.
    public func pyramidDown() -> ReferenceImage {
        let smooth = convolved([1, 4, 6, 4, 1].map { $0 / 16 })
        let half = PixelSize(width: (size.width + 1) / 2, height: (size.height + 1) / 2)
        return ReferenceImage(size: half, channelCount: channelCount) { x, y, channel in smooth[2 * x, 2 * y, channel] }
    }

    /// Pixels spread with zeros between, smoothed by 1 4 6 4 1 and multiplied by four.
    ///
    /// Before the image it is mirrored, behind it the last pixels are repeated.
    public func pyramidUp(to newSize: PixelSize) -> ReferenceImage {
        let kernel = [1.0, 4, 6, 4, 1]
        func spread(_ x: Int, _ y: Int, _ channel: Int) -> Double {
            guard x % 2 == 0 && y % 2 == 0 else { return 0 }
            func place(_ i: Int, _ count: Int) -> Int { i < 0 ? min(-i, count - 1) : min(i, count - 1) }
            return self[place(x / 2, size.width), place(y / 2, size.height), channel]
        }
        return ReferenceImage(size: newSize, channelCount: channelCount) { x, y, channel in
            var sum = 0.0
            for j in -2...2 {
                for i in -2...2 { sum += spread(x + i, y + j, channel) * kernel[2 + i] * kernel[2 + j] / 64 }
            }
            return sum
        }
    }

    /// The extreme over the neighbours that are inside the image and that `contains` accepts by their distance.
    public func extreme(
        reach: Int,
        choose: (Double, Double) -> Double,
        contains: (Int, Int) -> Bool
    ) -> ReferenceImage {
        ReferenceImage(size: size, channelCount: channelCount) { x, y, channel in
            var best: Double?
            for dy in -reach...reach where y + dy >= 0 && y + dy < size.height {
                for dx in -reach...reach where x + dx >= 0 && x + dx < size.width && contains(dx, dy) {
                    let value = self[x + dx, y + dy, channel]
                    best = best.map { choose($0, value) } ?? value
                }
            }
            return best ?? .nan
        }
    }

    /// Whether a disc of this radius contains the neighbour.
    public static func disc(_ radius: Int) -> (Int, Int) -> Bool {
        { dx, dy in
            guard abs(dy) <= radius else { return false }
            let reach = Double(radius * radius - dy * dy).squareRoot().rounded(.toNearestOrEven)
            return Double(abs(dx)) <= reach
        }
    }
}
