// SPDX-License-Identifier: Apache-2.0

internal import Storage
internal import Synchronization

/// Where the next sweep goes on: a bucket may hold more than one sweep can look at.
final class S3Sweeper: Sendable {
    struct Place: Hashable, Sendable {
        var area: S3Keys.Area
        var after: String?
    }

    private let place: Mutex<Place>

    /// Sweepers of several processes begin anywhere, so that they seldom do the same.
    init() { place = Mutex(Place(area: S3Keys.Area.allCases.randomElement() ?? .results)) }

    var current: Place { place.withLock { $0 } }

    /// Goes on behind a page, or to the next area behind its last one.
    func advance(from old: Place, behind last: String?) {
        place.withLock { place in
            guard place == old else { return }
            if let last {
                place.after = last
            } else {
                let areas = S3Keys.Area.allCases
                let index = areas.firstIndex(of: place.area) ?? 0
                place = Place(area: areas[(index + 1) % areas.count])
            }
        }
    }
}
