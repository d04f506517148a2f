// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// `facefleet serve`: the whole service in one process.
struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve fusions over HTTP, with queue, worker, store and web page in this one process.",
        discussion: """
            Every flag is also an environment variable (FACEFLEET_ADMIN_PORT for --admin-port) and a key of \
            facefleet.yaml (admin-port). A flag wins over the environment, the environment over the file. \
            'facefleet config' says what is in force.
            """
    )

    @OptionGroup var flags: SettingFlags

    func run() throws {
        let flags = flags
        try Blocking.run { try await ServiceComposition.run(.serve, try await flags.settings()) }
    }
}
