import Essentials
import HTTPMessage
import IAMModel
import KMSModel
import STSModel
import Testing

@testable import AWSProtocols

@Suite struct EncodingTests {
    static func text(_ response: HTTPResponse) -> String {
        if case .bytes(let bytes) = response.body { String(decoding: bytes, as: UTF8.self) } else { "" }
    }

    @Test func jsonResponsesAreWrittenWithTheirHeaders() throws {
        let kms = try ServiceModel.load(.kms)
        let output = GetParametersForImportResponse(
            keyId: "k", importToken: [1, 2], parametersValidTo: Timestamp(milliseconds: 1_700_000_000_250))
        let response = kms.encode(
            output.structure, for: try #require(kms.operations["GetParametersForImport"]), requestID: "r-1")
        #expect(Self.text(response) == #"{"KeyId":"k","ImportToken":"AQI=","ParametersValidTo":1700000000.250}"#)
        #expect(response.status == 200)
        #expect(response.headers["content-type"] == "application/x-amz-json-1.1")
        #expect(response.headers["x-amzn-requestid"] == "r-1")
    }

    @Test func anOperationWithoutOutputHasAnEmptyBody() throws {
        let kms = try ServiceModel.load(.kms)
        let response = kms.encode([:], for: try #require(kms.operations["CreateAlias"]), requestID: "r")
        #expect(Self.text(response).isEmpty)
    }

    @Test func queryResponsesAreXML() throws {
        let iam = try ServiceModel.load(.iam)
        let user = User(
            path: "/", userName: "a<&>\"\u{1}é\r", userId: "AIDA", arn: "arn", createDate: Timestamp(milliseconds: 250),
            tags: [Tag(key: "k", value: "v")])
        let output = ListUsersResponse(users: [user], isTruncated: false)
        let response = iam.encode(output.structure, for: try #require(iam.operations["ListUsers"]), requestID: "r")
        #expect(
            Self.text(response)
                == #"<ListUsersResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><ListUsersResult><Users><member>"#
                + "<Path>/</Path><UserName>a&lt;&amp;&gt;&quot;\u{FFFD}é&#xD;</UserName><UserId>AIDA</UserId>"
                + "<Arn>arn</Arn><CreateDate>1970-01-01T00:00:00Z</CreateDate>"
                + "<Tags><member><Key>k</Key><Value>v</Value></member></Tags></member></Users>"
                + "<IsTruncated>false</IsTruncated></ListUsersResult>"
                + "<ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></ListUsersResponse>")
        #expect(response.headers["content-type"] == "text/xml")
    }

    static let errors: [(ServiceID, AWSError, Int, String)] = [
        (
            .kms, AWSError(KMSErrorCode.notFoundException, "gone"), 400,
            #"{"__type":"NotFoundException","message":"gone"}"#
        ),
        (
            .kms, AWSError(KMSErrorCode.kmsInternalException, "x"), 500,
            #"{"__type":"KMSInternalException","message":"x"}"#
        ),
        (.kms, .accessDenied("no"), 400, #"{"__type":"AccessDeniedException","Message":"no"}"#),
        (.kms, .unknownOperation, 400, #"{"__type":"UnknownOperationException"}"#),
        (.kms, .validation("v"), 400, #"{"__type":"ValidationException","message":"v"}"#),
        (
            .iam, .unknownAction("Go", version: "1"), 400,
            xml("Sender", "InvalidAction", "Could not find operation Go for version 1", "iam", "2010-05-08")
        ),
        (.iam, .validation("v"), 400, xml("Sender", "ValidationError", "v", "iam", "2010-05-08")),
        (.iam, .accessDenied("no"), 403, xml("Sender", "AccessDenied", "no", "iam", "2010-05-08")),
        (
            .iam, AWSError(IAMErrorCode.noSuchEntityException, "n"), 404,
            xml("Sender", "NoSuchEntity", "n", "iam", "2010-05-08")
        ),
        (
            .sts, AWSError(STSErrorCode.malformedPolicyDocumentException, "m"), 400,
            xml("Sender", "MalformedPolicyDocument", "m", "sts", "2011-06-15")
        ),
        (
            .sts, AWSError(code: "Odd", "m", fault: .server), 500,
            xml("Receiver", "Odd", "m", "sts", "2011-06-15")
        ),
    ]

    static func xml(_ type: String, _ code: String, _ message: String, _ host: String, _ version: String) -> String {
        "<ErrorResponse xmlns=\"https://\(host).amazonaws.com/doc/\(version)/\"><Error><Type>\(type)</Type>"
            + "<Code>\(code)</Code><Message>\(message)</Message></Error><RequestId>r</RequestId></ErrorResponse>"
    }

    @Test(arguments: errors)
    func errorsAreSpelledByProtocol(_ service: ServiceID, _ error: AWSError, _ status: Int, _ body: String) throws {
        let response = try ServiceModel.load(service).encode(error, requestID: "r")
        #expect(response.status == status)
        #expect(Self.text(response) == body)
    }

    @Test func everyErrorCodeIsInItsModel() throws {
        let (kms, iam, sts) = (try ServiceModel.load(.kms), try ServiceModel.load(.iam), try ServiceModel.load(.sts))
        #expect(Set(KMSErrorCode.allCases.map(\.rawValue)) == Set(kms.errorShapes.keys))
        #expect(Set(IAMErrorCode.allCases.map(\.rawValue)) == Set(iam.errorShapes.keys))
        #expect(Set(STSErrorCode.allCases.map(\.rawValue)) == Set(sts.errorShapes.keys))
    }

    @Test func auditHidesWhatIsSecret() throws {
        let kms = try ServiceModel.load(.kms)
        let encrypt = try #require(kms.operations["Encrypt"])
        let request = EncryptRequest(keyId: "k", plaintext: [1], encryptionContext: ["A": "b"])
        let audited = try #require(AuditDocument.render(request.structure, .request, of: encrypt, in: kms))
        #expect(String(decoding: audited, as: UTF8.self) == #"{"keyId":"k","encryptionContext":{"A":"b"}}"#)
        let iam = try ServiceModel.load(.iam)
        let create = try #require(iam.operations["CreateAccessKey"])
        let key = AccessKey(
            userName: "u", accessKeyId: "AKIA", status: .active, secretAccessKey: "secret",
            createDate: Timestamp(seconds: 1_795_469_329))
        let answered = try #require(
            AuditDocument.render(CreateAccessKeyResponse(accessKey: key).structure, .response, of: create, in: iam))
        #expect(
            String(decoding: answered, as: UTF8.self)
                == #"{"accessKey":{"userName":"u","accessKeyId":"AKIA","status":"Active","createDate":"Nov 23, 2026, 9:28:49 PM"}}"#
        )
        let login = try #require(iam.operations["CreateLoginProfile"])
        let hidden = try #require(AuditDocument.render(["Password": .string("p")], .request, of: login, in: iam))
        #expect(String(decoding: hidden, as: UTF8.self) == #"{"password":"HIDDEN_DUE_TO_SECURITY_REASONS"}"#)
    }

    @Test func auditHasNoTokenThatServesItsHolder() throws {
        let sts = try ServiceModel.load(.sts)
        let assume = try #require(sts.operations["AssumeRole"])
        let credentials: Structure = ["AccessKeyId": .string("ASIA"), "SessionToken": .string("token")]
        let answer: Structure = ["Credentials": .structure(credentials)]
        let answered = try #require(AuditDocument.render(answer, .response, of: assume, in: sts))
        #expect(String(decoding: answered, as: UTF8.self) == #"{"credentials":{"accessKeyId":"ASIA"}}"#)
    }

    @Test func anOversizedAuditIsLeftOut() throws {
        let kms = try ServiceModel.load(.kms)
        let create = try #require(kms.operations["CreateKey"])
        let policy: Structure = ["Policy": .string(String(repeating: "x", count: AuditDocument.maximumSize))]
        #expect(AuditDocument.render(policy, .request, of: create, in: kms) == nil)
        #expect(AuditDocument.render([:], .request, of: create, in: kms) == nil)
    }

    @Test func wrongOutputsAreFound() throws {
        let kms = try ServiceModel.load(.kms)
        let decrypt = try #require(kms.operations["Decrypt"])
        #expect(OutputChecker.faults(in: DecryptResponse(plaintext: [1]).structure, of: decrypt, kms).isEmpty)
        #expect(
            OutputChecker.faults(in: ["Plaintext": .string("x")], of: decrypt, kms) == [
                "Decrypt.Plaintext is not a blob"
            ])
        #expect(OutputChecker.faults(in: ["Odd": .bool(true)], of: decrypt, kms) == ["Decrypt.Odd is not in the model"])
    }
}
