// SPDX-License-Identifier: Apache-2.0

internal import FusionAPI
internal import Gateway
internal import Provenance
internal import Worker

/// Reads settings and collects what is wrong with them.
struct SettingCheck {
    private let settings: Settings
    /// What was found so far.
    private(set) var problems: [Problem] = []

    /// A check that has found nothing.
    init(_ settings: Settings) { self.settings = settings }

    /// Notes a problem that is not one setting's alone.
    mutating func refuse(_ detail: String) { problems.append(Problem(.invalidOptions, detail)) }

    /// Notes a problem that was found elsewhere.
    mutating func add(_ problem: Problem) { problems.append(problem) }

    /// A text that may be empty.
    func optional(_ setting: Setting) -> String { settings.text(setting) ?? "" }

    /// Whether somebody says.
    func isSaid(_ setting: Setting) -> Bool { settings.text(setting) != nil }

    /// Notes that a setting makes no sense.
    mutating func refuse(_ setting: Setting, _ detail: String) {
        let shown = setting.isSecret ? "it" : "'\(settings.text(setting) ?? "")'"
        problems.append(Problem(.invalidOptions, "\(shown) \(detail)", file: setting.variable))
    }

    /// A text; empty is refused.
    mutating func text(_ setting: Setting) -> String {
        let text = settings.text(setting) ?? ""
        if text.isEmpty { refuse(setting, "is empty") }
        return text
    }

    /// A whole number within a range; `k`, `M` and `G` stand for powers of 1,024.
    mutating func number(_ setting: Setting, in range: ClosedRange<Int>) -> Int {
        let text = settings.text(setting) ?? ""
        let units: [Character: Int] = ["k": 1 << 10, "M": 1 << 20, "G": 1 << 30]
        let unit = text.last.flatMap { units[$0] }
        guard let digits = Int(unit == nil ? text : String(text.dropLast())),
            case let (number, overflow) = digits.multipliedReportingOverflow(by: unit ?? 1), !overflow
        else {
            refuse(setting, "is no whole number")
            return range.lowerBound
        }
        guard range.contains(number) else {
            refuse(setting, "is not from \(range.lowerBound) to \(range.upperBound)")
            return range.lowerBound
        }
        return number
    }

    /// `true` or `false`.
    mutating func flag(_ setting: Setting) -> Bool {
        switch settings.text(setting) {
        case "true", "1", "yes": return true
        case "false", "0", "no", nil: return false
        default:
            refuse(setting, "is neither true nor false")
            return false
        }
    }

    /// One of several values; `nil` when it is none of them.
    mutating func choice<Value>(_ setting: Setting, _ values: [Value], named name: (Value) -> String) -> Value? {
        let text = settings.text(setting)
        if let value = values.first(where: { name($0) == text }) { return value }
        refuse(setting, "is not one of \(values.map(name).joined(separator: ", "))")
        return nil
    }

    /// The parts between commas, without those that are empty.
    func list(_ setting: Setting) -> [String] {
        (settings.text(setting) ?? "").split(separator: ",").map { $0.trimmed }.filter { !$0.isEmpty }
    }

    /// What the gateway is to be.
    mutating func gateway(_ secrets: ServiceSecrets) -> GatewayConfiguration {
        var gateway = GatewayConfiguration(secret: secret(secrets), webhookSecrets: webhookSecrets(secrets))
        gateway.host = text(.host)
        gateway.port = number(.port, in: 0...65_535)
        gateway.adminHost = text(.adminHost)
        gateway.adminPort = number(.adminPort, in: 0...65_535)
        gateway.waitingMax = number(.queueCapacity, in: 1...10_000_000)
        gateway.uploadByteCountMax = number(.uploadBytes, in: 1 << 20...1 << 40)
        gateway.rateLimit = rateLimit()
        gateway.resultLinkValidity = resultLinks()
        gateway.policy.mayUseVIP = flag(.allowVIP)
        gateway.policy.mayTurnLabelsOff = flag(.allowLabelOff)
        let labels: [LabelChoice] = [.visibleAndMetadata, .metadata]
        gateway.policy.defaultLabel = choice(.label, labels, named: \.rawValue) ?? .visibleAndMetadata
        let blocks = blocks()
        gateway.policy.webhookAddresses = AddressPolicy(exceptions: blocks)
        // Who allows private addresses posts within a network of their own.
        gateway.policy.mayPostInPlainText = !blocks.isEmpty
        return gateway
    }

    /// What the worker is to be.
    mutating func worker() -> WorkerConfiguration {
        var worker = WorkerConfiguration()
        worker.slots = number(.slots, in: 1...1024)
        worker.label = text(.pool)
        worker.classes = classes()
        worker.memoryBudgetBytes = number(.memoryBudget, in: 1 << 26...1 << 50)
        worker.drainGrace = .seconds(number(.drainSeconds, in: 0...3600))
        worker.contentProducer = text(.contentProducer)
        worker.visibleMark.language = choice(.markText, MarkLanguage.allCases, named: \.rawValue) ?? .english
        var limits = CacheLimits()
        limits.byteCountMax = number(.cacheBytes, in: 0...1 << 40)
        limits.timeToLive = .seconds(number(.cacheSeconds, in: 0...86_400))
        worker.sourceCache = limits
        worker.targetCache = limits
        limits.byteCountMax = number(.pixelCacheBytes, in: 0...1 << 40)
        worker.pixelCache = limits
        if flag(.allowLabelOff) { worker.labelExemption = LabelExemption(grounds: Setting.allowLabelOff.variable) }
        do {
            try worker.validate()
        } catch {
            for flaw in error.flaws { refuse(flaw) }
        }
        return worker
    }

    private mutating func secret(_ secrets: ServiceSecrets) -> [UInt8] {
        guard let text = settings.text(.secret) else { return secrets.secret }
        guard let bytes = ServiceSecrets.bytes(ofHexadecimal: text), bytes.count >= 32 else {
            refuse(.secret, "is not 64 hexadecimal digits or more")
            return secrets.secret
        }
        return bytes
    }

    private mutating func webhookSecrets(_ secrets: ServiceSecrets) -> [WebhookSecret] {
        let texts = list(.webhookSecrets)
        let said = texts.compactMap(WebhookSecret.init)
        if said.count != texts.count { refuse(.webhookSecrets, "holds what is no secret: whsec_ and base64") }
        return said.isEmpty ? [secrets.webhookSecret] : said
    }

    private mutating func blocks() -> [AddressBlock] {
        list(.webhookAllow).compactMap { text in
            if let block = AddressBlock(text) { return block }
            refuse(.webhookAllow, "holds '\(text)', which is no block of addresses")
            return nil
        }
    }
}

extension Substring {
    fileprivate var trimmed: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
