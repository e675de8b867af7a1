import AWSProtocols
import Essentials
import KMSModel
import PolicyEngine

/// Source: AWS KMS developer guide, "Key policies in AWS KMS".
enum KeyPolicy {
    /// The only name that a key policy can have.
    static let name = "default"
    /// In bytes. Source: AWS KMS developer guide, "Resource quotas".
    static let maximumLength = 32_768

    /// Throws LimitExceededException or MalformedPolicyDocumentException.
    static func parse(_ text: String) throws(AWSError) -> Policy {
        guard text.utf8.count <= maximumLength else {
            throw AWSError(
                .limitExceededException, "The key policy document is larger than \(maximumLength) bytes.")
        }
        do {
            return try Policy(parsing: text, as: .resource)
        } catch {
            if case .invalidPrincipal = error { throw invalidPrincipals }
            throw AWSError(.malformedPolicyDocumentException, error.message)
        }
    }

    static let invalidPrincipals = AWSError(
        .malformedPolicyDocumentException, "Policy contains a statement with one or more invalid principals.")
    static let locksOut = AWSError(
        .malformedPolicyDocumentException,
        "The new key policy will not allow you to update the key policy in the future.")

    /// The compiled policy of a stored key.
    static func attached(to key: KeyRecord) throws(AWSError) -> AttachedPolicy {
        attached(try parse(key.policyPrincipals?.bind(key.policy) ?? key.policy), to: key.arn)
    }

    static func attached(_ policy: Policy, to keyARN: String) -> AttachedPolicy {
        AttachedPolicy(policy, from: PolicySource(kind: .resource, name: name, attachedTo: keyARN))
    }

    /// What CreateKey puts where it is given no policy.
    static func standard(for account: AccountID) -> String {
        """
        {
          "Version" : "2012-10-17",
          "Id" : "key-default-1",
          "Statement" : [ {
            "Sid" : "Enable IAM User Permissions",
            "Effect" : "Allow",
            "Principal" : {
              "AWS" : "arn:aws:iam::\(account):root"
            },
            "Action" : "kms:*",
            "Resource" : "*"
          } ]
        }
        """
    }
}
