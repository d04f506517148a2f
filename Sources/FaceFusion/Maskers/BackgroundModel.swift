// SPDX-License-Identifier: Apache-2.0

internal import Imaging

/// The colours around a face: hair and background, as up to six clusters.
struct BackgroundModel {
    /// One cluster.
    struct Cluster {
        let middle: SIMD3<Float>
        /// One over a standard unit of each.
        let sharpness: SIMD3<Float>
    }

    let clusters: [Cluster]

    private static let clusterCount = 6
    private static let iterationCount = 8
    private static let sampleCountMax = 1500

    /// Learns the clusters.
    ///
    /// Centres start at the points farthest from each other, so that the same picture gives the same clusters. A
    /// cluster that explains the cheeks as well says nothing and is left out.
    ///
    /// - Parameters:
    ///   - samples: Colours around the face that are not its skin, L*a*b*.
    ///   - skin: The face's skin.
    init(_ samples: [SIMD3<Float>], skin: SkinModel) {
        guard samples.count > 40 else {
            clusters = []
            return
        }
        let step = max(1, samples.count / Self.sampleCountMax)
        let chosen = stride(from: 0, to: samples.count, by: step).map { samples[$0] }
        let (centers, nearest) = Self.cluster(chosen)
        clusters = centers.indices.compactMap { index in
            let members = zip(chosen, nearest).filter { $0.1 == index }.map(\.0)
            guard Float(members.count) >= 0.01 * Float(chosen.count) else { return nil }
            let spread = Self.spread(of: members, around: centers[index])
            let cluster = Cluster(middle: centers[index], sharpness: 1 / spread)
            let explained = skin.samples.filter { Self.distance($0, cluster) < 2.5 }.count
            return Float(explained) > 0.02 * Float(skin.samples.count) ? nil : cluster
        }
    }

    /// Distance to the nearest cluster in standard units; `nothing` when there is none.
    @inline(__always)
    func distance(_ color: SIMD3<Float>, nothing: Float) -> Float {
        var least = nothing * nothing
        for cluster in clusters {
            let d = (color - cluster.middle) * cluster.sharpness
            least = min(least, (d * d).sum())
        }
        return least.squareRoot()
    }

    private static func distance(_ color: SIMD3<Float>, _ cluster: Cluster) -> Float {
        let d = (color - cluster.middle) * cluster.sharpness
        return (d * d).sum().squareRoot()
    }

    private static func spread(of members: [SIMD3<Float>], around center: SIMD3<Float>) -> SIMD3<Float> {
        guard members.count > 3 else { return SIMD3(8, 5, 5) * 0.5 }
        let variance = members.reduce(SIMD3<Float>()) { $0 + ($1 - center) * ($1 - center) } / Float(members.count)
        return pointwiseMin(SIMD3(8, 5, 5), pointwiseMax(SIMD3(4, 3, 3), variance.squareRoot() * 1.3))
    }

    /// k-means: centres, and for every sample the number of its centre.
    private static func cluster(_ samples: [SIMD3<Float>]) -> (centers: [SIMD3<Float>], nearest: [Int]) {
        let mean = samples.reduce(SIMD3<Float>()) { $0 + $1 } / Float(samples.count)
        var centers: [SIMD3<Float>] = []
        var least = samples.map { (($0 - mean) * ($0 - mean)).sum() }
        for _ in 0..<clusterCount {
            let farthest = least.indices.max { least[$0] < least[$1] } ?? 0
            let center = samples[farthest]
            centers.append(center)
            for i in samples.indices {
                let d = samples[i] - center
                least[i] = min(least[i], (d * d).sum())
            }
        }
        var nearest = [Int](repeating: 0, count: samples.count)
        for _ in 0..<iterationCount {
            var sums = [SIMD4<Float>](repeating: .zero, count: clusterCount)
            for i in samples.indices {
                var (best, distance) = (0, Float.infinity)
                for c in 0..<clusterCount {
                    let d = samples[i] - centers[c]
                    let squared = (d * d).sum()
                    if squared < distance { (best, distance) = (c, squared) }
                }
                nearest[i] = best
                sums[best] += SIMD4(samples[i], 1)
            }
            for c in 0..<clusterCount where sums[c].w > 0 {
                centers[c] = SIMD3(sums[c].x, sums[c].y, sums[c].z) / sums[c].w
            }
        }
        return (centers, nearest)
    }
}
