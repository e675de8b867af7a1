extension Grammar {
    /// Source: Organizations user guide, "Amazon Bedrock policy syntax and examples".
    static let bedrockPolicy = Grammar.object(
        [
            "bedrock": .object([
                "guardrail_inference": .entries(
                    .entries(guardrailConfiguration), named: NameRule { ValueRule.isRegion($0) })
            ])
        ], required: ["bedrock"])

    private static let guardrailConfiguration = Grammar.object(
        [
            "identifier": .single(.guardrailVersion),
            "selective_content_guarding": .object([
                "system": .single(.oneOf("comprehensive", "selective")),
                "messages": .single(.oneOf("comprehensive", "selective")),
            ]),
            "model_enforcement": .object(
                ["included_models": .many(.text), "excluded_models": .many(.text)],
                required: ["included_models", "excluded_models"]),
        ], required: ["identifier"])
}

extension ValueRule {
    /// A guardrail's ARN and a version that is not the draft: `arn:…:guardrail/ID:1`.
    fileprivate static let guardrailVersion = text { text in
        guard text.hasPrefix("arn:"), text.contains(":guardrail/"), let colon = text.lastIndex(of: ":") else {
            return false
        }
        return Int(text[text.index(after: colon)...]).map { $0 > 0 } ?? false
    }
}
