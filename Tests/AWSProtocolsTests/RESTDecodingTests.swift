import Essentials
import HTTPMessage
import Testing

@testable import AWSProtocols

@Suite struct RESTDecodingTests {
    private func decode(
        _ method: String, _ target: String, headers: [(String, String)] = [], body: String = ""
    ) throws -> (operation: String, input: Structure) {
        let model = try ServiceModel.load(.s3)
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let query = parts.count == 2 ? parts[1] : nil
        let fields = HTTPHeaders(headers)
        let (operation, labels) = try model.operation(method: method, path: parts[0], query: query, headers: fields)
        let request = RESTRequest(labels: labels, query: query, headers: fields, body: Array(body.utf8))
        return (operation.name, try model.decode(request, for: operation))
    }

    @Test func membersComeFromTheirPlaces() throws {
        let (operation, input) = try decode(
            "PUT", "/bucket/a%20key",
            headers: [
                ("content-type", "text/plain"), ("x-amz-meta-color", "blue"), ("x-amz-meta-Shape", "round"),
                ("x-amz-object-lock-retain-until-date", "2027-01-01T00:00:00Z"), ("content-length", "7"),
                ("x-amz-server-side-encryption-bucket-key-enabled", "true"),
            ])
        #expect(operation == "PutObject")
        #expect(input["Bucket"] == .string("bucket"))
        #expect(input["Key"] == .string("a key"))
        #expect(input["ContentType"] == .string("text/plain"))
        #expect(input["ContentLength"] == .integer(7))
        #expect(input["BucketKeyEnabled"] == .bool(true))
        #expect(input["ObjectLockRetainUntilDate"] == .timestamp(Timestamp(seconds: 1_798_761_600)))
        #expect(
            input["Metadata"]
                == .map([.init(key: "color", value: .string("blue")), .init(key: "shape", value: .string("round"))]))
    }

    @Test(arguments: [
        ("/b/a/../b", "a/../b"), ("/b//x", "/x"), ("/b/./", "./"), ("/b/a//b/", "a//b/"), ("/b/..%2F..", "../.."),
        ("/b/%E6%97%A5", "日"), ("/b/a+b%2B", "a b+"), ("/b//", "/"), ("/b/%2e%2e/x", "../x"), ("/b/a%00b", "a\0b"),
    ])
    func keysAreWhatTheyAre(_ path: String, _ key: String) throws {
        #expect(try decode("GET", path).input["Key"] == .string(key))
    }

    @Test(arguments: ["/b/%", "/b/%4", "/b/%zz", "/b/%FF", "/b/%C3%28", "/b/k?prefix=%E0%80%80"])
    func brokenEscapesAreRefused(_ target: String) {
        #expect(throws: AWSError.invalidURI) { try decode("GET", target) }
    }

    @Test func queryParametersAreRead() throws {
        let (operation, input) = try decode("GET", "/b?list-type=2&prefix=a%2Fb+c&max-keys=10&delimiter=")
        #expect(operation == "ListObjectsV2")
        #expect(input["Prefix"] == .string("a/b c"))
        #expect(input["MaxKeys"] == .integer(10))
        #expect(input["Delimiter"] == .string(""))
    }

    @Test func listsInHeadersAreSplit() throws {
        let input = try decode(
            "GET", "/b/k?attributes",
            headers: [("x-amz-object-attributes", "ETag,ObjectSize"), ("x-amz-object-attributes", "Checksum")]
        ).input
        #expect(input["ObjectAttributes"] == .list([.string("ETag"), .string("ObjectSize"), .string("Checksum")]))
    }

    @Test func aNumberThatIsNoneIsAnInvalidArgument() {
        #expect { try decode("GET", "/b?max-keys=many") } throws: { error in
            guard let error = error as? AWSError else { return false }
            return error.code(in: .restXml) == "InvalidArgument" && error.fields["ArgumentName"] == .string("max-keys")
                && error.message == "Provided max-keys not an integer or within integer range"
        }
    }

    @Test(arguments: [
        ("x-amz-acl", "everybody", "InvalidArgument"), ("x-amz-storage-class", "FAST", "InvalidStorageClass"),
        ("x-amz-server-side-encryption-bucket-key-enabled", "maybe", "InvalidArgument"),
    ])
    func headersKeepTheModel(_ name: String, _ value: String, _ code: String) {
        #expect { try decode("PUT", "/b/k", headers: [(name, value)]) } throws: { error in
            (error as? AWSError)?.code(in: .restXml) == code
        }
    }

    @Test func aConditionOnADateThatIsNoneIsIgnored() throws {
        let input = try decode("GET", "/b/k", headers: [("if-modified-since", "yesterday")]).input
        #expect(input["IfModifiedSince"] == nil)
    }

    @Test func flattenedListsAreGathered() throws {
        let input = try decode(
            "POST", "/b?delete",
            body: """
                <Delete xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Object><Key>a</Key></Object><Quiet>true</Quiet>
                <Object><Key> b </Key><VersionId>v</VersionId></Object></Delete>
                """
        ).input
        let first: Structure = ["Key": .string("a")]
        let second: Structure = ["Key": .string(" b "), "VersionId": .string("v")]
        #expect(
            input["Delete"]
                == .structure(["Objects": .list([.structure(first), .structure(second)]), "Quiet": .bool(true)]))
    }

    @Test func anAttributeIsAMember() throws {
        let input = try decode(
            "PUT", "/b?acl",
            body: """
                <AccessControlPolicy><AccessControlList><Grant><Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                xsi:type="Group"><URI>u</URI></Grantee><Permission>READ</Permission></Grant></AccessControlList>
                </AccessControlPolicy>
                """
        ).input
        guard case .structure(let policy) = input["AccessControlPolicy"], case .list(let grants) = policy["Grants"],
            case .structure(let grant) = grants.first, case .structure(let grantee) = grant["Grantee"]
        else { return #expect(Bool(false), "\(input)") }
        #expect(grantee == ["Type": .string("Group"), "URI": .string("u")])
    }

    @Test(arguments: [
        "<Tagging>", "<Other><TagSet/></Other>", "<Tagging><Tag/></Tagging>",
        "<Tagging><TagSet><Tag><Key>a</Key></Tag></TagSet></Tagging>", "<Tagging>x<TagSet/></Tagging>", "{}",
        "<Tagging><TagSet/><TagSet/></Tagging>", "<!DOCTYPE x><Tagging><TagSet/></Tagging>", "<Tagging/>",
        "<Tagging><TagSet><Tag><Key><b/></Key><Value>v</Value></Tag></TagSet></Tagging>",
    ])
    func bodiesKeepTheSchema(_ body: String) {
        #expect(throws: AWSError.malformedXML) { try decode("PUT", "/b?tagging", body: body) }
    }

    @Test func aMissingBodyIsToldOf() {
        #expect(throws: AWSError.missingRequestBody) { try decode("PUT", "/b?tagging") }
        #expect(throws: Never.self) { try decode("PUT", "/b") }
    }

    @Test func textIsAPayloadOfItsOwn() throws {
        #expect(try decode("PUT", "/b?policy", body: "{ }").input["Policy"] == .string("{ }"))
    }

    @Test(arguments: ["PutBucketLifecycleConfiguration", "PutBucketNotificationConfiguration"])
    func ofTwinsTheNewerIsMeant(_ name: String) throws {
        let model = try ServiceModel.load(.s3)
        let operation = try #require(model.operations[name])
        let query = operation.uri.split(separator: "?")[1]
        #expect(try model.operation(method: "PUT", path: "/b", query: query).operation.name == name)
    }

    @Test func onlyObjectsAreStreams() throws {
        let model = try ServiceModel.load(.s3)
        let streams = model.operations.values.filter(model.takesStream).map(\.name).sorted()
        #expect(streams == ["PutObject", "UploadPart", "WriteGetObjectResponse"])
    }
}
