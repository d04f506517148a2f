// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// `facefleet gateway`: takes requests; any number of them around one queue and one store.
struct GatewayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gateway",
        abstract: "Take requests over HTTP for workers elsewhere: needs --queue and --store.",
        discussion: """
            Gateways of one queue need the same --secret and --webhook-secrets. Settings as for 'serve'; those of the \
            worker have no effect.
            """
    )

    @OptionGroup var flags: SettingFlags

    func run() throws {
        let flags = flags
        try Blocking.run { try await ServiceComposition.run(.gateway, try await flags.settings()) }
    }
}

/// `facefleet worker`: fuses; any number of them around one queue and one store.
struct WorkerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "worker",
        abstract: "Fuse what gateways elsewhere accepted: needs --queue and --store.",
        discussion: "Listens on the operators' port alone. Settings as for 'serve'."
    )

    @OptionGroup var flags: SettingFlags

    func run() throws {
        let flags = flags
        try Blocking.run { try await ServiceComposition.run(.worker, try await flags.settings()) }
    }
}

/// `facefleet store`: the store, apart from serving.
struct StoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "store",
        abstract: "Set up the store of many machines.",
        subcommands: [Init.self]
    )

    /// `facefleet store init`.
    struct Init: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "init",
            abstract: "Make the bucket of --store, where it is missing, and give it its rules of expiry."
        )

        @OptionGroup var flags: SettingFlags

        func run() throws {
            let flags = flags
            try Blocking.run { try await StoreSetup.run(try await flags.settings()) }
        }
    }
}
