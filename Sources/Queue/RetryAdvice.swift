// SPDX-License-Identifier: Apache-2.0

/// Whether an attempt that failed makes sense again.
public enum RetryAdvice: Hashable, Sendable {
    /// Never: the picture or the request is to blame.
    case permanent
    /// After a backoff.
    case transient
    /// Not enough device memory even alone: at once on the given route, which has more, else after a minute.
    case outOfMemory(next: Route?)
}
