// SPDX-License-Identifier: Apache-2.0

/// What a task does; workers choose the program for it.
public enum TaskKind: Int, CaseIterable, Sendable {
    /// Fuses a source's face into a target.
    case fusion = 0
    /// Finds the faces of one picture.
    case detection = 1
    /// Waits for other tasks, its children, to end: no worker takes it.
    case batch = 2
}
