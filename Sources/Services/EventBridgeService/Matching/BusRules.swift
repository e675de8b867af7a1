import Essentials
import EventPatterns
import Store

/// The enabled rules of a bus, with their patterns in one index.
final class BusRules: Sendable {
    let rules: [RuleRecord]
    private let index: RuleIndex
    /// The place of each pattern's rule among the rules.
    private let places: [Int]

    init(_ rules: [RuleRecord]) {
        self.rules = rules.filter(\.isEnabled)
        var (patterns, places): ([EventPattern], [Int]) = ([], [])
        for (place, rule) in self.rules.enumerated() {
            guard let text = rule.pattern, let pattern = try? EventPattern(parsing: text) else { continue }
            patterns.append(pattern)
            places.append(place)
        }
        index = RuleIndex(patterns)
        self.places = places
    }

    var isEmpty: Bool { rules.isEmpty }
    /// Whether any is to match management events that only read.
    var takesReadOnlyEvents: Bool { rules.contains(where: \.takesReadOnlyEvents) }

    /// The rules that an event is for.
    func matching(_ event: AcceptedEvent) -> [RuleRecord] {
        if event.isScheduled { return rules.filter { event.rules?.contains($0.name) ?? false } }
        // Events are checked before they are taken: one that cannot be read matches nothing.
        let found = ((try? index.matches(event.body)) ?? []).map { rules[places[$0]] }
        return found.filter { rule in
            (event.rules?.contains(rule.name) ?? true) && (!event.isReadOnly || rule.takesReadOnlyEvents)
        }
    }
}

/// The rules of every bus, from the store when they are first asked for and after each change.
final class RuleBook: Sendable {
    private let store: any Store
    private let cache: InvalidatingCache<BusID, BusRules>
    private let observation: StoreObservation

    init(_ store: any Store) {
        let cache = InvalidatingCache<BusID, BusRules>(capacity: 10_000)
        self.store = store
        self.cache = cache
        observation = store.observe { changes in
            if changes.isReset { cache.invalidateAll() }
            for key in changes.records[RuleRecord.kind] ?? [] {
                if let bus = RuleRecord.bus(of: key) { cache.invalidate(bus) }
            }
        }
    }

    func rules(of bus: BusID) throws -> BusRules {
        try cache.value(for: bus) { try load(bus) }
    }

    private func load(_ bus: BusID) throws -> BusRules {
        var (rules, position): ([RuleRecord], RecordPosition?) = ([], nil)
        repeat {
            let page = try store.readNow { transaction in
                try transaction.query(
                    RuleRecord.self, in: .region(bus.account, bus.region), where: .equals(.bus, .string(bus.name)),
                    limit: 1000, after: position)
            }
            rules += page.records.map(\.record)
            position = page.next
        } while position != nil
        return BusRules(rules)
    }
}
