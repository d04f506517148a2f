// SPDX-License-Identifier: Apache-2.0

import Foundation
import StorageS3

/// What services answer, as Amazon's references publish it.
enum CredentialExamples {
    static let keys = S3Credentials(
        accessKeyID: "AKIAIOSFODNN7EXAMPLE",
        secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
    )

    static let role = "arn:aws:iam::123456789012:role/FederatedWebIdentityRole"
    static let stsEndpoint = "https://sts.us-east-1.amazonaws.com"
    static let stsPlace = "POST https://sts.us-east-1.amazonaws.com/"

    /// AWS Security Token Service API Reference, AssumeRoleWithWebIdentity; its key ID in one case only.
    static let stsAnswer = """
        <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
          <AssumeRoleWithWebIdentityResult>
            <SubjectFromWebIdentityToken>amzn1.account.AF6RHO7KZU5XRVQJGXK6HB56KR2A</SubjectFromWebIdentityToken>
            <Audience>client.5498841531868486423.1548@apps.example.com</Audience>
            <AssumedRoleUser>
              <Arn>arn:aws:sts::123456789012:assumed-role/FederatedWebIdentityRole/app1</Arn>
              <AssumedRoleId>AROACLKWSDQRAOEXAMPLE:app1</AssumedRoleId>
            </AssumedRoleUser>
            <Credentials>
              <SessionToken>AQoDYXdzEE0a8ANXXXXXXXXNO1ewxE5TijQyp+IEXAMPLE</SessionToken>
              <SecretAccessKey>wJalrXUtnFEMI/K7MDENG/bPxRfiCYzEXAMPLEKEY</SecretAccessKey>
              <Expiration>2014-10-24T23:00:23Z</Expiration>
              <AccessKeyId>ASIAIOSFODNN7EXAMPLE</AccessKeyId>
            </Credentials>
            <SourceIdentity>SourceIdentityValue</SourceIdentity>
            <Provider>www.amazon.com</Provider>
          </AssumeRoleWithWebIdentityResult>
          <ResponseMetadata>
            <RequestId>ad4156e9-bce1-11e2-82e6-6b6efEXAMPLE</RequestId>
          </ResponseMetadata>
        </AssumeRoleWithWebIdentityResponse>
        """

    static let podURL = "http://169.254.170.23/v1/credentials"
    static let podPlace = "GET \(podURL)"

    /// AWS SDKs and Tools Reference Guide, "Container credential provider", with what EKS adds.
    static let podAnswer = metadata("ASIAIOSFODNN7EXAMPLE", expiry: "2017-05-17T15:09:54Z", more: #""AccountId":"1","#)

    static let imds = "http://169.254.169.254"
    static let imdsToken = "AQAEAEXAMPLETOKEN=="
    static let imdsRoles = "/latest/meta-data/iam/security-credentials/"

    /// Amazon EC2 User Guide, "Retrieve security credentials from instance metadata".
    static let imdsAnswer = """
        {
          "Code" : "Success",
          "LastUpdated" : "2012-04-26T16:39:16Z",
          "Type" : "AWS-HMAC",
          "AccessKeyId" : "ASIAIOSFODNN7EXAMPLE",
          "SecretAccessKey" : "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
          "Token" : "token",
          "Expiration" : "2017-05-17T15:09:54Z"
        }
        """

    static func metadata(_ id: String, expiry: String, more: String = "") -> String {
        #"{\#(more)"AccessKeyId":"\#(id)","SecretAccessKey":"wJalrXUtnFEMI\/K7MDENG","#
            + #""Token":"AQoDYXdzEJr/EXAMPLE","Expiration":"\#(expiry)"}"#
    }

    /// Credentials that expire then.
    static func metadata(_ id: String, expiringAt seconds: Int) -> String {
        metadata(id, expiry: Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601))
    }

    static let containerSource = S3CredentialSource.container(url: podURL, authorization: nil)
    static let instanceSource = S3CredentialSource.instance(endpoint: imds)

    static func webIdentitySource(_ tokenFile: CredentialFile) -> S3CredentialSource {
        .webIdentity(roleARN: role, tokenFile: tokenFile.path, sessionName: "app1", endpoint: stsEndpoint)
    }

    /// An instance with a role.
    static func instance(_ answer: String = imdsAnswer, role: String = "s3access") -> CredentialServices {
        let services = CredentialServices()
        let token = S3Request.Field("X-aws-ec2-metadata-token", imdsToken)
        let lifetime = S3Request.Field("X-aws-ec2-metadata-token-ttl-seconds", "21600")
        services.set("PUT \(imds)/latest/api/token", imdsToken, demand: lifetime)
        services.set("GET \(imds)\(imdsRoles)", role, demand: token)
        services.set("GET \(imds)\(imdsRoles)s3access", answer, demand: token)
        return services
    }
}

/// A file that is gone when nobody holds it any more.
final class CredentialFile: Sendable {
    let path = FileManager.default.temporaryDirectory.path + "/facefleet-\(UUID().uuidString)"

    init(_ text: String) throws { try write(text) }

    init(_ bytes: [UInt8]) throws { try write(bytes) }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ text: String) throws { try write([UInt8](text.utf8)) }

    func write(_ bytes: [UInt8]) throws { try Data(bytes).write(to: URL(fileURLWithPath: path)) }

    func remove() throws { try FileManager.default.removeItem(atPath: path) }
}
