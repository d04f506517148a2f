// SPDX-License-Identifier: Apache-2.0

/// A row holds what no version of this program writes.
struct StoredValueError: Error, CustomStringConvertible {
    let column: String
    let value: String

    var description: String { "a stored \(column) is \(value), which means nothing" }
}
