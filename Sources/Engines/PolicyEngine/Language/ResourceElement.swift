/// `Resource` or `NotResource`.
///
/// A pattern is matched over the whole ARN: an asterisk also passes over colons.
struct ResourceElement: Sendable {
    let isNegated: Bool
    let patterns: [TextPattern]

    func matches(_ resource: [UInt8], resolving variables: ContextLookup) -> Bool {
        resource.withUnsafeBufferPointer { bytes in
            for pattern in patterns where pattern.matches(bytes, resolving: variables) { return !isNegated }
            return isNegated
        }
    }
}
