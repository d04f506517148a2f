// SPDX-License-Identifier: Apache-2.0

public import Queue

extension Route {
    /// The pool of workers that run the mesh engine.
    public static let mesh = Route("mesh")
}
