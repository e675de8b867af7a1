/// A major class of Unicode's general categories, as in `\p{L}`.
enum UnicodeCategory: String, Sendable {
    case letter = "L"
    case mark = "M"
    case number = "N"
    case punctuation = "P"
    case symbol = "S"
    case separator = "Z"
    case other = "C"

    func contains(_ scalar: UInt32) -> Bool {
        guard let scalar = Unicode.Scalar(scalar) else { return false }
        return Self.of(scalar.properties.generalCategory) == self
    }

    private static func of(_ category: Unicode.GeneralCategory) -> UnicodeCategory {
        switch category {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: .letter
        case .nonspacingMark, .spacingMark, .enclosingMark: .mark
        case .decimalNumber, .letterNumber, .otherNumber: .number
        case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
            .finalPunctuation, .otherPunctuation:
            .punctuation
        case .mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol: .symbol
        case .spaceSeparator, .lineSeparator, .paragraphSeparator: .separator
        default: .other
        }
    }
}
