import Store

/// Samples and queries drawn from few values, so that they meet often.
enum SampleMaker {
    private static let texts = ["", "a", "ab", "abc", "B", "é", "e\u{301}", "\u{D7FF}x", "\u{10FFFF}", "7", "%", "_"]
    private static let fields: [IndexField] = ["name", "size", "tag", "absent"]

    static func samples(_ count: Int, _ generator: inout SeededGenerator) -> [Sample] {
        var samples: [RecordKey: Sample] = [:]
        for _ in 0..<count {
            var sample = Sample(
                "\(Int.random(in: 0..<40, using: &generator))",
                account: Places.accounts.randomElement(using: &generator) ?? nil,
                region: Places.regions.randomElement(using: &generator) ?? nil)
            if Bool.random(using: &generator) { sample.name = texts.randomElement(using: &generator) }
            if Bool.random(using: &generator) { sample.size = Int64.random(in: -3...3, using: &generator) }
            for _ in 0..<Int.random(in: 0...3, using: &generator) { sample.tags.append(tag(&generator)) }
            samples[sample.key] = sample
        }
        return Array(samples.values)
    }

    static func query(_ generator: inout SeededGenerator) -> RecordQuery {
        let account = Places.accounts.randomElement(using: &generator) ?? nil
        let region = Places.regions.randomElement(using: &generator) ?? nil
        let scopes: [RecordScope] = [.everywhere, .account(account), .region(account, region)]
        let orders: [RecordQuery.Order] = [.id, .field("name"), .field("size"), .field("tag")]
        return RecordQuery(
            Sample.kind, in: scopes.randomElement(using: &generator) ?? .everywhere,
            where: Int.random(in: 0..<8, using: &generator) == 0 ? nil : predicate(depth: 3, &generator),
            order: orders.randomElement(using: &generator) ?? .id,
            direction: Bool.random(using: &generator) ? .ascending : .descending)
    }

    private static func predicate(depth: Int, _ generator: inout SeededGenerator) -> Predicate {
        let field = fields.randomElement(using: &generator) ?? "name"
        switch Int.random(in: 0..<(depth == 0 ? 5 : 9), using: &generator) {
        case 0: return .equals(field, tag(&generator).value)
        case 1: return .isIn(field, (0..<Int.random(in: 0...3, using: &generator)).map { _ in tag(&generator).value })
        case 2: return .hasPrefix(field, texts.randomElement(using: &generator) ?? "")
        case 3: return .exists(field)
        case 4:
            let comparison = Predicate.Comparison.allCases.randomElement(using: &generator) ?? .less
            return .compares(field, comparison, tag(&generator).value)
        case 5: return .not(predicate(depth: depth - 1, &generator))
        case 6: return .or(predicates(depth, &generator))
        default: return .and(predicates(depth, &generator))
        }
    }

    private static func predicates(_ depth: Int, _ generator: inout SeededGenerator) -> [Predicate] {
        (0..<Int.random(in: 0...3, using: &generator)).map { _ in predicate(depth: depth - 1, &generator) }
    }

    private static func tag(_ generator: inout SeededGenerator) -> Sample.Tag {
        Bool.random(using: &generator)
            ? .text(texts.randomElement(using: &generator) ?? "") : .number(Int64.random(in: -3...3, using: &generator))
    }
}
