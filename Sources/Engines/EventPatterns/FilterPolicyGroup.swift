import Essentials

/// Fields that must all match, and alternatives of which one must: an object of a filter policy.
struct FilterPolicyGroup: Hashable, Sendable {
    struct Field: Hashable, Sendable {
        let name: String
        let content: Content
        /// 1 at the top of the policy.
        let level: Int
    }

    indirect enum Content: Hashable, Sendable {
        /// Any of these.
        case leaf([FilterPolicyMatcher])
        case group(FilterPolicyGroup)
    }

    var fields: [Field] = []
    /// Of each list one must match: `$or`.
    var alternatives: [[FilterPolicyGroup]] = []

    /// Against a flat list of names.
    /// - Parameter values: of a name, or nil where it is absent
    func matches(_ values: (String) -> [JSON]?) -> Bool {
        fields.allSatisfy { field in
            guard case .leaf(let matchers) = field.content else { return false }
            let found = values(field.name)
            return matchers.contains { $0.matches(found) }
        } && alternatives.allSatisfy { $0.contains { $0.matches(values) } }
    }

    /// Against a JSON object.
    func matches(_ object: JSON.Object) -> Bool {
        fields.allSatisfy { matches($0, object[$0.name]) }
            && alternatives.allSatisfy { $0.contains { $0.matches(object) } }
    }

    private func matches(_ field: Field, _ value: JSON?) -> Bool {
        switch field.content {
        case .leaf(let matchers):
            let found = value.flatMap { $0.isNull || $0.object != nil ? ($0.isNull ? [.null] : nil) : $0.array ?? [$0] }
            return matchers.contains { $0.matches(found) }
        case .group(let group):
            // A property may be a list of objects, of which one has to match.
            let objects = (value?.array ?? [value ?? .null]).compactMap(\.object)
            return objects.isEmpty ? group.matches(JSON.Object()) : objects.contains { group.matches($0) }
        }
    }
}

/// How complex a policy is. Source: SNS developer guide, "Filter policy constraints in Amazon SNS" and "AND/OR logic".
extension FilterPolicyGroup {
    var leafCount: Int {
        let own = fields.reduce(0) { count, field in
            if case .group(let group) = field.content { count + group.leafCount } else { count + 1 }
        }
        return alternatives.joined().reduce(own) { $0 + $1.leafCount }
    }

    /// The number of values of each field multiplied, and summed over alternatives.
    /// - Parameter nested: whether how deep a field is counts too
    func combinations(nested: Bool) -> Int {
        let own = fields.reduce(1) { product, field in
            switch field.content {
            case .leaf(let matchers): Self.bounded(product, matchers.count * (nested ? field.level : 1))
            case .group(let group): Self.bounded(product, group.combinations(nested: nested))
            }
        }
        return alternatives.reduce(own) { product, groups in
            let sum = groups.reduce(0) { min($0 + $1.combinations(nested: nested), 1_000_000) }
            return Self.bounded(product, sum)
        }
    }

    private static func bounded(_ left: Int, _ right: Int) -> Int { min(left * right, 1_000_000) }

    var wildcardPoints: Int {
        let own = fields.reduce(0) { sum, field in
            switch field.content {
            case .group(let group): return sum + group.wildcardPoints
            case .leaf(let matchers):
                let points = matchers.reduce(0) { $0 + $1.wildcardPoints }
                let hasWildcards = matchers.contains(where: \.hasWildcard)
                return hasWildcards ? sum + points * matchers.count : sum
            }
        }
        return alternatives.joined().reduce(own) { $0 + $1.wildcardPoints }
    }
}
