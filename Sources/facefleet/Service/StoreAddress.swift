// SPDX-License-Identifier: Apache-2.0

internal import FusionAPI
internal import Logging
internal import Storage
internal import StorageS3

/// A bucket, how its objects are kept, and where its credentials come from.
struct StoreAddress: Sendable {
    let location: S3Location
    let configuration: S3Configuration
    let credentials: [S3CredentialSource]

    /// Opens the store.
    ///
    /// - Throws: `Problem` that says what to do.
    func open(_ logger: Logger) async throws(Problem) -> S3ObjectStore {
        do throws(StorageError) {
            return try await S3ObjectStore.open(
                location,
                credentials: credentials,
                configuration: configuration,
                warn: { logger.warning("the store's credentials cannot be renewed yet", metadata: ["error": "\($0)"]) }
            )
        } catch {
            throw Problem(.storageFailed, error.message)
        }
    }
}

extension SettingCheck {
    /// The bucket; nil when the store is in the data folder.
    mutating func bucket(lifetimes: StorageConfiguration) -> StoreAddress? {
        let text = optional(.store)
        if text.isEmpty { return nil }
        var configuration = S3Configuration()
        configuration.lifetimes = lifetimes
        let encryption = optional(.s3Encryption)
        let key = "aws:kms:"
        switch encryption {
        case "": break
        case "AES256": configuration.encryption = .storeKey
        case _ where encryption.hasPrefix(key) && encryption.count > key.count:
            configuration.encryption = .keyService(String(encryption.dropFirst(key.count)))
        default: refuse(.s3Encryption, "is neither AES256 nor aws:kms: and a key's name")
        }
        let styleName = optional(.s3Style)
        let style = S3Location.Style(rawValue: styleName)
        if style == nil, !styleName.isEmpty { refuse(.s3Style, "is neither path nor virtual-host") }
        let endpoint = optional(.s3Endpoint)
        do throws(S3LocationError) {
            let location = try S3Location(
                text,
                endpoint: endpoint.isEmpty ? nil : endpoint,
                region: optional(.s3Region),
                style: style
            )
            let sources = S3CredentialSource.chain(environment: Machine.environment, home: Machine.environment["HOME"])
            return StoreAddress(location: location, configuration: configuration, credentials: sources)
        } catch {
            refuse(.store, "cannot be the store: \(error)")
            return nil
        }
    }
}
