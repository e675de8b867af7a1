/// `Action` or `NotAction`.
struct ActionElement: Sendable {
    let isNegated: Bool
    /// Lower-cased.
    let patterns: [Wildcard]
    let services: ServiceMask

    init(isNegated: Bool, patterns: [String]) {
        self.isNegated = isNegated
        let folded = patterns.map { $0.utf8.map(\.asciiLowercased) }
        self.patterns = folded.map { Wildcard($0) }
        services =
            isNegated
            ? .every
            : folded.reduce(into: .none) { mask, pattern in
                let service = pattern.prefix { $0 != UInt8(ascii: ":") }
                mask.formUnion(service.count == pattern.count ? .every : ServiceMask(service: service))
            }
    }

    func matches(_ action: ActionName) -> Bool {
        guard services.mayInclude(action.service) else { return false }
        return action.bytes.withUnsafeBufferPointer { bytes in
            for pattern in patterns where pattern.matches(bytes) { return !isNegated }
            return isNegated
        }
    }
}
