/// The quotas that AWS gives an account to begin with.
/// Source: EventBridge user guide, "Amazon EventBridge quotas".
enum EventBridgeQuotas {
    static let buses = 100
    static let rulesPerBus = 300
    static let targetsPerRule = 5
    static let connections = 3000
    static let apiDestinations = 3000
    static let archives = 100
    static let replays = 10
    static let tags = 50
    /// Bytes of a bus's policy.
    static let policyLength = 10_240
    /// Bytes of the entries of one PutEvents. AWS has raised this to a megabyte; topics take no more than this.
    static let putEventsLength = 262_144
    /// How long a target is tried, and how often, unless its retry policy says less.
    static let maximumEventAge = 86_400
    static let maximumRetryAttempts = 185
    /// Calls of an API destination a second, unless it says otherwise.
    static let invocationRate = 300
}
