import AWSProtocols
import IAMModel
import PolicyEngine
import ServiceKit

/// The condition keys of a simulated request: those of the request for simulation, and what is known of the caller.
///
/// Source: IAM user guide, "How condition key evaluation works in the IAM policy simulator".
struct SimulationContext: ConditionContext {
    private let entries: RequestContext
    private let caller: SimulatedCaller
    private let guardrails: Guardrails

    init(_ entries: [ContextEntry], of caller: SimulatedCaller, below guardrails: Guardrails) throws(AWSError) {
        var context = RequestContext()
        for entry in entries {
            guard let name = entry.contextKeyName, let type = entry.contextKeyType else {
                throw .invalidInput("A context entry must have a ContextKeyName and a ContextKeyType.")
            }
            context[name] = try ContextValue(entry.contextKeyValues ?? [], of: type, key: name)
        }
        self.entries = context
        self.caller = caller
        self.guardrails = guardrails
    }

    func value(forKey key: String) -> ContextValue? {
        if let given = entries.value(forKey: key) { return given }
        if key == "aws:principalaccount" { return .one(caller.caller.account.description) }
        guard caller.isPrincipal, let value = principalValue(forKey: key), value != "" else {
            return organizationValue(forKey: key)
        }
        return value
    }

    private func organizationValue(forKey key: String) -> ContextValue? {
        switch key {
        case "aws:principalorgid": guardrails.principalPlace.map { .one($0.organizationID) }
        case "aws:principalorgpaths": guardrails.principalPlace.map { .many([$0.path]) }
        default: nil
        }
    }

    private func principalValue(forKey key: String) -> ContextValue? {
        let principal = PrincipalConditions(of: caller.caller)
        return switch key {
        case "aws:principalid": principal.value(forKey: "aws:userid")
        case "aws:type": principal.value(forKey: "aws:principaltype")
        default: principal.value(forKey: key)
        }
    }
}

extension ContextValue {
    /// Throws InvalidInput where a value is not of its type, or a type that is no list has not just one.
    fileprivate init(_ values: [String], of type: ContextKeyTypeEnum, key: String) throws(AWSError) {
        for value in values where !type.valueType.accepts(value) {
            throw .invalidInput("Invalid value for context key \(key) of type \(type.rawValue): \(value)")
        }
        guard !type.isList else {
            self = .many(values)
            return
        }
        guard values.count == 1, let value = values.first else {
            throw .invalidInput("Context key \(key) of type \(type.rawValue) must have exactly one value.")
        }
        self = .one(value)
    }
}

extension ContextKeyTypeEnum {
    fileprivate var isList: Bool { rawValue.hasSuffix("List") }

    fileprivate var valueType: ContextValueType {
        switch self {
        case .string, .stringList: .string
        case .numeric, .numericList: .numeric
        case .boolean, .booleanList: .boolean
        case .ip, .ipList: .ip
        case .binary, .binaryList: .binary
        case .date, .dateList: .date
        }
    }
}
