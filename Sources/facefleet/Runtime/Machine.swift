// SPDX-License-Identifier: Apache-2.0

import CProcessor

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// What the machine offers.
enum Machine {
    /// Processor cores that this process may use.
    ///
    /// A container or `taskset` may allow fewer than there are.
    static var coreCount: Int { max(1, Int(facefleet_cpu_allowed_count())) }

    /// Installed memory, in bytes.
    static var memoryByteCount: Int {
        Int(sysconf(Int32(_SC_PHYS_PAGES))) * Int(sysconf(Int32(_SC_PAGESIZE)))
    }

    /// Targets fused at a time unless the caller says otherwise: one for each core, as far as the memory reaches.
    ///
    /// A fusion of the largest picture that is taken needs about 600 MB at its peak; half of the memory stays free.
    static var defaultJobCount: Int { max(1, min(coreCount, memoryByteCount / 2 / 600_000_000)) }

    /// Tells the allocator to keep what is freed, up to 64 MB.
    ///
    /// A fusion takes and frees hundreds of planes of some hundred kilobytes; handing each back to the system costs a
    /// page fault for every 4 KB of the next one, a tenth of the processor time of a fusion.
    static func keepFreedMemory() { facefleet_keep_freed_memory() }

    /// A variable of the environment; empty counts as not set.
    static func environment(_ name: String) -> String? {
        guard let value = getenv(name), value.pointee != 0 else { return nil }
        return String(cString: value)
    }

    /// All variables of the environment.
    static var environment: [String: String] {
        var variables: [String: String] = [:]
        var next = environ
        while let entry = next.pointee {
            let parts = String(cString: entry).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { variables[String(parts[0])] = String(parts[1]) }
            next += 1
        }
        return variables
    }

    /// Lets the process open as many files and connections as the system allows it at all.
    static func raiseDescriptorLimit() {
        var limit = rlimit()
        #if canImport(Darwin)
        let resource = RLIMIT_NOFILE
        #else
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        #endif
        guard getrlimit(resource, &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        setrlimit(resource, &limit)
    }
}
