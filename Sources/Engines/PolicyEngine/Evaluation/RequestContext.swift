/// A request's condition keys in a dictionary.
public struct RequestContext: ConditionContext, Hashable, ExpressibleByDictionaryLiteral {
    private var values: [String: ContextValue] = [:]

    public init() {}

    public init(_ values: [String: ContextValue]) {
        for (key, value) in values { self[key] = value }
    }

    public init(dictionaryLiteral elements: (String, ContextValue)...) {
        for (key, value) in elements { self[key] = value }
    }

    /// The value of a key, written in any case.
    public subscript(key: String) -> ContextValue? {
        get { values[key.lowercased()] }
        set { values[key.lowercased()] = newValue }
    }

    public func value(forKey key: String) -> ContextValue? { values[key] }
}
