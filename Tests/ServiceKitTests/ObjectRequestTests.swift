import AWSProtocols
import Crypto
import Essentials
import HTTPMessage
import SigV4
import Testing

@testable import ServiceKit

@Suite struct ObjectRequestTests {
    private typealias Fixture = ObjectRequestFixture
    private let body = Array(String(repeating: "0123456789", count: 500).utf8)

    private func signed(
        _ method: String, _ target: String, _ headers: [(String, String)] = [], body: [UInt8] = []
    ) throws -> HTTPRequestHead {
        var head = Fixture.head(method, target, [("content-length", String(body.count))] + headers)
        try Fixture.signer.sign(&head, body: body, at: PipelineFixture.now)
        return head
    }

    @Test func anObjectArrivesAsAStreamAndIsOnRecord() async throws {
        let fixture = try Fixture()
        let head = try signed("PUT", "/bucket/a%2Fb", [("x-amz-meta-a", "1")], body: body)
        #expect(fixture.pipeline.bodyHandling(for: head) == .stream)
        let (response, _) = await fixture.send(head, body)
        #expect(response.status == 200)
        #expect(response.headers["etag"] == "\"e\"")
        let object = try #require(fixture.service.received.all.first)
        #expect(object.key == "a/b")
        #expect(object.bytes == body)
        #expect(object.arrival?.signature == .header)
        let record = try #require(try fixture.dataEvents().first)
        #expect(record["eventName"] == "PutObject")
        #expect(record["eventCategory"] == "Data")
    }

    @Test func aHashThatIsNotTheBodysIsNoticedWhileItStreams() async throws {
        let fixture = try Fixture()
        let head = try signed("PUT", "/bucket/k", body: body)
        let (response, text) = await fixture.send(head, Array(body.reversed()))
        #expect(response.status == 400)
        #expect(text.contains("<Code>XAmzContentSHA256Mismatch</Code>"))
        #expect(fixture.service.received.all.isEmpty)
        #expect(try fixture.dataEvents().map { $0["errorCode"] } == ["XAmzContentSHA256Mismatch"])
    }

    @Test(arguments: [("AAAA", "InvalidDigest"), ("1B2M2Y8AsgTpgAmY7PhCfg==", "BadDigest")])
    func theMD5IsHeldAgainstTheBody(_ digest: String, _ code: String) async throws {
        let fixture = try Fixture()
        let (_, text) = await fixture.send(try signed("PUT", "/bucket/k", [("content-md5", digest)], body: body), body)
        #expect(text.contains("<Code>\(code)</Code>"))
    }

    @Test func aBodyThatBreaksOffIsIncomplete() async throws {
        let fixture = try Fixture()
        let (response, text) = await fixture.send(try signed("PUT", "/bucket/k", body: body), Array(body.dropLast()))
        #expect(response.status == 400)
        #expect(text.contains("<Code>IncompleteBody</Code>"))
    }

    @Test func chunksWithATrailerArePutTogether() async throws {
        let fixture = try Fixture()
        let coded = Array("1388\r\n".utf8) + body + Array("\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n".utf8)
        let head = Fixture.head(
            "PUT", "/bucket/public",
            [
                ("content-encoding", "aws-chunked,gzip"), ("x-amz-decoded-content-length", String(body.count)),
                ("x-amz-trailer", "x-amz-checksum-crc32"), ("content-length", String(coded.count)),
                ("x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"),
            ])
        let (response, _) = await fixture.send(head, coded)
        #expect(response.status == 200)
        let object = try #require(fixture.service.received.all.first)
        #expect(object.bytes == body)
        #expect(object.input["ContentEncoding"] == .string("gzip"))
        #expect(object.input["ContentLength"] == .integer(Int64(body.count)))
        #expect(object.trailer.map(\.value) == ["AAAAAA=="])
    }

    @Test func chunkedBodiesNeedTheirLength() async throws {
        let fixture = try Fixture()
        let head = Fixture.head(
            "PUT", "/bucket/public", [("x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER")])
        let (response, text) = await fixture.send(head, body)
        #expect(response.status == 411)
        #expect(text.contains("<Code>MissingContentLength</Code>"))
    }

    @Test func anObjectGoesBackAsAStream() async throws {
        let fixture = try Fixture()
        let (response, text) = await fixture.send(try signed("GET", "/bucket/some/key"))
        #expect(response.status == 200)
        #expect(response.headers["content-length"] == "8")
        #expect(text == "some/key")
        #expect(try fixture.dataEvents().map { $0["eventName"] } == ["GetObject"])
    }

    @Test func aPresignedURLIsEnough() async throws {
        let fixture = try Fixture()
        var head = Fixture.head("GET", "/bucket/key")
        try Fixture.signer.presign(&head, lifetime: .minutes(5), at: PipelineFixture.now)
        #expect(await fixture.send(head).text == "key")
        head.target += "&versionId=1"
        #expect(await fixture.send(head).text.contains("<Code>SignatureDoesNotMatch</Code>"))
    }

    @Test func theHostMayNameTheBucket() async throws {
        let fixture = try Fixture()
        var head = HTTPRequestHead(
            method: "GET", target: "/key", headers: HTTPHeaders([("host", "bucket.localhost:4600")]),
            connection: ConnectionInfo(peerAddress: "127.0.0.1"))
        try Fixture.signer.sign(&head, body: [], at: PipelineFixture.now)
        #expect(await fixture.send(head).text == "key")
    }

    @Test func nobodyGetsWhatIsForEverybodyAndNothingElse() async throws {
        let fixture = try Fixture()
        #expect(await fixture.send(Fixture.head("GET", "/bucket/public/x")).text == "public/x")
        let (response, text) = await fixture.send(Fixture.head("GET", "/bucket/private"))
        #expect(response.status == 403)
        #expect(text.contains("<Code>AccessDenied</Code><Message>Access Denied</Message>"))
        let records = try fixture.dataEvents()
        #expect(
            records.map { $0["userIdentity"] } == [
                ["type": "AWSAccount", "principalId": "", "accountId": "ANONYMOUS_PRINCIPAL"],
                ["type": "AWSAccount", "principalId": "", "accountId": "ANONYMOUS_PRINCIPAL"],
            ])
        #expect(records.map { $0["recipientAccountId"] } == ["123456789012", "123456789012"])
        #expect(records.map { $0["errorCode"] } == [nil, "AccessDenied"])
    }

    @Test func aWebPageIsToldWhetherItMay() async throws {
        let fixture = try Fixture()
        func ask(_ origin: String) async -> HTTPResponse {
            await fixture.send(
                Fixture.head(
                    "OPTIONS", "/bucket/k", [("origin", origin), ("access-control-request-method", "PUT")])
            ).response
        }
        let allowed = await ask("http://page")
        #expect(allowed.status == 200)
        #expect(allowed.headers["access-control-allow-origin"] == "http://page")
        #expect(await ask("http://other").status == 403)
        let answer = await fixture.send(try signed("GET", "/bucket/k", [("origin", "http://page")])).response
        #expect(answer.headers["access-control-allow-origin"] == "http://page")
    }

    @Test func whatIsNotOfS3IsNotAllowed() async throws {
        let fixture = try Fixture()
        let (response, text) = await fixture.send(try signed("PATCH", "/bucket/k"))
        #expect(response.status == 405)
        #expect(text.contains("<Code>MethodNotAllowed</Code>"))
        #expect(await fixture.send(try signed("GET", "/bucket/k?torrent")).response.status == 501)
    }

    @Test func otherServicesTakeNobodysCalls() async throws {
        let fixture = try Fixture()
        let (response, text) = await fixture.send(Fixture.head("GET", "/?Action=ListUsers&Version=2010-05-08"))
        #expect(response.status == 403)
        #expect(text.contains("MissingAuthenticationToken"))
    }

    @Test func aPolicyIsABodyInMemory() async throws {
        let fixture = try Fixture()
        let policy = Array(#"{"Version":"2012-10-17"}"#.utf8)
        let head = try signed("PUT", "/bucket?policy", body: policy)
        #expect(fixture.pipeline.bodyHandling(for: head) == .collect(limit: 1 << 20))
        #expect(await fixture.send(head, policy).response.status == 200)
        #expect(fixture.service.received.all.first?.input["Policy"] == .string(#"{"Version":"2012-10-17"}"#))
    }
}
