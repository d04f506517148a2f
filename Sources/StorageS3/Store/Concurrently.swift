// SPDX-License-Identifier: Apache-2.0

internal import Storage

/// Does something with each of some elements, several at once; where some fail, the first of them is thrown at the end.
///
/// - Parameters:
///   - elements: What is worked on, begun in this order.
///   - work: What is done with each.
/// - Returns: What came of each, in the elements' order.
/// - Throws: What the work throws.
func concurrently<Element: Sendable, Value: Sendable>(
    _ elements: [Element],
    _ work: @escaping @Sendable (Element) async throws(StorageError) -> Value
) async throws(StorageError) -> [Value] {
    let found = await withTaskGroup(of: (Int, Result<Value, StorageError>).self) { group in
        var found = [Result<Value, StorageError>?](repeating: nil, count: elements.count)
        for (index, element) in elements.enumerated() {
            if index >= concurrentRequestsMax, let (done, result) = await group.next() { found[done] = result }
            group.addTask {
                do throws(StorageError) {
                    return (index, .success(try await work(element)))
                } catch {
                    return (index, .failure(error))
                }
            }
        }
        for await (done, result) in group { found[done] = result }
        return found
    }
    var values: [Value] = []
    for result in found { if let result { values.append(try result.get()) } }
    return values
}

/// How many requests to the store are on their way at once where many objects are looked at.
private let concurrentRequestsMax = 32
