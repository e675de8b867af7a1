import Essentials
import PolicyEngine

/// Whether a principal may do something to a resource, asked by an operator rather than by a call.
public struct AccessQuestion: Hashable, Sendable {
    /// The ARN of a user, role or root user.
    public var principal: String
    /// Such as `kms:Encrypt`.
    public var action: String
    /// An ARN, or `*`.
    public var resource: String
    /// Condition keys of the supposed call, in any case.
    public var context: [String: [String]]

    public init(principal: String, action: String, resource: String, context: [String: [String]] = [:]) {
        self.principal = principal
        self.action = action
        self.resource = resource
        self.context = context
    }

    /// Reads what `json` writes; nil where it is anything else.
    public init?(_ json: JSON) {
        guard let principal = json["principal"]?.string, let action = json["action"]?.string,
            let resource = json["resource"]?.string, Self.isAction(action)
        else { return nil }
        self.init(principal: principal, action: action, resource: resource)
        for member in json["context"]?.object?.members ?? [] {
            context[member.name] = (member.value.array ?? []).compactMap(\.string)
        }
    }

    public var json: JSON {
        let values = context.sorted { $0.key < $1.key }.map { key, values in
            JSON.Object.Member(name: key, value: .array(values.map(JSON.string)))
        }
        return [
            "principal": .string(principal), "action": .string(action), "resource": .string(resource),
            "context": .object(JSON.Object(values)),
        ]
    }

    /// The condition keys as policies look them up.
    public var conditions: RequestContext {
        RequestContext(context.mapValues { $0.count == 1 ? .one($0[0]) : .many($0) })
    }

    /// Whether it is `service:Action`, without wildcards.
    public static func isAction(_ text: String) -> Bool {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count == 2 && parts.allSatisfy { !$0.isEmpty } && !text.contains { "*?".contains($0) }
    }
}
