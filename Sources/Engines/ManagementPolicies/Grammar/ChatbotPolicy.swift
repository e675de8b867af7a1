/// Source: Organizations user guide, "Chat applications policy syntax and examples".
extension Grammar {
    static let chatbotPolicy = Grammar.object(
        [
            "chatbot": .object([
                "platforms": .object([
                    "slack": slack, "microsoft_teams": microsoftTeams, "chime": chatClient, "default": chatClient,
                ]),
                "default": chatClient,
            ])
        ], required: ["chatbot"])

    private static let client = Grammar.single(.enabledOrDisabled)
    private static let chatClient = Grammar.object(["client": client])
    private static let roleSettings = Grammar.many(.oneOf("user_role", "channel_role"))
    private static let slackDefaults = Grammar.object([
        "supported_channel_types": .many(.oneOf("public", "private")), "supported_role_settings": roleSettings,
    ])

    private static let slack = Grammar.object([
        "client": client, "workspaces": .many(.text, count: 0...255), "default": slackDefaults,
        "overrides": .entries(slackDefaults, count: 0...255),
    ])

    private static let microsoftTeams = Grammar.object([
        "client": client,
        "tenants": .entries(.many(.text, count: 0...36), count: 0...36),
        "default": .object(["supported_role_settings": roleSettings]),
        "overrides": .entries(
            .entries(.object(["supported_role_settings": roleSettings]), count: 0...36), count: 0...36),
    ])
}
