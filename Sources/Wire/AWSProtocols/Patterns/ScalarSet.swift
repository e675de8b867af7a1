/// A set of Unicode scalars: a bit for each ASCII character, ranges and general categories for the rest.
struct ScalarSet: Sendable, Equatable {
    private var low: UInt64 = 0
    private var high: UInt64 = 0
    private var ranges: [ClosedRange<UInt32>] = []
    private var categories: [UnicodeCategory] = []
    /// Of the scalars beyond ASCII; the bits are inverted at once.
    private var isInverted = false

    init() {}

    init(_ range: ClosedRange<UInt32>) { insert(range) }

    static let everything = ScalarSet(0...0x10FFFF)

    @inline(__always)
    func contains(_ scalar: UInt32) -> Bool {
        if scalar < 64 { return low >> UInt64(scalar) & 1 == 1 }
        if scalar < 128 { return high >> UInt64(scalar - 64) & 1 == 1 }
        return containsBeyondASCII(scalar) != isInverted
    }

    private func containsBeyondASCII(_ scalar: UInt32) -> Bool {
        for range in ranges where range.contains(scalar) { return true }
        for category in categories where category.contains(scalar) { return true }
        return false
    }

    mutating func insert(_ range: ClosedRange<UInt32>) {
        for scalar in range.lowerBound..<max(range.lowerBound, min(128, range.upperBound + 1)) { setBit(scalar) }
        if range.upperBound >= 128 { ranges.append(max(128, range.lowerBound)...range.upperBound) }
    }

    mutating func insert(_ category: UnicodeCategory) {
        for scalar in UInt32(0)..<128 where category.contains(scalar) { setBit(scalar) }
        categories.append(category)
    }

    private mutating func setBit(_ scalar: UInt32) {
        if scalar < 64 { low |= 1 << UInt64(scalar) } else { high |= 1 << UInt64(scalar - 64) }
    }

    /// Adds what another set has. An inverted set with ranges of its own cannot be represented as a union of ranges,
    /// so its complement is taken range by range; with categories, every scalar beyond ASCII is let in.
    mutating func formUnion(_ other: ScalarSet) {
        low |= other.low
        high |= other.high
        guard other.isInverted else {
            ranges += other.ranges
            categories += other.categories
            return
        }
        var start: UInt32 = 128
        for range in other.ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if range.lowerBound > start { ranges.append(start...range.lowerBound - 1) }
            start = max(start, range.upperBound + 1)
        }
        if start <= 0x10FFFF { ranges.append(start...0x10FFFF) }
    }

    var inverted: ScalarSet {
        var set = self
        set.low = ~low
        set.high = ~high
        set.isInverted.toggle()
        return set
    }

    /// With each ASCII letter also in its other case.
    var ignoringCase: ScalarSet {
        var set = self
        for upper in UInt32(0x41)...0x5A where contains(upper) || contains(upper | 0x20) {
            set.setBit(upper)
            set.setBit(upper | 0x20)
        }
        return set
    }
}

extension ScalarSet {
    /// `\d`, `\w`, `\s` and `.` as Java's `Pattern` has them without flags: ASCII, and lines end at five characters.
    static let digits = ScalarSet(0x30...0x39)
    static let words = digits.union(0x41...0x5A, 0x61...0x7A, 0x5F...0x5F)
    static let spaces = ScalarSet(0x09...0x0D).union(0x20...0x20)
    static let notLineEnds = ScalarSet(0x0A...0x0A).union(0x0D...0x0D, 0x85...0x85, 0x2028...0x2029).inverted

    private func union(_ ranges: ClosedRange<UInt32>...) -> ScalarSet {
        var set = self
        for range in ranges { set.insert(range) }
        return set
    }
}
