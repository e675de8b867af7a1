/// What may stand at one place of a policy type's documents, and what must stand there once policies have merged.
indirect enum Grammar: Sendable {
    /// Keys of fixed names.
    /// - Parameter required: those that an effective policy must have where it has the object.
    case object([String: Grammar], required: [String] = [])
    /// Keys of fixed names that exclude each other; an effective policy must have one.
    case choice([String: Grammar])
    /// Keys whose names the author picks, all alike.
    /// - Parameter count: how many an effective policy may have
    case entries(Grammar, named: NameRule = .any, count: ClosedRange<Int> = 0...Int.max)
    /// A single-valued setting.
    case single(ValueRule)
    /// A multi-valued setting.
    /// - Parameter count: how many values an effective policy may have
    case many(ValueRule, count: ClosedRange<Int> = 0...Int.max)
}

/// Which names the keys of a policy's entries may have.
struct NameRule: Sendable {
    let accepts: @Sendable (String) -> Bool

    static let any = NameRule { !$0.isEmpty }

    static func oneOf(_ names: Set<String>) -> NameRule { NameRule { names.contains($0) } }

    /// `criteria_1` and its like, numbered from 1.
    static func numbered(_ prefix: String, upTo maximum: Int) -> NameRule {
        oneOf(Set((1...maximum).map { "\(prefix)_\($0)" }))
    }
}
