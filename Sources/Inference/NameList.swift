// SPDX-License-Identifier: Apache-2.0

/// Names as C wants them: an array of pointers to zero-ended strings, made once and kept for every run.
final class NameList: Sendable {
    private let address: UInt
    private let count: Int

    init(_ names: [String]) {
        let list = UnsafeMutablePointer<UnsafePointer<CChar>?>.allocate(capacity: names.count)
        for (place, name) in names.enumerated() {
            let bytes = name.utf8CString
            let copy = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count)
            for (offset, byte) in bytes.enumerated() {
                unsafe (copy + offset).initialize(to: byte)
            }
            unsafe (list + place).initialize(to: UnsafePointer(copy))
        }
        address = UInt(bitPattern: list)
        count = names.count
    }

    deinit {
        guard let list = unsafe pointers else { return }
        for place in 0..<count {
            unsafe list[place]?.deallocate()
        }
        unsafe list.deallocate()
    }

    /// The array; valid as long as this object.
    @unsafe var pointers: UnsafeMutablePointer<UnsafePointer<CChar>?>? {
        unsafe UnsafeMutablePointer(bitPattern: address)
    }
}
