/// The values of an event that rules ask about.
final class ScannedEvent {
    private let bytes: UnsafeBufferPointer<UInt8>
    let leaves: [EventScanner.Leaf]
    let elements: [EventScanner.Element]
    private let unescaped: [UInt8]
    /// Whether an array holds objects or arrays: only then can values be at odds about the element they are from.
    let hasNestedElements: Bool

    init(
        _ bytes: UnsafeBufferPointer<UInt8>, leaves: [EventScanner.Leaf], elements: [EventScanner.Element],
        unescaped: [UInt8], _ hasNestedElements: Bool
    ) {
        self.bytes = bytes
        self.leaves = leaves
        self.elements = elements
        self.unescaped = unescaped
        self.hasNestedElements = hasNestedElements
    }

    /// Runs `body` with the value of a leaf.
    @inline(__always)
    func withValue<Result>(of leaf: EventScanner.Leaf, _ body: (EventValue) -> Result) -> Result {
        guard leaf.isUnescaped else { return body(value(leaf, bytes)) }
        return unescaped.withUnsafeBufferPointer { body(value(leaf, $0)) }
    }

    @inline(__always)
    private func value(_ leaf: EventScanner.Leaf, _ source: UnsafeBufferPointer<UInt8>) -> EventValue {
        EventValue(
            bytes: UnsafeBufferPointer(rebasing: source[leaf.start..<leaf.start + leaf.count]),
            isString: leaf.isString)
    }
}
