import Testing

@testable import ServiceKit

/// Knows three principals, one of which has been renamed and one of which is no more.
private struct ThreePrincipals: PrincipalDirectory {
    func exists(_ principal: String) -> Bool { principal != "nobody" }
    func uniqueID(of arn: String) -> String? { ["a": "ID-A", "b": "ID-B", "c": "ID-C"][arn] }
    func name(of uniqueID: String) -> String? { ["ID-A": "a", "ID-B": "renamed"][uniqueID] }
}

@Suite struct PolicyPrincipalsTests {
    private static let document = #"""
        {"Statement":{"Principal":{"AWS":["a","*","b"],"Service":"c"},"NotPrincipal":{"AWS":"c"},"Sid":"a"}}
        """#

    @Test func documentIsEvaluatedByUniqueID() async throws {
        let principals = try await PolicyPrincipals(of: Self.document, in: ThreePrincipals())
        #expect(
            principals.bind(Self.document) == #"""
                {"Statement":{"Principal":{"AWS":["ID-A","*","ID-B"],"Service":"c"},"NotPrincipal":{"AWS":"ID-C"},"Sid":"a"}}
                """#)
    }

    @Test func documentIsShownWithTheNamesOfToday() async throws {
        let principals = try await PolicyPrincipals(of: Self.document, in: ThreePrincipals())
        #expect(
            try await principals.show(Self.document, in: ThreePrincipals()) == #"""
                {"Statement":{"Principal":{"AWS":["a","*","renamed"],"Service":"c"},"NotPrincipal":{"AWS":"ID-C"},"Sid":"a"}}
                """#)
    }

    @Test(arguments: [
        #" {"Statement":[{"Principal":"*"}]} "#, #"{"Statement":{"Principal":{"AWS":"a"}} }"#, #"{"Statement":{}}"#,
        "{}", "[", "",
    ])
    func documentWithNothingToRenameIsShownByteForByte(_ document: String) async throws {
        let principals = try await PolicyPrincipals(of: document, in: ThreePrincipals())
        #expect(try await principals.show(document, in: ThreePrincipals()) == document)
    }

    @Test func principalThatDoesNotExistIsNamed() async throws {
        let document = #"{"Statement":[{"Principal":{"AWS":"a"}},{"NotPrincipal":{"AWS":["nobody"]}}]}"#
        let missing = await #expect(throws: NoSuchPrincipal.self) {
            try await PolicyPrincipals(of: document, in: ThreePrincipals())
        }
        #expect(missing?.name == "nobody")
    }
}
