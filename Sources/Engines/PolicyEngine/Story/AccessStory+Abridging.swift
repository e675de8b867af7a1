extension AccessStory {
    /// As much of the story as fits into `maximum` bytes of JSON: first the policies that say nothing go, then those
    /// that only allow, the condition keys, and at last all that is not the question and the answer.
    public func abridged(to maximum: Int) -> AccessStory {
        var story = self
        for shorten in Self.abridgements {
            if story.json.bytes.count <= maximum { return story }
            shorten(&story)
            story.isAbridged = true
        }
        return story
    }

    private static let abridgements: [@Sendable (inout AccessStory) -> Void] = [
        { $0.keepPolicies { $0.outcome != .silent } },
        { $0.keepPolicies { $0.outcome == .denies } },
        { $0.conditionKeys = [] },
        {
            $0.groups = []
            $0.statements = []
        },
    ]

    private mutating func keepPolicies(_ isKept: (ConsultedPolicy) -> Bool) {
        groups = groups.map { PolicyGroup(kind: $0.kind, level: $0.level, policies: $0.policies.filter(isKept)) }
            .filter { !$0.policies.isEmpty }
    }
}
