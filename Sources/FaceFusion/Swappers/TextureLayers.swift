// SPDX-License-Identifier: Apache-2.0

internal import Imaging

/// One texture with the place of every mesh point in it.
struct TextureLayer: Sendable {
    /// The photo.
    let texture: SourceTexture
    /// For every mesh point the point of the photo's mesh that it is taken from: itself, or its mirror image.
    let points: [Int]
    /// How well the camera saw what each point is taken from, 0 to 1.
    let visibility: [Float]

    /// The photo as it is.
    init(own texture: SourceTexture) {
        self.texture = texture
        points = Array(0..<MeshTopology.landmarkCount)
        visibility = texture.visibility
    }

    /// The photo's other half.
    init(mirrored texture: SourceTexture, topology: MeshTopology) {
        self.texture = texture
        points = topology.mirror
        visibility = topology.mirror.map { texture.visibility[$0] }
    }
}

/// The photo that a face is taken from, and what fills the parts that it hides.
struct TextureLayers: Sendable {
    /// The photo whose pose is nearest to the target's.
    let main: TextureLayer
    /// Another photo that saw what the main one did not, or else the main one's other half.
    let filling: TextureLayer

    /// Chooses among a person's photos for one target face.
    init(photos: [SourceTexture], target: [SIMD3<Float>], topology: MeshTopology) {
        let wanted = vertexVisibility(of: target, topology: topology)
        /// How much of what the target shows a layer has seen.
        func seen(_ visibility: [Float], hidden: [Float]? = nil) -> Float {
            var sum: Float = 0
            for i in 0..<MeshTopology.landmarkCount {
                sum += wanted[i] * visibility[i] * (hidden.map { 1 - $0[i] } ?? 1)
            }
            return sum
        }
        let layers = photos.map(TextureLayer.init(own:))
        let best = layers.indices.max {
            let (a, b) = (seen(layers[$0].visibility), seen(layers[$1].visibility))
            // Of photos that saw as much the sharper one is taken.
            return a == b ? photos[$0].faceWidth < photos[$1].faceWidth : a < b
        }
        let main = layers[best ?? 0]
        self.main = main
        let mirrored = TextureLayer(mirrored: main.texture, topology: topology)
        let others = layers.indices.filter { $0 != best }.map { layers[$0] }
        let fillers = others + [mirrored]
        let values = fillers.map { seen($0.visibility, hidden: main.visibility) }
        // A real photo of the hidden side is worth more than a mirror image of the other one.
        let limit = 0.6 * (values.last ?? 0)
        var chosen = fillers.count - 1
        for i in others.indices where values[i] > limit && (chosen == others.count || values[i] > values[chosen]) {
            chosen = i
        }
        filling = fillers[chosen]
    }
}
