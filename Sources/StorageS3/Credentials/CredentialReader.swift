// SPDX-License-Identifier: Apache-2.0

/// Asks a source.
struct CredentialReader: Sendable {
    let fetch: HTTPFetch
    /// Seconds since 1970.
    let now: @Sendable () -> Int

    /// What a source gives now.
    func read(_ source: S3CredentialSource) async throws(SourceFault) -> LentCredentials {
        let lent: LentCredentials
        switch source {
        case .fixed(let credentials): lent = try LentCredentials(credentials)
        case .file(let path, let profile):
            lent = try SharedCredentialsFile(SmallFile.text(path)).credentials(of: profile)
        case .webIdentity(let role, let tokenFile, let sessionName, let endpoint):
            lent = try await webIdentity(role, SmallFile.word(tokenFile), sessionName, endpoint)
        case .container(let url, let authorization): lent = try await container(url, authorization)
        case .instance(let endpoint): lent = try await instance(endpoint)
        }
        guard lent.isGood(at: now()) else {
            throw SourceFault("the credentials that it lends have expired; set the clock, if it is wrong")
        }
        return lent
    }

    /// Sends a request whose answer has to be a success.
    ///
    /// - Parameters:
    ///   - call: The request.
    ///   - secrets: What was sent with it and must not come back in an error.
    ///   - hint: What to do where the answer is something else.
    /// - Returns: The answer's body.
    /// - Throws: What was answered instead.
    func answer(to call: HTTPCall, hiding secrets: [String], hint: String) async throws(SourceFault) -> [UInt8] {
        let answer: (status: Int, body: [UInt8])
        do {
            answer = try await fetch(call)
        } catch {
            let reason = "\(error)".shown(without: secrets)
            throw SourceFault("\(call) got no answer, \(reason); see whether it can be reached from here")
        }
        guard answer.body.count <= HTTPCall.answerByteCountMax else {
            throw SourceFault("\(call) was answered with more than \(HTTPCall.answerByteCountMax) bytes; \(hint)")
        }
        guard answer.status == 200 else {
            let said = ServiceRefusal(answer.body)?.text.shown(without: secrets)
            let status = said.map { "\(answer.status), \($0)" } ?? "\(answer.status)"
            throw SourceFault("\(call) was answered with status \(status); \(hint)")
        }
        return answer.body
    }

    /// A service's URL from its endpoint and a path that begins with a slash.
    static func url(_ endpoint: String, _ path: String) -> String {
        var base = endpoint[...]
        while base.last == "/" { base.removeLast() }
        return base + path
    }

    /// Credentials in JSON, as containers and instances are answered.
    func metadata(_ body: [UInt8], isForATime: Bool) throws(SourceFault) -> LentCredentials {
        guard let members = JSONMembers(body)?.byName else {
            throw SourceFault("the answer is no whole JSON object; look at what answers there")
        }
        if let code = members["Code"], code != "Success" {
            let said = ServiceRefusal(body)?.text.shown(without: []) ?? "nothing"
            throw SourceFault("the service refused, \(said); look at the role")
        }
        return try LentCredentials(members, named: .metadata, isForATime: isForATime)
    }
}

/// What a service says when it refuses: in XML or in JSON, as code and message.
struct ServiceRefusal {
    let text: String

    /// Nil for anything else than such an answer.
    init?(_ body: [UInt8]) {
        let said: [String?]
        if let root = XMLElement(body) {
            let error = root.all("Error").first ?? root
            said = [error.text("Code"), error.text("Message")]
        } else if let members = JSONMembers(body)?.byName {
            said = [members["Code"] ?? members["code"], members["Message"] ?? members["message"]]
        } else {
            return nil
        }
        text = said.compactMap { $0 }.joined(separator: ": ")
        if text.isEmpty { return nil }
    }
}
