import PolicyEngine
import ServiceKit

/// A question as the command line puts it.
public struct PolicyQuestion: Sendable {
    private let question: AccessQuestion

    /// - Parameter context: condition keys, each as `key=value`; one that is repeated has several values
    public init(
        principal: String, action: String, resource: String, context: [String]
    ) throws(PolicyQuestionError) {
        guard AccessQuestion.isAction(action) else { throw .noAction(action) }
        var question = AccessQuestion(principal: principal, action: action, resource: resource)
        for entry in context {
            let parts = entry.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty else { throw .noCondition(entry) }
            question.context[String(parts[0]), default: []].append(String(parts[1]))
        }
        self.question = question
    }

    /// The answer by a folder of policy files.
    /// - Throws: ``PolicyFileError``, ``PolicyQuestionError``
    public func story(byFolder path: String) throws -> AccessStory {
        try OfflineExplanation.story(of: question, by: PolicyFolder(reading: path, for: question))
    }

    /// The answer of the server that the environment names.
    /// - Throws: ``ExplainClientError``
    public func story(byServerOf environment: [String: String]) async throws -> AccessStory {
        try await ExplainClient(environment: environment).ask(question)
    }
}

public enum PolicyQuestionError: Error, Hashable, Sendable, CustomStringConvertible {
    case noAction(String)
    case noCondition(String)
    case noPrincipal(String)

    public var description: String {
        switch self {
        case .noAction(let text): "'\(text)' is no action: write service:Action, such as kms:Encrypt"
        case .noCondition(let text): "'\(text)' is no condition key: write key=value"
        case .noPrincipal(let name):
            "'\(name)' is no principal: an ARN of a user, role, session or root user, or a service's name, is needed"
        }
    }
}
