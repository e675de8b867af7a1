import Testing

@testable import AWSProtocols

@Suite struct ValidationTests {
    static func message(_ service: ServiceID, _ operation: String, _ body: String) throws -> String? {
        let model = try ServiceModel.load(service)
        let described = try #require(model.operations[operation])
        do throws(AWSError) {
            if model.metadata.wire == .query {
                var parameters = QueryParameters()
                try parameters.read(body.utf8)
                _ = try model.decode(parameters, for: described)
            } else {
                _ = try model.decode(Array(body.utf8), for: described)
            }
            return nil
        } catch {
            #expect(error.kind == .framework(.validation))
            return error.message
        }
    }

    static let one = "1 validation error detected: "
    static let tagKeyPattern = #"[\p{L}\p{Z}\p{N}_.:/=+\-@]+"#

    static let wordings: [(ServiceID, String, String, String)] = [
        (
            .kms, "DescribeKey", "{}",
            one + "Value null at 'keyId' failed to satisfy constraint: Member must not be null"
        ),
        (
            .kms, "DescribeKey", #"{"KeyId":""}"#,
            one + "Value '' at 'keyId' failed to satisfy constraint: "
                + "Member must have length greater than or equal to 1"
        ),
        (
            .kms, "CreateAlias", #"{"AliasName":"alias/a b"}"#,
            "2 validation errors detected: Value null at 'targetKeyId' failed to satisfy constraint: "
                + "Member must not be null; Value 'alias/a b' at 'aliasName' failed to satisfy constraint: "
                + "Member must satisfy regular expression pattern: ^[a-zA-Z0-9:/_-]+$"
        ),
        (
            .kms, "ListKeys", #"{"Limit":1001}"#,
            one + "Value '1001' at 'limit' failed to satisfy constraint: "
                + "Member must have value less than or equal to 1000"
        ),
        (
            .kms, "ListKeys", #"{"Limit":0}"#,
            one + "Value '0' at 'limit' failed to satisfy constraint: "
                + "Member must have value greater than or equal to 1"
        ),
        (
            .kms, "CreateKey", #"{"Origin":"NOWHERE"}"#,
            one + "Value 'NOWHERE' at 'origin' failed to satisfy constraint: "
                + "Member must satisfy enum value set: [AWS_KMS, EXTERNAL, AWS_CLOUDHSM, EXTERNAL_KEY_STORE]"
        ),
        (
            .kms, "TagResource", #"{"KeyId":"k","Tags":[{"TagKey":"a","TagValue":""},{"TagKey":"","TagValue":""}]}"#,
            one + "Value '' at 'tags.2.member.tagKey' failed to satisfy constraint: "
                + "Member must have length greater than or equal to 1"
        ),
        (
            .kms, "TagResource", #"{"KeyId":"k","Tags":[{"TagKey":"a"}]}"#,
            one + "Value null at 'tags.1.member.tagValue' failed to satisfy constraint: Member must not be null"
        ),
        (
            .kms, "TagResource", #"{"KeyId":"k","Tags":[null]}"#,
            one + "Value null at 'tags.1.member' failed to satisfy constraint: Member must not be null"
        ),
        (
            .kms, "Decrypt", #"{"CiphertextBlob":""}"#,
            one + "Value 'java.nio.HeapByteBuffer[pos=0 lim=0 cap=0]' at 'ciphertextBlob' failed to satisfy "
                + "constraint: Member must have length greater than or equal to 1"
        ),
        (
            .kms, "Encrypt", #"{"KeyId":"k","Plaintext":""}"#,
            one + "Value at 'plaintext' failed to satisfy constraint: "
                + "Member must have length greater than or equal to 1"
        ),
        (
            .kms, "GenerateDataKey", #"{"KeyId":"k","GrantTokens":["a",""]}"#,
            one + "Value '[a, ]' at 'grantTokens' failed to satisfy constraint: Member must satisfy constraint: "
                + "[Member must have length less than or equal to 8192, "
                + "Member must have length greater than or equal to 1]"
        ),
        (
            .kms, "CreateGrant", #"{"KeyId":"k","GranteePrincipal":"p","Operations":["Decrypt","Nothing"]}"#,
            one + "Value '[Decrypt, Nothing]' at 'operations' failed to satisfy constraint: "
                + "Member must satisfy constraint: [Member must satisfy enum value set: [Decrypt, Encrypt, "
                + "GenerateDataKey, GenerateDataKeyWithoutPlaintext, ReEncryptFrom, ReEncryptTo, Sign, Verify, "
                + "GetPublicKey, CreateGrant, RetireGrant, DescribeKey, GenerateDataKeyPair, "
                + "GenerateDataKeyPairWithoutPlaintext, GenerateMac, VerifyMac, DeriveSharedSecret]]"
        ),
        (
            .iam, "CreateUser", "UserName=",
            "2 validation errors detected: Value '' at 'userName' failed to satisfy constraint: "
                + "Member must have length greater than or equal to 1; Value '' at 'userName' failed to satisfy "
                + "constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]+"
        ),
        (
            .iam, "TagUser", "UserName=u&Tags.member.1.Key=%21&Tags.member.1.Value=v",
            one + "Value '!' at 'tags.1.member.key' failed to satisfy constraint: "
                + "Member must satisfy regular expression pattern: " + tagKeyPattern
        ),
    ]

    @Test(arguments: wordings)
    func wordingIsAWSs(_ service: ServiceID, _ operation: String, _ body: String, _ expected: String) throws {
        #expect(try Self.message(service, operation, body) == expected)
    }

    @Test func mapEntriesAreReportedForTheWholeMap() throws {
        let message = try Self.message(
            .eventBridge, "PutTargets",
            #"{"Rule":"r","Targets":[{"Id":"1","Arn":"a","InputTransformer":{"InputTemplate":"t","InputPathsMap":{"A!":"x"}}}]}"#
        )
        #expect(
            message == Self.one
                + "Value '{A!=x}' at 'targets.1.member.inputTransformer.inputPathsMap' failed to satisfy "
                + "constraint: Map keys must satisfy constraint: [Member must have length less than or equal to 256, "
                + #"Member must have length greater than or equal to 1, "#
                + #"Member must satisfy regular expression pattern: [A-Za-z0-9\_\-]+]"#)
    }

    @Test func stringsAreMeasuredInUTF16() throws {
        let fits = String(repeating: "😀", count: 64)
        #expect(try Self.message(.kms, "CreateKey", #"{"Tags":[{"TagKey":"\#(fits)","TagValue":""}]}"#) == nil)
        #expect(try Self.message(.kms, "CreateKey", #"{"Tags":[{"TagKey":"\#(fits)x","TagValue":""}]}"#) != nil)
    }

    @Test func violationsAreBounded() throws {
        let tags = [String](repeating: "{}", count: 5000).joined(separator: ",")
        let message = try #require(try Self.message(.kms, "CreateKey", #"{"Tags":[\#(tags)]}"#))
        #expect(message.hasPrefix("100 validation errors detected: "))
        #expect(message.utf8.count < 20_000)
    }
}
