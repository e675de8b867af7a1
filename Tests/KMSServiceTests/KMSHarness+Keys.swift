import AWSProtocols
import Essentials
import Store
import KMSModel
import ServiceKit
import Testing

@testable import KMSService

extension KMSHarness {
    @discardableResult
    func createKey(_ input: CreateKeyRequest = CreateKeyRequest(), as caller: Caller = .admin) async throws
        -> KeyMetadata
    {
        let answer = try await call(KMSOperations.createKey, input, as: caller)
        return try #require(answer.keyMetadata)
    }

    func describe(_ keyID: String, as caller: Caller = .admin) async throws -> KeyMetadata {
        let answer = try await call(KMSOperations.describeKey, DescribeKeyRequest(keyId: keyID), as: caller)
        return try #require(answer.keyMetadata)
    }

    /// A new symmetric key that has been brought into a state.
    func key(in state: KeyState) async throws -> KeyMetadata {
        let origin: OriginType = state == .pendingImport ? .external : .awsKms
        let key = try await createKey(CreateKeyRequest(origin: origin))
        switch state {
        case .disabled: _ = try await call(KMSOperations.disableKey, DisableKeyRequest(keyId: key.keyId))
        case .pendingDeletion:
            _ = try await call(
                KMSOperations.scheduleKeyDeletion, ScheduleKeyDeletionRequest(keyId: key.keyId, pendingWindowInDays: 7))
        default: break
        }
        let described = try await describe(key.keyId)
        try #require(described.keyState == state)
        return described
    }
}

/// A key policy of the given statements.
func keyPolicy(_ statements: String...) -> String {
    #"{"Version":"2012-10-17","Statement":[\#(statements.joined(separator: ","))]}"#
}

func allowing(_ principal: String, _ action: String, condition: String? = nil) -> String {
    let condition = condition.map { #","Condition":\#($0)"# } ?? ""
    return #"{"Effect":"Allow","Principal":{"AWS":"\#(principal)"},"Action":"\#(action)","Resource":"*"\#(condition)}"#
}

extension KMSHarness {
    /// The stored record behind an answer.
    func record(of key: KeyMetadata) throws -> KeyRecord {
        let stored = try store.get(KeyRecord.self, KeyRecord.key(.standard, .standard, key.keyId))
        return try #require(stored).record
    }
}
