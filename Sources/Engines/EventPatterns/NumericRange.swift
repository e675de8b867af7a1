/// An interval of numbers, each end open or closed.
struct NumericRange: Hashable, Sendable {
    var lower = -Double.infinity
    var includesLower = true
    var upper = Double.infinity
    var includesUpper = true

    func contains(_ number: Double) -> Bool {
        (includesLower ? number >= lower : number > lower) && (includesUpper ? number <= upper : number < upper)
    }

    /// Beyond these, not every integer is a number of its own, and nothing is compared.
    /// Source: EventBridge user guide, "Comparison operators for use in event patterns", numeric matching.
    static let exact = -9_007_199_254_740_992.0...9_007_199_254_740_992.0

    /// A JSON number that can be compared; nil for anything else.
    static func number(_ text: some Collection<UInt8>) -> Double? {
        guard let first = text.first, first == UInt8(ascii: "-") || (0x30...0x39).contains(first) else { return nil }
        if text.count <= 15, let integer = integer(text) { return Double(integer) }
        guard let number = Double(String(decoding: text, as: UTF8.self)), exact.contains(number) else { return nil }
        return number
    }

    private static func integer(_ text: some Collection<UInt8>) -> Int? {
        var (value, isNegative, isFirst) = (0, false, true)
        for byte in text {
            if isFirst, byte == UInt8(ascii: "-") {
                isNegative = true
            } else if (0x30...0x39).contains(byte) {
                value = value * 10 + Int(byte - 0x30)
            } else {
                return nil
            }
            isFirst = false
        }
        return isNegative ? -value : value
    }
}
