/// What one value of an event is asked. Strings are held as their UTF-8 bytes.
indirect enum ValueTest: Hashable, Sendable {
    case equals(Scalar)
    case equalsIgnoringCase(FoldedText)
    case hasPrefix([UInt8])
    case hasPrefixIgnoringCase(FoldedText)
    case hasSuffix([UInt8])
    case hasSuffixIgnoringCase(FoldedText)
    case isInRange(NumericRange)
    case isInNetwork(IPNetwork)
    case matches(Wildcard)
    /// There is a value.
    case exists
    /// There is none.
    case isAbsent
    /// There is a value, and none of these hold of it.
    case anythingBut([ValueTest])
}

/// A value as an event spells it: numbers are equal when their digits are.
enum Scalar: Hashable, Sendable {
    case string([UInt8])
    /// A number, `true`, `false` or `null`.
    case literal([UInt8])
}

extension ValueTest {
    /// Whether it holds of a value that is there.
    func holds(of value: EventValue) -> Bool {
        switch self {
        case .exists: return true
        case .isAbsent: return false
        case .anythingBut(let excluded): return !excluded.contains { $0.holds(of: value) }
        case .equals(.literal(let text)): return !value.isString && value.bytes.elementsEqual(text)
        case .isInRange(let range): return value.number.map(range.contains) ?? false
        default: return value.isString && holds(ofText: value.bytes)
        }
    }

    private func holds(ofText text: UnsafeBufferPointer<UInt8>) -> Bool {
        switch self {
        case .equals(.string(let wanted)): text.elementsEqual(wanted)
        case .equalsIgnoringCase(let wanted): FoldedText(text) == wanted
        case .hasPrefix(let prefix): text.starts(with: prefix)
        case .hasPrefixIgnoringCase(let prefix): FoldedText(text).bytes.starts(with: prefix.bytes)
        case .hasSuffix(let suffix): text.count >= suffix.count && text.suffix(suffix.count).elementsEqual(suffix)
        case .hasSuffixIgnoringCase(let suffix): FoldedText(text).hasSuffix(suffix)
        case .isInNetwork(let network): IPAddress(text).map(network.contains) ?? false
        case .matches(let wildcard): wildcard.matches(text)
        case .equals(.literal), .isInRange, .exists, .isAbsent, .anythingBut: false
        }
    }
}

/// One scalar of an event, in the event's own bytes.
struct EventValue {
    /// Unescaped, without quotes.
    let bytes: UnsafeBufferPointer<UInt8>
    let isString: Bool

    /// The value of a number; nil of anything else.
    var number: Double? { isString ? nil : NumericRange.number(bytes) }
}
