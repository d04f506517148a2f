// SPDX-License-Identifier: Apache-2.0

/// Bytes that a name stands for, the same in every process.
public enum SeededBytes {
    /// Bytes that differ from name to name and hold nothing else that one could look for.
    public static func of(_ name: String, count: Int) -> [UInt8] {
        // FNV-1a.
        let seed = name.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        var random = SeededGenerator(seed: seed)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        while bytes.count + 8 <= count {
            var word = random.next()
            for _ in 0..<8 {
                bytes.append(UInt8(truncatingIfNeeded: word))
                word >>= 8
            }
        }
        while bytes.count < count { bytes.append(UInt8(truncatingIfNeeded: random.next())) }
        return bytes
    }
}
