extension Grammar {
    /// Source: Organizations user guide, "Upgrade rollout policy syntax and examples".
    static let upgradeRolloutPolicy: Grammar = {
        let order = Grammar.object(
            ["patch_order": .single(.oneOf("first", "second", "last"))], required: ["patch_order"])
        let tag = Grammar.object(["tag_values": .entries(order)], required: ["tag_values"])
        return .object(
            ["upgrade_rollout": .object(["default": order, "tags": .entries(tag)])], required: ["upgrade_rollout"])
    }()
}
