// SPDX-License-Identifier: Apache-2.0

/// Rotation, uniform scale and translation in three dimensions: `x' = scale * rotation x + translation`.
public struct SimilarityTransform3: Sendable {
    /// Uniform scale, greater than 0.
    public let scale: Double
    /// Rows of the rotation matrix.
    public let rotation: (SIMD3<Double>, SIMD3<Double>, SIMD3<Double>)
    /// Added last.
    public let translation: SIMD3<Double>

    /// The image of a point.
    public func callAsFunction(_ point: SIMD3<Float>) -> SIMD3<Float> {
        let p = SIMD3<Double>(point)
        let turned = SIMD3(
            (rotation.0 * p).sum(),
            (rotation.1 * p).sum(),
            (rotation.2 * p).sum()
        )
        return SIMD3<Float>(scale * turned + translation)
    }

    /// The least-squares similarity transform that maps `source` onto `target`.
    ///
    /// The rotation is the eigenvector of Horn's 4-by-4 matrix with the largest eigenvalue, so a mirrored fit is never
    /// returned; the scale is the one of Umeyama 1991.
    /// Source: Horn 1987, Journal of the Optical Society of America A 4(4), 629 to 642.
    ///
    /// - Parameters:
    ///   - source: At least three points that do not lie on one line.
    ///   - target: As many points.
    public init(mapping source: [SIMD3<Float>], onto target: [SIMD3<Float>]) {
        precondition(source.count == target.count && source.count >= 3, "at least three pairs of points")
        let sourceMean = Self.mean(source)
        let targetMean = Self.mean(target)
        var covariance = [[Double]](repeating: [0, 0, 0], count: 3)
        var spread = 0.0
        for (s, t) in zip(source, target) {
            let a = SIMD3<Double>(s) - sourceMean
            let b = SIMD3<Double>(t) - targetMean
            spread += (a * a).sum()
            for i in 0..<3 { for j in 0..<3 { covariance[i][j] += a[i] * b[j] } }
        }
        let q = SymmetricMatrix4.horn(covariance).principalEigenvector
        let rows = Self.rotationRows(q)
        rotation = rows
        var fitted = 0.0
        for i in 0..<3 {
            let row = [rows.0, rows.1, rows.2][i]
            for j in 0..<3 { fitted += row[j] * covariance[j][i] }
        }
        scale = spread > 0 ? fitted / spread : 1
        let turned = SIMD3((rows.0 * sourceMean).sum(), (rows.1 * sourceMean).sum(), (rows.2 * sourceMean).sum())
        translation = targetMean - scale * turned
    }

    private static func mean(_ points: [SIMD3<Float>]) -> SIMD3<Double> {
        points.reduce(SIMD3<Double>()) { $0 + SIMD3<Double>($1) } / Double(points.count)
    }

    private static func rotationRows(_ q: SIMD4<Double>) -> (SIMD3<Double>, SIMD3<Double>, SIMD3<Double>) {
        let (w, x, y, z) = (q[0], q[1], q[2], q[3])
        return (
            SIMD3(1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)),
            SIMD3(2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)),
            SIMD3(2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y))
        )
    }
}

/// A symmetric 4-by-4 matrix, for the quaternion of a rotation.
struct SymmetricMatrix4 {
    private var rows: [[Double]]

    /// Horn's matrix of a covariance `sum(source * target^T)`.
    static func horn(_ s: [[Double]]) -> SymmetricMatrix4 {
        let (xx, xy, xz) = (s[0][0], s[0][1], s[0][2])
        let (yx, yy, yz) = (s[1][0], s[1][1], s[1][2])
        let (zx, zy, zz) = (s[2][0], s[2][1], s[2][2])
        return SymmetricMatrix4(rows: [
            [xx + yy + zz, yz - zy, zx - xz, xy - yx],
            [yz - zy, xx - yy - zz, xy + yx, zx + xz],
            [zx - xz, xy + yx, -xx + yy - zz, yz + zy],
            [xy - yx, zx + xz, yz + zy, -xx - yy + zz],
        ])
    }

    /// The unit eigenvector of the largest eigenvalue, by cyclic Jacobi rotations.
    var principalEigenvector: SIMD4<Double> {
        var a = rows
        var v: [[Double]] = (0..<4).map { i in (0..<4).map { $0 == i ? 1 : 0 } }
        for _ in 0..<32 {
            var offDiagonal = 0.0
            for p in 0..<3 { for q in (p + 1)..<4 { offDiagonal += a[p][q] * a[p][q] } }
            if offDiagonal < 1e-24 { break }
            for p in 0..<3 { for q in (p + 1)..<4 { Self.rotate(&a, &v, p, q) } }
        }
        let best = (0..<4).max { a[$0][$0] < a[$1][$1] } ?? 0
        return SIMD4(v[0][best], v[1][best], v[2][best], v[3][best])
    }

    /// One Jacobi rotation that makes `a[p][q]` zero; `v` gathers the rotations.
    private static func rotate(_ a: inout [[Double]], _ v: inout [[Double]], _ p: Int, _ q: Int) {
        guard a[p][q].magnitude > 1e-300 else { return }
        let theta = (a[q][q] - a[p][p]) / (2 * a[p][q])
        let t = (theta < 0 ? -1 : 1) / (theta.magnitude + (theta * theta + 1).squareRoot())
        let c = 1 / (t * t + 1).squareRoot()
        let s = t * c
        for k in 0..<4 {
            let (kp, kq) = (a[k][p], a[k][q])
            a[k][p] = c * kp - s * kq
            a[k][q] = s * kp + c * kq
        }
        for k in 0..<4 {
            let (pk, qk) = (a[p][k], a[q][k])
            a[p][k] = c * pk - s * qk
            a[q][k] = s * pk + c * qk
        }
        for k in 0..<4 {
            let (kp, kq) = (v[k][p], v[k][q])
            v[k][p] = c * kp - s * kq
            v[k][q] = s * kp + c * kq
        }
    }
}
