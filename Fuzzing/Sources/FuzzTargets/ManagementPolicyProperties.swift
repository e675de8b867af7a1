import Essentials
import ManagementPolicies

/// What a management policy comes to is JSON without operators, comes out the same twice, and cannot be changed by a
/// second copy of the policy on the same level.
enum ManagementPolicyProperties {
    static func check(_ input: [UInt8]) throws(BrokenProperty) {
        for type in ManagementPolicyType.allCases {
            guard let policy = try? ManagementPolicy(parsing: input, as: type) else { continue }
            let one = EffectivePolicy.Attachment(id: "p-1", policy: policy)
            let two = EffectivePolicy.Attachment(id: "p-2", policy: policy)
            let alone = EffectivePolicy(of: type, merging: [[one]])
            try BrokenProperty.unless(!hasOperators(alone.content), "an operator is left: \(alone.content.text)")
            try BrokenProperty.unless(
                alone.content == EffectivePolicy(of: type, merging: [[], [one], []]).content, "merged differently")
            try BrokenProperty.unless(
                alone.content == EffectivePolicy(of: type, merging: [[one, two]]).content, "a copy changed it")
            _ = EffectivePolicy(of: type, merging: [[one], [two], [one]])
        }
    }

    private static func hasOperators(_ json: JSON) -> Bool {
        json.object?.members.contains { $0.name.hasPrefix("@@") || hasOperators($0.value) } ?? false
    }
}
