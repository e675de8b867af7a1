import Essentials
import IAMModel
import KMSModel
import Testing

@testable import AWSProtocols

@Suite struct RoundTripTests {
    static let json = ServiceID.allCases.filter { (try? ServiceModel.load($0).metadata.wire) == .json }

    @Test(arguments: json)
    func jsonInputsComeBackAsTheyWere(_ id: ServiceID) throws {
        let model = try ServiceModel.load(id)
        var random = RandomDocuments(model: model, generator: SeededGenerator(11))
        for operation in model.operations.values.sorted(by: { $0.name < $1.name }) {
            guard let input = operation.input else { continue }
            let original = random.structure(model.shape(input))
            let body = JSONBodyEncoder(model: model).encode(original, as: input)
            #expect(try model.decodeJSON(body, as: input) == original, "\(operation.name)")
        }
    }

    @Test(arguments: [ServiceID.iam, .sts, .sns])
    func queryInputsComeBackInModelOrder(_ id: ServiceID) throws {
        let model = try ServiceModel.load(id)
        var random = RandomDocuments(model: model, generator: SeededGenerator(12))
        for operation in model.operations.values.sorted(by: { $0.name < $1.name }) {
            guard let input = operation.input else { continue }
            let original = random.structure(model.shape(input))
            var parameters = QueryParameters()
            try parameters.read(model.encodeInput(original, for: operation))
            #expect(parameters["Action"] == operation.name)
            #expect(try QueryDecoder(model, parameters).decode(as: input) == original, "\(operation.name)")
        }
    }

    @Test func typedValuesComeBackAsTheyWere() throws {
        let request = CreateGrantRequest(
            keyId: "k", granteePrincipal: "p", operations: [.decrypt, .encrypt], retiringPrincipal: "r",
            constraints: GrantConstraints(encryptionContextSubset: ["a": "b"]), grantTokens: ["t"], dryRun: true)
        #expect(try CreateGrantRequest(request.structure) == request)
        let user = GetUserResponse(
            user: User(path: "/", userName: "n", userId: "i", arn: "a", createDate: Timestamp(seconds: 1)))
        #expect(try GetUserResponse(user.structure) == user)
    }

    @Test func aTypedValueNeedsItsRequiredMembers() {
        let missing = Violation.missing(at: "keyId").error
        #expect(throws: missing) { try DescribeKeyRequest(Structure()) }
        #expect(throws: AWSError.self) { try DescribeKeyRequest(["KeyId": .integer(1)]) }
        #expect(throws: AWSError.self) { try CreateKeyRequest(["KeySpec": .string("NONSENSE")]) }
    }

    /// Mutated bodies must decode or fail as an AWSError; anything else ends the test process.
    @Test(arguments: [ServiceID.kms, .ssm, .organizations, .wafv2])
    func mutatedJSONIsDecodedOrRefused(_ id: ServiceID) throws {
        let model = try ServiceModel.load(id)
        var random = RandomDocuments(model: model, generator: SeededGenerator(13))
        var (accepted, refused) = (0, 0)
        for operation in model.operations.values.sorted(by: { $0.name < $1.name }) {
            guard let input = operation.input else { continue }
            for _ in 0..<8 {
                let original = random.structure(model.shape(input))
                let body = mutated(JSONBodyEncoder(model: model).encode(original, as: input), &random.generator)
                do {
                    _ = try model.decode(body, for: operation)
                    accepted += 1
                } catch {
                    refused += 1
                }
            }
        }
        #expect(accepted > 0 && refused > 0)
    }

    @Test(arguments: [ServiceID.iam, .sns])
    func mutatedFormsAreDecodedOrRefused(_ id: ServiceID) throws {
        let model = try ServiceModel.load(id)
        var random = RandomDocuments(model: model, generator: SeededGenerator(14))
        var (accepted, refused) = (0, 0)
        for operation in model.operations.values.sorted(by: { $0.name < $1.name }) {
            guard let input = operation.input else { continue }
            for _ in 0..<8 {
                let form = model.encodeInput(random.structure(model.shape(input)), for: operation)
                do {
                    var parameters = QueryParameters()
                    try parameters.read(mutated(form, &random.generator))
                    _ = try model.decode(parameters, for: operation)
                    accepted += 1
                } catch {
                    refused += 1
                }
            }
        }
        #expect(accepted > 0 && refused > 0)
    }

    private func mutated(_ bytes: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 0...3, using: &generator) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &generator)
            switch Int.random(in: 0...3, using: &generator) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
            case 1: bytes.remove(at: place)
            case 2: bytes.insert(Array(#"{}[]",:.&=%"#.utf8).randomElement(using: &generator) ?? 0, at: place)
            default: bytes.removeSubrange(place...)
            }
        }
        return bytes
    }
}
