import Essentials

/// One key's worth of a policy document: what its operators say, and the keys below it.
struct PolicyNode: Hashable, Sendable {
    struct Member: Hashable, Sendable {
        /// As written. Keys are compared without regard to case.
        let name: String
        let node: PolicyNode
    }

    private(set) var assign: Setting?
    private(set) var append: [JSON]?
    private(set) var remove: [JSON]?
    /// `@@operators_allowed_for_child_policies`; nil allows all.
    private(set) var allowedForChildren: InheritanceOperators?
    private(set) var members: [Member] = []

    subscript(name: String) -> PolicyNode? { members.first { $0.name == name }?.node }

    var operators: InheritanceOperators {
        var operators = InheritanceOperators.none
        if assign != nil { operators.insert(.assign) }
        if append != nil { operators.insert(.append) }
        if remove != nil { operators.insert(.remove) }
        return operators
    }

    /// Everything that the operators of this node set, add or take away.
    var settings: [Setting] {
        [assign, append.map(Setting.many), remove.map(Setting.many)].compactMap { $0 }
    }
}

extension PolicyNode {
    /// Reads an object: keys that begin with `@@` are operators, all others are nodes.
    init(_ json: JSON, at path: PolicyPath) throws(ManagementPolicyError) {
        guard let object = json.object else { throw .malformed(path: path.text, .notAnObject) }
        var names: Set<String> = []
        for member in object.members {
            let place = path / member.name
            guard !member.name.hasPrefix("@@") else {
                try read(operator: member.name, member.value, at: place)
                continue
            }
            guard names.insert(member.name.lowercased()).inserted else {
                throw .malformed(path: place.text, .repeatedKey)
            }
            members.append(Member(name: member.name, node: try PolicyNode(member.value, at: place)))
        }
    }

    private mutating func read(
        operator name: String, _ value: JSON, at path: PolicyPath
    ) throws(ManagementPolicyError) {
        switch name {
        case "@@assign":
            guard let setting = Setting(value) else { throw .malformed(path: path.text, .invalidOperatorValue) }
            assign = setting
        case "@@append": append = try Self.list(value, at: path)
        case "@@remove": remove = try Self.list(value, at: path)
        case "@@operators_allowed_for_child_policies": allowedForChildren = try Self.control(value, at: path)
        default: throw .malformed(path: path.text, .unknownOperator)
        }
    }

    private static func list(_ value: JSON, at path: PolicyPath) throws(ManagementPolicyError) -> [JSON] {
        guard case .many(let elements) = Setting(value) else {
            throw .malformed(path: path.text, .invalidOperatorValue)
        }
        return elements
    }

    /// `@@all` and `@@none` stand alone.
    private static func control(
        _ value: JSON, at path: PolicyPath
    ) throws(ManagementPolicyError) -> InheritanceOperators {
        let names = (value.array ?? []).map(\.string)
        guard !names.isEmpty, names.count == 1 || !(names.contains("@@all") || names.contains("@@none")) else {
            throw .malformed(path: path.text, .invalidOperatorValue)
        }
        var operators = InheritanceOperators.none
        for name in names {
            guard let named = name.flatMap(InheritanceOperators.init(name:)) else {
                throw .malformed(path: path.text, .invalidOperatorValue)
            }
            operators.formUnion(named)
        }
        return operators
    }
}
