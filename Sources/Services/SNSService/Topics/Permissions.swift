import AWSProtocols
import Essentials
import SNSModel
import ServiceKit
import Store

extension SNS {
    /// Adds a statement to the topic's policy that lets accounts do something.
    func addPermission(
        _ input: AddPermissionInput, to topic: Authorized<LoadedTopic>, in scope: RequestScope
    ) async throws -> Change<EmptyStructure> {
        try Self.require(input)
        let topic = topic.value
        let policy = try PolicyStatements(of: topic.record).adding(
            [
                "Sid": .string(input.label), "Effect": "Allow",
                "Principal": ["AWS": .array(input.awsAccountId.map { .string("arn:aws:iam::\($0):root") })],
                "Action": .array(input.actionName.map { .string("SNS:\($0)") }),
                "Resource": .string(topic.arn.description),
            ], labelled: input.label)
        return try await change(policy, of: topic)
    }

    /// Takes the statement of this label out of the topic's policy.
    func removePermission(
        _ input: RemovePermissionInput, from topic: Authorized<LoadedTopic>, in scope: RequestScope
    ) async throws -> Change<EmptyStructure> {
        let topic = topic.value
        return try await change(PolicyStatements(of: topic.record).removing(input.label), of: topic)
    }

    private func change(_ policy: String, of topic: LoadedTopic) async throws -> Change<EmptyStructure> {
        let principals = try await TopicPolicy.principals(of: policy, for: topic.arn, in: principals)
        let before = topic.record.settings.policy
        return change(topic.arn) { record in
            guard record.settings.policy == before else {
                throw AWSError(.concurrentAccessException, "The policy of the topic has changed meanwhile")
            }
            (record.settings.policy, record.settings.policyPrincipals) = (policy, principals)
        }
    }

    private static func require(_ input: AddPermissionInput) throws(AWSError) {
        let isLabel = (1...80).contains(input.label.utf8.count) && input.label.utf8.allSatisfy(\.isLabelByte)
        guard isLabel else { throw .invalidParameter("Label") }
        guard !input.awsAccountId.isEmpty, input.awsAccountId.allSatisfy({ AccountID($0) != nil }) else {
            throw .invalidParameter("AWSAccountId")
        }
        guard !input.actionName.isEmpty else { throw .invalidParameter("ActionName") }
        guard input.actionName.allSatisfy(TopicPolicy.actions.contains) else {
            throw .invalidParameter("Policy statement action out of service scope!")
        }
    }
}

/// A topic's policy as a list of statements that can be added to.
private struct PolicyStatements {
    private var document: JSON.Object
    private var statements: [JSON]

    init(of topic: TopicRecord) throws {
        let text = topic.settings.policy ?? TopicPolicy.standard(for: topic.arn)
        document = try JSON(parsing: text).object ?? [:]
        statements = document["Statement"]?.oneOrMany ?? []
    }

    func adding(_ statement: JSON, labelled label: String) throws(AWSError) -> String {
        guard !statements.contains(where: { $0["Sid"]?.string == label }) else {
            throw .invalidParameter("Statement already exists")
        }
        return text(statements + [statement])
    }

    func removing(_ label: String) throws(AWSError) -> String {
        let rest = statements.filter { $0["Sid"]?.string != label }
        guard rest.count < statements.count else {
            throw AWSError(SNSErrorCode.notFoundException, "Statement does not exist")
        }
        // A policy without statements would be none.
        guard !rest.isEmpty else { throw .invalidParameter("Label Reason: the policy would have no statement left") }
        return text(rest)
    }

    private func text(_ statements: [JSON]) -> String {
        var document = document
        document["Statement"] = .array(statements)
        return JSON.object(document).text
    }
}

extension UInt8 {
    /// A letter, digit, hyphen or underscore.
    var isLabelByte: Bool {
        switch self {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"): true
        default: false
        }
    }
}
