// SPDX-License-Identifier: Apache-2.0

/// What a tenant may ask for.
public struct RequestPolicy: Hashable, Sendable {
    /// How results are labelled when the request says nothing.
    public var defaultLabel = LabelChoice.visibleAndMetadata
    /// Whether results may go out without any label.
    public var mayTurnLabelsOff = false
    /// Whether tasks may jump into the class `vip`.
    public var mayUseVIP = false
    /// Whether pictures may be named by an address from which they are fetched.
    public var mayNameURLs = false
    /// To which addresses webhooks may be posted.
    public var webhookAddresses = AddressPolicy()
    /// Whether webhooks may be posted without TLS, as within one network.
    public var mayPostInPlainText = false

    /// What everybody may.
    public init() {}
}
