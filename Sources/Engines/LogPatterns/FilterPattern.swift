/// A filter pattern of CloudWatch Logs, compiled: which log events a metric filter, a subscription filter or a search
/// is about.
///
/// Immutable and shareable: compile once, keep it, and make a matcher for each run over events.
///
/// Source: CloudWatch Logs user guide, "Filter pattern syntax for metric filters, subscription filters, filter log events,
/// and Live Tail".
public struct FilterPattern: Sendable {
    /// The pattern as it was written.
    public let text: String
    let form: Form
    /// The regular expressions in it, in order; conditions refer to them by their place.
    let regexes: [Regex]

    enum Form: Sendable {
        case everything
        case terms(TermPattern)
        case json(JSONPattern)
        case fields(FieldPattern)
    }

    /// The longest pattern that the API takes, in characters.
    public static let maximumLength = 1024

    /// Throws `FilterPatternError` for what is not a pattern.
    public init(_ text: String) throws(FilterPatternError) {
        guard text.utf8.count <= 4 * Self.maximumLength else { throw .tooLong }
        var scanner = PatternScanner(Array(text.utf8))
        scanner.skipSpace()
        switch scanner.peek {
        case nil: form = .everything
        case UInt8(ascii: "{"): form = .json(try JSONPatternParser.parse(&scanner))
        case UInt8(ascii: "["): form = .fields(try FieldPatternParser.parse(&scanner))
        default:
            let terms = try TermPattern(&scanner)
            form = terms.isEmpty ? .everything : .terms(terms)
        }
        self.text = text
        regexes = scanner.regexes
    }

    /// How many regular expressions it holds: a log group has a quota of them.
    public var regexCount: Int { regexes.count }

    public var matchesEverything: Bool {
        if case .everything = form { true } else { false }
    }
}

/// Why a text is no filter pattern.
public enum FilterPatternError: Error, Hashable, Sendable {
    case tooLong
    case syntax
    case tooDeep
    /// A term that holds other characters than letters, digits and `_`, and is not in quotation marks.
    case invalidTerm(String)
    case invalidRegex
    case tooManyRegexes
    case tooManyWildcards

    /// What the caller is told, in an InvalidParameterException.
    public var message: String {
        switch self {
        case .tooLong, .syntax, .tooDeep: "Invalid filter pattern"
        case .invalidTerm(let term): "Invalid character(s) in term '\(term)'"
        case .invalidRegex: "Invalid regular expression in filter pattern"
        case .tooManyRegexes: "Filter pattern can have at most \(PatternScanner.maximumRegexes) regular expressions"
        case .tooManyWildcards: "Filter pattern has too many wildcard selectors"
        }
    }
}
