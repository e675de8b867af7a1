/// A statement of an AWS-managed policy, all of which allow.
struct BuiltInStatement {
    /// The statement in JSON.
    let text: String

    /// - Parameters:
    ///   - condition: an operator, a key and a value
    static func allow(
        _ actions: [String], on resource: String = "*",
        where condition: (test: String, key: String, value: String)? = nil
    ) -> BuiltInStatement {
        BuiltInStatement("Action", actions, resource, condition)
    }

    static func allowAll(except actions: [String]) -> BuiltInStatement {
        BuiltInStatement("NotAction", actions, "*", nil)
    }

    /// Leave to hand a role to a service.
    static func passRole(to service: String) -> BuiltInStatement {
        .allow(["iam:PassRole"], where: ("StringEquals", "iam:PassedToService", service))
    }

    private init(
        _ element: String, _ actions: [String], _ resource: String,
        _ condition: (test: String, key: String, value: String)?
    ) {
        let list = actions.map { "\"\($0)\"" }.joined(separator: ", ")
        let limit = condition.map { #", "Condition": {"\#($0.test)": {"\#($0.key)": "\#($0.value)"}}"# } ?? ""
        text = #"{"Effect": "Allow", "\#(element)": [\#(list)], "Resource": "\#(resource)"\#(limit)}"#
    }
}
