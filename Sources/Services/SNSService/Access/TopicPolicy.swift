import AWSProtocols
import Essentials
import PolicyEngine
import ServiceKit

/// The access policy of a topic. Source: SNS developer guide, "Example cases for Amazon SNS access control".
enum TopicPolicy {
    /// What a topic's policy can give to others, and AddPermission with it.
    static let actions = [
        "GetTopicAttributes", "SetTopicAttributes", "AddPermission", "RemovePermission", "DeleteTopic", "Subscribe",
        "ListSubscriptionsByTopic", "Publish",
    ]

    /// The policy that a topic comes with: its owner's account may do everything.
    static func standard(for topic: TopicARN) -> String {
        let policy: JSON = [
            "Version": "2008-10-17", "Id": "__default_policy_ID",
            "Statement": [
                [
                    "Sid": "__default_statement_ID", "Effect": "Allow", "Principal": ["AWS": "*"],
                    "Action": .array(actions.map { .string("SNS:\($0)") }), "Resource": .string(topic.description),
                    "Condition": ["StringEquals": ["AWS:SourceOwner": .string(topic.account.description)]],
                ]
            ],
        ]
        return policy.text
    }

    /// The policy of a topic as it is evaluated.
    static func attached(to topic: TopicRecord) throws -> AttachedPolicy {
        let arn = topic.arn.description
        let text = topic.settings.policy ?? standard(for: topic.arn)
        let policy = try Policy(parsing: topic.settings.policyPrincipals?.bind(text) ?? text, as: .resource)
        return AttachedPolicy(policy, from: PolicySource(kind: .resource, name: arn, attachedTo: arn))
    }

    /// Whom the policy names. Throws InvalidParameter for a document that cannot be a topic's.
    static func principals(
        of text: String, for topic: TopicARN, in directory: any PrincipalDirectory
    ) async throws -> PolicyPrincipals {
        guard text.utf8.count <= SNSQuotas.policySize else {
            throw AWSError.invalidParameter("Policy Reason: The policy is too large")
        }
        do throws(PolicyError) {
            _ = try Policy(parsing: text, as: .resource)
        } catch { throw AWSError.invalidParameter("Policy Error: \(error.message)") }
        for statement in (try? JSON(parsing: text))?["Statement"]?.oneOrMany ?? [] { try check(statement, for: topic) }
        do {
            return try await PolicyPrincipals(of: text, in: directory)
        } catch is NoSuchPrincipal {
            throw AWSError.invalidParameter("Policy Error: PrincipalNotFound")
        }
    }

    private static func check(_ statement: JSON, for topic: TopicARN) throws(AWSError) {
        let actions = (statement["Action"] ?? statement["NotAction"])?.oneOrMany.compactMap(\.string) ?? []
        for action in actions where action != "*" && !action.lowercased().hasPrefix("sns:") {
            throw .invalidParameter("Policy statement action out of service scope!")
        }
        let resources = (statement["Resource"] ?? statement["NotResource"])?.oneOrMany.compactMap(\.string) ?? []
        for resource in resources where resource != "*" && ARN(resource)?.service != "sns" {
            throw .invalidParameter("Policy Error: Invalid Resource")
        }
    }
}

extension JSON {
    /// Policies may write a lone value for an array of one.
    var oneOrMany: [JSON] { array ?? [self] }
}
