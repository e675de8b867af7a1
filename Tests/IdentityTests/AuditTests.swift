import AWSProtocols
import Essentials
import HTTPMessage
import IAMModel
import Store
import Testing

@testable import Identity
@testable import ServiceKit

struct AuditTests {
    @Test func recordOfANewAccessKeyShowsTheKeyButNotItsSecret() async throws {
        let harness = try await IAMHarness()
        try await harness.makeUser("bob")
        let input = CreateAccessKeyRequest(userName: "bob")
        let answer = try await harness.call(IAMOperations.createAccessKey, input)
        let scope = harness.scope(harness.admin)
        let head = HTTPRequestHead(method: "POST", target: "/", headers: HTTPHeaders(), connection: scope.connection)
        var call = Call(head, body: .empty, requestID: scope.requestID, receivedAt: scope.now)
        let model = try ServiceModel.load(.iam)
        call.model = model
        call.operationModel = try model.operation(action: "CreateAccessKey", version: "2010-05-08")
        call.operation = harness.iam.operations.first { $0.name == "CreateAccessKey" }
        call.credential = Credential(secret: nil, caller: harness.admin)
        call.scope = scope
        call.input = input.structure
        call.output = answer.structure
        let entries = Auditor(random: SystemRandom(), durability: .flushed).entries(for: call)
        let record = String(decoding: try #require(entries.first).body, as: UTF8.self)
        #expect(record.contains(answer.accessKey.accessKeyId))
        #expect(!record.contains(answer.accessKey.secretAccessKey))
    }
}
