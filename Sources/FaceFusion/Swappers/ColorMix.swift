// SPDX-License-Identifier: Apache-2.0

internal import Imaging

extension ColorPlanes where Element == Float {
    /// Keeps `share` of this and takes the rest from `other`.
    mutating func mix(with other: borrowing ColorPlanes<Float>, share: borrowing Plane<Float>) {
        first.mix(with: other.first, share: share)
        second.mix(with: other.second, share: share)
        third.mix(with: other.third, share: share)
    }
}

extension ColorPlanes where Element == Float {
    /// These planes plus others.
    func adding(_ other: borrowing ColorPlanes<Float>) -> ColorPlanes<Float> {
        var sum = copy()
        sum.first.update(with: other.first) { $0 + $1 }
        sum.second.update(with: other.second) { $0 + $1 }
        sum.third.update(with: other.third) { $0 + $1 }
        return sum
    }
}

extension Plane where Element == Float {
    mutating func mix(with other: borrowing Plane<Float>, share: borrowing Plane<Float>) {
        let (theirs, shares) = (other.values, share.values)
        var mine = mutableValues
        let count = mine.count
        precondition(theirs.count == count && shares.count == count, "planes of one size")
        for i in 0..<count { mine[i] = theirs[i] + (mine[i] - theirs[i]) * max(0, min(1, shares[i])) }
    }
}
