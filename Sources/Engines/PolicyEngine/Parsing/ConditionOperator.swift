/// A condition operator's name taken apart: `ForAnyValue:StringNotLikeIfExists`.
struct ConditionOperator {
    enum Family: Hashable {
        case string, stringLike, stringIgnoringCase, numeric(Comparison), date(Comparison)
        case boolean, binary, address, arn, null
    }

    let quantifier: Condition.Quantifier
    let family: Family
    let isNegated: Bool
    let isIfExists: Bool

    private static let quantifiers: [(prefix: String, quantifier: Condition.Quantifier)] = [
        ("ForAllValues:", .forAllValues), ("ForAnyValue:", .forAnyValue),
    ]
    private static let ifExists = "IfExists"

    init(_ name: String) throws(PolicyError) {
        var rest = name[...]
        let match = Self.quantifiers.first { name.hasPrefix($0.prefix) }
        quantifier = match?.quantifier ?? .none
        rest.removeFirst(match?.prefix.count ?? 0)
        isIfExists = rest.hasSuffix(Self.ifExists)
        if isIfExists { rest.removeLast(Self.ifExists.count) }
        guard let (family, isNegated) = Self.operators[String(rest)] else { throw .unknownOperator(name) }
        // Null asks about presence itself, so neither prefix nor suffix means anything with it.
        if family == .null, isIfExists || match != nil { throw .unknownOperator(name) }
        self.family = family
        self.isNegated = isNegated
    }

    private static let operators: [String: (Family, isNegated: Bool)] = [
        "StringEquals": (.string, false), "StringNotEquals": (.string, true),
        "StringEqualsIgnoreCase": (.stringIgnoringCase, false),
        "StringNotEqualsIgnoreCase": (.stringIgnoringCase, true),
        "StringLike": (.stringLike, false), "StringNotLike": (.stringLike, true),
        "NumericEquals": (.numeric(.equal), false), "NumericNotEquals": (.numeric(.equal), true),
        "NumericLessThan": (.numeric(.less), false), "NumericLessThanEquals": (.numeric(.lessOrEqual), false),
        "NumericGreaterThan": (.numeric(.greater), false),
        "NumericGreaterThanEquals": (.numeric(.greaterOrEqual), false),
        "DateEquals": (.date(.equal), false), "DateNotEquals": (.date(.equal), true),
        "DateLessThan": (.date(.less), false), "DateLessThanEquals": (.date(.lessOrEqual), false),
        "DateGreaterThan": (.date(.greater), false), "DateGreaterThanEquals": (.date(.greaterOrEqual), false),
        "Bool": (.boolean, false), "BinaryEquals": (.binary, false),
        "IpAddress": (.address, false), "NotIpAddress": (.address, true),
        "ArnEquals": (.arn, false), "ArnLike": (.arn, false),
        "ArnNotEquals": (.arn, true), "ArnNotLike": (.arn, true),
        "Null": (.null, false),
    ]
}
