// SPDX-License-Identifier: Apache-2.0

/// A line of tasks by sequence: joined at the end and left at the front at once, elsewhere by moving the rest.
struct SortedLine {
    struct Place {
        var sequence: Int
        var cost: Int
    }

    private var places: [Place] = []
    private var start = 0

    var count: Int { places.count - start }
    var isEmpty: Bool { start == places.count }
    var first: Place? { isEmpty ? nil : places[start] }

    /// How many stand before a number, which need not be there.
    func count(before sequence: Int) -> Int { firstIndex(notBefore: sequence) - start }

    mutating func insert(_ place: Place) {
        if let last = places.last, start < places.count, last.sequence > place.sequence {
            let index = firstIndex(notBefore: place.sequence)
            if start > 0, index == start {
                start -= 1
                places[start] = place
            } else {
                places.insert(place, at: index)
            }
        } else {
            places.append(place)
        }
    }

    mutating func removeFirst() {
        start += 1
        if start > 32, start * 2 > places.count {
            places.removeFirst(start)
            start = 0
        }
    }

    /// Whether it was there.
    @discardableResult
    mutating func remove(_ sequence: Int) -> Bool {
        let index = firstIndex(notBefore: sequence)
        guard index < places.count, places[index].sequence == sequence else { return false }
        if index == start { removeFirst() } else { places.remove(at: index) }
        return true
    }

    private func firstIndex(notBefore sequence: Int) -> Int {
        var (low, high) = (start, places.count)
        while low < high {
            let middle = (low + high) / 2
            if places[middle].sequence < sequence { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
