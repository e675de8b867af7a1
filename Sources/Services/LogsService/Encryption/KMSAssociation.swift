import AWSProtocols
import Essentials
import KMSModel
import LogsModel
import ServiceKit
import Store

extension Logs {
    func associateKmsKey(
        _ input: AssociateKmsKeyRequest, _ group: Authorized<LogGroupRecord>, in scope: RequestScope
    ) async throws -> Change<EmptyStructure> {
        let keyARN = try await usableKey(input.kmsKeyId, for: group.value, in: scope)
        return change(group) { $0.kmsKeyARN = keyARN }
    }

    /// What was sealed stays so, and is read as long as the key can be used.
    func disassociateKmsKey(
        _ input: DisassociateKmsKeyRequest, _ group: Authorized<LogGroupRecord>, in scope: RequestScope
    ) -> Change<EmptyStructure> {
        change(group) { $0.kmsKeyARN = nil }
    }

    /// The group of one of the two members. Keys for the results of queries come with queries.
    static func associatedGroup(_ name: String?, _ resource: String?) throws -> String {
        if let resource, resource.contains(":query-result:") {
            throw AWSError.notImplemented("AssociateKmsKey for query results")
        }
        return try one(of: name, resource)
    }

    /// What KMS says of a name that is no key's.
    private static let unknownKey: Set = ["NotFoundException", "InvalidArnException"]

    /// The ARN of a KMS key that exists, is enabled and symmetric, that the caller may describe, and that CloudWatch Logs
    /// may use for the group.
    func usableKey(_ id: String, for group: LogGroupRecord, in scope: RequestScope) async throws -> String {
        let notFound = AWSError.invalidParameter("The specified KMS Key Id could not be found.")
        guard let arn = ARN(id), arn.service == "kms", arn.region == scope.region.description else { throw notFound }
        let metadata: KeyMetadata?
        do {
            metadata = try await calls.call(
                KMSOperations.describeKey, DescribeKeyRequest(keyId: id),
                as: Invoker("logs.\(scope.region).amazonaws.com", .caller(scope)), in: scope.region
            ).keyMetadata
        } catch let error as AWSError where Self.unknownKey.contains(error.code(in: .json)) {
            throw notFound
        }
        guard let metadata, let keyARN = metadata.arn else { throw notFound }
        guard metadata.enabled == true else {
            throw AWSError.invalidParameter("The specified KMS key is disabled.")
        }
        guard metadata.keySpec == .symmetricDefault, metadata.keyUsage == .encryptDecrypt else {
            throw AWSError.invalidParameter("The specified KMS key is not a symmetric encryption key.")
        }
        try await dataKeys.requireUsable(keyARN, for: group)
        return keyARN
    }
}
