/// A text without its case, letter by letter: no letter becomes two.
struct FoldedText: Hashable, Sendable {
    let bytes: [UInt8]

    init(_ text: some Collection<UInt8>) {
        var folded = Array(text)
        if folded.allSatisfy({ $0 < 0x80 }) {
            for index in folded.indices where (0x41...0x5A).contains(folded[index]) { folded[index] |= 0x20 }
        } else {
            folded = Self.foldUnicode(folded)
        }
        bytes = folded
    }

    func hasSuffix(_ suffix: FoldedText) -> Bool {
        bytes.count >= suffix.bytes.count && bytes.suffix(suffix.bytes.count).elementsEqual(suffix.bytes)
    }

    private static func foldUnicode(_ text: [UInt8]) -> [UInt8] {
        var folded: [UInt8] = []
        folded.reserveCapacity(text.count)
        for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
            let lower = scalar.properties.lowercaseMapping.unicodeScalars
            let one = lower.count == 1 ? lower.first ?? scalar : scalar
            folded.append(contentsOf: UTF8.encode(one).map(Array.init) ?? [])
        }
        return folded
    }
}
