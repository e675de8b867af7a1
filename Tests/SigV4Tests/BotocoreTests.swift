import Essentials
import HTTPMessage
import Testing

@testable import SigV4

/// What botocore signs verifies, and nothing that differs from it does.
@Suite struct BotocoreTests {
    private let verifier = SignatureVerifier()

    @Test(arguments: [1, 2])
    func everyRequestThatBotocoreSignsVerifies(seed: Int) throws {
        let requests = try Botocore.requests(seed: seed, count: 2000)
        #expect(requests.count == 2000)
        for request in requests {
            do {
                let presented = try PresentedSignature.parse(request.head)
                #expect(presented.accessKeyID == request.accessKeyID)
                #expect(presented.scope.service == request.service)
                #expect(presented.sessionToken == request.sessionToken)
                #expect(presented.timestamp == request.signedAt)
                try verify(presented, request)
            } catch {
                Issue.record("\(error) for \(request.head)")
            }
        }
    }

    /// Each byte of each signed part is changed in turn; those of a request whose meaning the change leaves alone, as
    /// ``CanonicalEquivalence`` says independently of the target under test, still verify and are counted apart.
    @Test func noChangedByteVerifies() throws {
        var (refused, equivalent) = (0, 0)
        for (number, request) in try Botocore.requests(seed: 3, count: 60).enumerated() {
            let presented = try PresentedSignature.parse(request.head)
            for mutant in Mutant.all(of: request, presented: presented, seed: UInt64(number)) {
                if (try? accept(mutant.request)) == nil {
                    refused += 1
                } else {
                    equivalent += 1
                    #expect(mutant.isEquivalent(), "\(mutant.change) of \(request.head)")
                }
            }
        }
        #expect(refused > 20_000)
        #expect(equivalent < refused / 100, "\(equivalent) changes of \(refused + equivalent) went unseen")
    }

    /// As a server does: the access key id found in the request must be one that it knows.
    private func accept(_ request: BotocoreRequest) throws {
        let presented = try PresentedSignature.parse(request.head)
        guard presented.accessKeyID == request.accessKeyID else { throw AuthenticationError.unknownAccessKey }
        guard presented.sessionToken == request.sessionToken else { throw AuthenticationError.invalidSessionToken }
        try verify(presented, request)
    }

    private func verify(_ presented: PresentedSignature, _ request: BotocoreRequest) throws(AuthenticationError) {
        try verifier.verify(
            presented, head: request.head, payload: .body(request.body), secret: SecretAccessKey(request.secret),
            now: request.signedAt)
    }
}
