import AWSProtocols
import Essentials
import PolicyEngine
import STSModel
import ServiceKit
import Store

/// The documents that limit a session: the one passed, and those of the managed policies named.
struct SessionPolicies: Sendable {
    let documents: [String]

    /// Managed policies are the account's own or AWS's (STS API reference, AssumeRole, `PolicyArns`).
    init(_ policy: String?, _ arns: [PolicyDescriptorType]?, in account: AccountID, _ store: any Store) throws {
        var documents: [String] = []
        if let policy {
            do throws(PolicyError) {
                _ = try PolicyEngine.Policy(parsing: policy, as: .session, limits: PolicyLimits(partition: "aws"))
            } catch { throw AWSError(STSErrorCode.malformedPolicyDocumentException, error.message) }
            documents.append(policy)
        }
        for arn in (arns ?? []).compactMap(\.arn) {
            let policy = PolicyARN(parsing: arn)
            let isWithinReach = policy.map { $0.account == nil || $0.account == account } ?? false
            let found = try store.readNow { try PolicyReader.document(ofManagedPolicy: arn, $0) }
            guard isWithinReach, let found else {
                throw AWSError.invalidParameter("PolicyArn \(arn) was not found")
            }
            documents.append(found)
        }
        self.documents = documents
    }

    /// How much of the room for policies and tags is used, in percent; nil where there are none. AWS packs both into a
    /// binary form that it does not document; here it is their plain size against the documented limits of 2,048
    /// characters of policy, and 50 tags of 128 and 256.
    func packedSize(with tags: [String: String]) throws(AWSError) -> Int? {
        guard !documents.isEmpty || !tags.isEmpty else { return nil }
        let size =
            documents.reduce(0) { $0 + $1.utf8.count }
            + tags.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count }
        let room = 2048 * 10 + 50 * (128 + 256)
        let percent = (size * 100 + room - 1) / room
        guard percent <= 100 else {
            throw AWSError(
                STSErrorCode.packedPolicyTooLargeException,
                "Packed size of session tags consumes \(percent)% of allotted space.")
        }
        return percent
    }
}
