// SPDX-License-Identifier: Apache-2.0

/// Works on elements, several at once; the first error ends it.
///
/// - Parameters:
///   - elements: What is worked on, begun in this order.
///   - width: How many at once, at most.
///   - work: What is done with each.
/// - Returns: What came of each, in the elements' order.
/// - Throws: What the work throws.
func concurrently<Element: Sendable, Value: Sendable>(
    _ elements: [Element],
    width: Int = concurrentRequestsMax,
    _ work: @escaping @Sendable (Element) async throws -> Value
) async throws -> [Value] {
    try await withThrowingTaskGroup(of: (Int, Value).self) { group in
        var values = [Value?](repeating: nil, count: elements.count)
        for (index, element) in elements.enumerated() {
            if index >= width, let (done, value) = try await group.next() { values[done] = value }
            group.addTask { (index, try await work(element)) }
        }
        for try await (done, value) in group { values[done] = value }
        return values.compactMap(\.self)
    }
}

/// How many requests to store and queue are on their way at once where many tasks are worked on.
let concurrentRequestsMax = 16
