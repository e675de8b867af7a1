/// Which events a trail logs.
public enum EventSelection: Hashable, Sendable, Codable {
    case basic([BasicEventSelector])
    case advanced([AdvancedEventSelector])

    /// What a trail logs until it is told otherwise: all management events.
    public static let standard = EventSelection.basic([BasicEventSelector()])

    /// Whether every management event is logged, so that none needs to be looked into.
    public var logsEveryManagementEvent: Bool {
        switch self {
        case .basic(let selectors):
            selectors.contains {
                $0.includesManagementEvents && $0.readWrite == .all && $0.excludedManagementSources.isEmpty
            }
        case .advanced(let selectors):
            selectors.contains { $0.fields.count == 1 && $0.category == AdvancedEventSelector.management }
        }
    }

    /// Whether a management event can be logged at all.
    public var logsManagementEvents: Bool {
        switch self {
        case .basic(let selectors): selectors.contains(where: \.includesManagementEvents)
        case .advanced(let selectors): selectors.contains { $0.category == AdvancedEventSelector.management }
        }
    }

    /// Whether a data event can be logged at all.
    public var logsDataEvents: Bool {
        switch self {
        case .basic(let selectors): selectors.contains { !$0.dataResources.isEmpty }
        case .advanced(let selectors): selectors.contains { $0.category == AdvancedEventSelector.data }
        }
    }

    public func matches(_ event: EventFacts) -> Bool {
        switch self {
        case .basic(let selectors): selectors.contains { $0.matches(event) }
        case .advanced(let selectors): selectors.contains { $0.matches(event) }
        }
    }
}
