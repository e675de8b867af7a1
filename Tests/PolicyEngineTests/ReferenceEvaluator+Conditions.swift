extension ReferenceEvaluator {
    /// Operators by the kind of key that they are for: text, numbers, addresses, ARNs, Booleans.
    static let operators: [(key: String, names: [String])] = [
        (
            "t:a",
            [
                "StringEquals", "StringNotEquals", "StringLike", "StringNotLike", "StringEqualsIfExists",
                "StringEqualsIgnoreCase", "Null",
            ]
        ),
        (
            "T:B",
            [
                "StringEquals", "StringNotEquals", "ForAllValues:StringEquals", "ForAllValues:StringNotEquals",
                "ForAnyValue:StringEquals", "ForAnyValue:StringNotEquals", "ForAllValues:StringLike",
                "ForAnyValue:StringLikeIfExists", "Null",
            ]
        ),
        ("n:size", ["NumericEquals", "NumericNotEquals", "NumericLessThan", "NumericGreaterThanEqualsIfExists"]),
        ("i:from", ["IpAddress", "NotIpAddress", "IpAddressIfExists"]),
        ("r:arn", ["ArnEquals", "ArnLike", "ArnNotLike"]),
        ("b:flag", ["Bool", "BoolIfExists"]),
    ]

    func holds(_ name: String, _ key: String, _ written: [String]) -> Bool {
        let values = situation.context[key.lowercased()]
        if name == "Null" { return written.contains(values == nil ? "true" : "false") }
        let isIfExists = name.hasSuffix("IfExists")
        let plain = isIfExists ? String(name.dropLast("IfExists".count)) : name
        let parts = plain.split(separator: ":")
        let (test, isNegated) = Self.test(String(parts[parts.count - 1]))
        let matches = { (value: String) in written.contains { self.matches(test, $0, value) } }
        switch (parts.first, values) {
        case ("ForAllValues", let values): return (values ?? []).allSatisfy { matches($0) != isNegated }
        case ("ForAnyValue", nil): return isIfExists
        case ("ForAnyValue", let values?): return values.contains { matches($0) != isNegated }
        case (_, nil): return isIfExists || isNegated
        case (_, let values?): return values.contains(where: matches) != isNegated
        }
    }

    private static func test(_ name: String) -> (String, isNegated: Bool) {
        guard name.contains("Not") else { return (name, false) }
        return (name.replacing("Not", with: ""), true)
    }

    private func matches(_ test: String, _ written: String, _ value: String) -> Bool {
        switch test {
        case "StringEquals": substituted(written) == value
        case "StringEqualsIgnoreCase": substituted(written)?.lowercased() == value.lowercased()
        case "StringLike": like(written, value)
        case "NumericEquals": Int(value) == Int(written)
        case "NumericLessThan": (Int(value) ?? 0) < (Int(written) ?? 0)
        case "NumericGreaterThanEquals": (Int(value) ?? 0) >= (Int(written) ?? 0)
        case "IpAddress": Self.isAddress(value, in: written)
        case "ArnEquals", "ArnLike": isARN(value, like: written)
        default: written == value
        }
    }

    /// Addresses are a.b.c.d, and ranges end in /8 or /16.
    private static func isAddress(_ address: String, in range: String) -> Bool {
        let parts = range.split(separator: "/")
        let count = parts[1] == "8" ? 1 : 2
        return address.split(separator: ".").prefix(count) == parts[0].split(separator: ".").prefix(count)
    }

    private func isARN(_ value: String, like written: String) -> Bool {
        let value = value.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        let written = written.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        return value.count == 6 && written.count == 6
            && zip(written, value).allSatisfy { like(String($0), String($1)) }
    }

    /// The text with the value of its variable; nil where that has none.
    private func substituted(_ text: String) -> String? {
        guard text.contains("${t:a}") else { return text }
        return situation.context["t:a"].map { text.replacing("${t:a}", with: $0[0]) }
    }

    /// One place of a pattern: an asterisk or a question mark out of a variable is itself.
    private enum Place: Equatable {
        case run, one
        case exactly(Character)
    }

    func like(_ pattern: String, _ text: String) -> Bool {
        var places: [Place] = []
        var rest = pattern[...]
        while let first = rest.first {
            if rest.hasPrefix("${t:a}") {
                guard let value = situation.context["t:a"] else { return false }
                places += value[0].map { .exactly($0) }
                rest.removeFirst("${t:a}".count)
            } else {
                places.append(first == "*" ? .run : first == "?" ? .one : .exactly(first))
                rest.removeFirst()
            }
        }
        return Self.like(places[...], text[...])
    }

    private static func like(_ pattern: ArraySlice<Place>, _ text: Substring) -> Bool {
        guard let first = pattern.first else { return text.isEmpty }
        if first == .run {
            return like(pattern.dropFirst(), text) || (!text.isEmpty && like(pattern, text.dropFirst()))
        }
        return text.first.map { first == .one || first == .exactly($0) } == true
            && like(pattern.dropFirst(), text.dropFirst())
    }
}
