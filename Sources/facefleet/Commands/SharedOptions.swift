// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// Options that every command understands.
struct SharedOptions: ParsableArguments {
    @Flag(help: "Print one JSON object on standard output, also after a failure.")
    var json = false

    @Option(help: "Folder of the models. (environment: FACEFLEET_MODELS)")
    var models: String?
}
