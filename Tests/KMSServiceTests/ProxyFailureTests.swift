import Essentials
import KMSModel
import ServiceKit
import Testing

@testable import KMSService

/// What comes of a proxy that does not do what it is asked.
@Suite struct ProxyFailureTests {
    private let harness: KMSHarness
    private let store: String
    private let key: String
    private let sealed: [UInt8]

    init() async throws {
        harness = try KMSHarness()
        store = try await harness.connectedExternalStore()
        key = try await harness.createExternalKey(in: store).keyId
        sealed = try #require(try await harness.encrypt([1], under: key).ciphertextBlob)
    }

    /// By the proxy's name for it: what creating a store, connecting it and creating a key come to.
    private static let refusals: [(String, store: String, connection: ConnectionErrorCodeType, key: String)] = [
        (
            "ValidationException", "XksProxyInvalidResponseException", .xksProxyInvalidResponse,
            "CustomKeyStoreInvalidStateException"
        ),
        (
            "InvalidStateException", "XksProxyUriUnreachableException", .xksProxyNotReachable,
            "XksKeyInvalidConfigurationException"
        ),
        (
            "InvalidKeyUsageException", "XksProxyInvalidResponseException", .xksProxyInvalidResponse,
            "XksKeyInvalidConfigurationException"
        ),
        (
            "AuthenticationFailedException", "XksProxyIncorrectAuthenticationCredentialException",
            .invalidCredentials, "CustomKeyStoreInvalidStateException"
        ),
        (
            "AccessDeniedException", "XksProxyInvalidResponseException", .xksProxyAccessDenied,
            "CustomKeyStoreInvalidStateException"
        ),
        (
            "KeyNotFoundException", "XksProxyInvalidResponseException", .xksProxyInvalidResponse,
            "XksKeyNotFoundException"
        ),
        (
            "InvalidUriPathException", "XksProxyInvalidConfigurationException", .xksProxyInvalidConfiguration,
            "CustomKeyStoreInvalidStateException"
        ),
        (
            "UnsupportedOperationException", "XksProxyInvalidResponseException", .xksProxyInvalidResponse,
            "UnsupportedOperationException"
        ),
        (
            "DependencyTimeoutException", "XksProxyUriUnreachableException", .xksProxyTimedOut,
            "CustomKeyStoreInvalidStateException"
        ),
        (
            "ThrottlingException", "XksProxyUriUnreachableException", .xksProxyNotReachable,
            "CustomKeyStoreInvalidStateException"
        ),
        (
            "InternalException", "XksProxyInvalidResponseException", .xksProxyInvalidResponse,
            "CustomKeyStoreInvalidStateException"
        ),
    ]

    @Test(arguments: refusals)
    func refusalOfTheProxyIsTold(
        _ name: String, store code: String, connection: ConnectionErrorCodeType, key keyCode: String
    ) async throws {
        let failure = try #require(ProxyFailure(rawValue: name))
        harness.proxy.refuse(name)
        #expect(try await creation() == Refusal(code: code, message: failure.message))
        #expect(try await newKey() == Refusal(code: keyCode, message: failure.message))
        for refusal in [try await encryption(), try await decryption()] {
            #expect(refusal == Refusal(code: "KMSInvalidStateException", message: failure.message))
        }
        try await harness.disconnect(store)
        try await harness.connect(store)
        #expect(try await harness.describeStore(store).connectionErrorCode == connection)
    }

    private static let outages:
        [(OutboundError, failure: ProxyFailure, store: String, connection: ConnectionErrorCodeType)] = [
            (.unreachable(reason: "x"), .unreachable, "XksProxyUriUnreachableException", .xksProxyNotReachable),
            (.failed(reason: "x"), .unreachable, "XksProxyUriUnreachableException", .xksProxyNotReachable),
            (
                .untrusted(reason: "x"), .untrusted, "XksProxyInvalidConfigurationException",
                .xksProxyInvalidTlsConfiguration
            ),
            (.timedOut, .timedOut, "XksProxyUriUnreachableException", .xksProxyTimedOut),
            (.responseTooLarge, .malformedAnswer, "XksProxyInvalidResponseException", .xksProxyInvalidResponse),
        ]

    @Test(arguments: outages)
    func outageIsTold(
        _ error: OutboundError, failure: ProxyFailure, store code: String, connection: ConnectionErrorCodeType
    ) async throws {
        harness.proxy.answer { _, _ throws(OutboundError) in throw error }
        #expect(try await creation() == Refusal(code: code, message: failure.message))
        #expect(
            try await newKey() == Refusal(code: "CustomKeyStoreInvalidStateException", message: failure.message))
        #expect(try await decryption() == Refusal(code: "KMSInvalidStateException", message: failure.message))
        try await harness.disconnect(store)
        try await harness.connect(store)
        #expect(try await harness.describeStore(store).connectionErrorCode == connection)
    }

    private static let malformed: [(String, JSON?)] = [
        ("ciphertext", nil), ("ciphertext", "AA=="), ("ciphertext", "not base 64"), ("initializationVector", nil),
        ("initializationVector", "AAAAAAAAAAAAAAAAAA=="), ("authenticationTag", "AAAAAAAAAAAAAAAA"),
        ("ciphertextMetadata", .string(Base64.encode([UInt8](repeating: 0, count: 21)))), ("ciphertextMetadata", 1),
        ("ciphertextDataIntegrityValue", nil), ("ciphertextDataIntegrityValue", .string(Base64.encode([1]))),
    ]

    @Test(arguments: malformed)
    func malformedCiphertextIsNotTaken(_ name: String, _ value: JSON?) async throws {
        harness.proxy.answer { _, answer in answer.with(name, value) }
        #expect(
            try await encryption()
                == Refusal(code: "KMSInvalidStateException", message: ProxyFailure.malformedAnswer.message))
    }

    @Test(arguments: [
        OutboundResponse(status: 200, body: []), OutboundResponse(status: 200, body: Array("{".utf8)),
        OutboundResponse(status: 200, body: Array("[[[[[[[[1]]]]]]]]".utf8)),
        OutboundResponse(status: 500, body: Array("<html>".utf8)),
        OutboundResponse(status: 400, body: Array(#"{"errorName":"unreachable"}"#.utf8)),
        OutboundResponse(status: 400, body: Array(#"{}"#.utf8)),
    ])
    func anythingElseIsAMalformedAnswer(_ answer: OutboundResponse) async throws {
        harness.proxy.answer { _, _ in answer }
        let expected = Refusal(code: "KMSInvalidStateException", message: ProxyFailure.malformedAnswer.message)
        #expect(try await encryption() == expected)
        #expect(try await decryption() == expected)
        #expect(try await creation()?.code == "XksProxyInvalidResponseException")
    }

    @Test func whatWasNotEncryptedHereIsNotOpened() async throws {
        harness.proxy.answer { _, answer in
            let length = (try? JSON(parsing: answer.body))?.bytes("plaintext")?.count ?? 0
            return answer.with("plaintext", .string(Base64.encode([UInt8](repeating: 0, count: length))))
        }
        #expect(
            try await decryption()
                == Refusal(code: "KMSInvalidStateException", message: ProxyFailure.wrongPlaintext.message))
        harness.proxy.answer { _, answer in answer.with("plaintext", "AA==") }
        #expect(try await decryption()?.message == ProxyFailure.malformedAnswer.message)
    }

    @Test func ciphertextIsLostWithItsExternalKey() async throws {
        harness.proxy.set { $0.keys["key-1"] = [UInt8](repeating: 0, count: 32) }
        #expect(try await decryption()?.message == ProxyFailure.invalidCiphertext.message)
        harness.proxy.set { $0.keys["key-1"] = nil }
        #expect(try await decryption()?.message == ProxyFailure.keyNotFound.message)
    }

    @Test(arguments: [
        (["UNAVAILABLE", "UNAVAILABLE"], "XksProxyUriUnreachableException"),
        ([], "XksProxyInvalidResponseException"), (["FINE"], "XksProxyInvalidResponseException"),
        (["UNAVAILABLE", "DEGRADED"], nil),
    ])
    func healthDecidesWhetherAStoreIsMade(_ states: [String], _ code: String?) async throws {
        let managers = states.map {
            JSON(dictionaryLiteral: ("id", "1"), ("model", "m"), ("healthStatus", .string($0)))
        }
        harness.proxy.answer { _, answer in answer.with("ekmFleetDetails", .array(managers)) }
        #expect(try await creation()?.code == code)
    }

    @Test func brokenConnectionIsTriedOnceMore() async throws {
        let before = harness.proxy.asked.count
        harness.proxy.answer { [proxy = harness.proxy] _, answer throws(OutboundError) in
            guard proxy.asked.count > before + 1 else { throw .failed(reason: "closed meanwhile") }
            return answer
        }
        #expect(try await harness.decrypt(sealed) == [1])
    }

    private func creation() async throws -> Refusal? {
        try await harness.refusal(
            KMSOperations.createCustomKeyStore, harness.externalStoreRequest("other", path: "/b/kms/xks/v1"))
    }

    private func newKey() async throws -> Refusal? {
        try await harness.refusal(KMSOperations.createKey, harness.externalKeyRequest(in: store, "key-2"))
    }

    private func encryption() async throws -> Refusal? {
        try await harness.refusal(KMSOperations.encrypt, EncryptRequest(keyId: key, plaintext: [1]))
    }

    private func decryption() async throws -> Refusal? {
        try await harness.refusal(KMSOperations.decrypt, DecryptRequest(ciphertextBlob: sealed))
    }
}
