/// The patterns of many rules in one structure: an event is read once, each of its values is looked up once, and only
/// the rules whose rarest condition holds are looked at.
///
///     event → values of the fields that rules ask about → conditions that hold → rules whose conditions all hold
public final class RuleIndex: Sendable {
    /// One alternative of a rule.
    struct Candidate: Sendable {
        let rule: Int32
        /// The other conditions than the one that the candidate is listed under.
        let others: [Int32]
        let trigger: Int32

        var all: [Int32] { others + [trigger] }
    }

    let paths: PathTree
    let fields: [FieldIndex]
    let conditions: [(field: Int32, tests: [ValueTest])]
    /// The candidates to look at where a condition holds.
    let candidates: [[Candidate]]
    /// Fields that have conditions which hold where there is no value.
    let fieldsThatMayBeAbsent: [Int]
    /// How many patterns there are.
    public let count: Int

    /// - Parameter patterns: numbered from zero in what `matches` answers
    public init(_ patterns: [EventPattern]) {
        var builder = RuleIndexBuilder()
        for (rule, pattern) in patterns.enumerated() { builder.add(pattern, rule: rule) }
        (paths, fields, conditions) = (builder.paths, builder.finishedFields(), builder.conditions)
        candidates = builder.candidates()
        fieldsThatMayBeAbsent = fields.indices.filter { [fields] in !fields[$0].absent.isEmpty }
        count = patterns.count
    }

    /// The numbers of the patterns that an event, as JSON text, matches, ascending. Throws where it is not JSON.
    public func matches(_ event: [UInt8]) throws(EventError) -> [Int] {
        let result: Result<[Int], EventError> = event.withUnsafeBufferPointer { bytes in
            var scanner = EventScanner(bytes, paths)
            do throws(EventError) { try scanner.scan() } catch { return .failure(error) }
            return .success(matches(scanner.event))
        }
        return try result.get()
    }

    private func matches(_ event: ScannedEvent) -> [Int] {
        var hits: [Int32] = []
        var holds = [Bool](repeating: false, count: conditions.count)
        var isPresent = [Bool](repeating: false, count: fields.count)
        func note(_ condition: Int32) {
            guard !holds[Int(condition)] else { return }
            holds[Int(condition)] = true
            if !candidates[Int(condition)].isEmpty { hits.append(condition) }
        }
        // Only values that are within array elements can be at odds about which.
        var isElement = [Bool](repeating: false, count: event.hasNestedElements ? fields.count : 0)
        for leaf in event.leaves where leaf.field >= 0 {
            isPresent[Int(leaf.field)] = true
            if event.hasNestedElements, leaf.element >= 0 { isElement[Int(leaf.field)] = true }
            event.withValue(of: leaf) { fields[Int(leaf.field)].forEachCondition($0, note) }
        }
        for field in fieldsThatMayBeAbsent where !isPresent[field] { fields[field].absent.forEach(note) }
        var rules: Set<Int> = []
        for hit in hits {
            for candidate in candidates[Int(hit)] where !rules.contains(Int(candidate.rule)) {
                guard candidate.others.allSatisfy({ holds[Int($0)] }) else { continue }
                let elements = isElement.isEmpty ? 0 : candidate.all.count { isElement[Int(conditions[Int($0)].field)] }
                if elements < 2 || isConsistent(candidate, event) { rules.insert(Int(candidate.rule)) }
            }
        }
        return rules.sorted()
    }

    /// Whether the conditions hold of values that are of the same elements of the arrays they share.
    private func isConsistent(
        _ candidate: Candidate, _ event: ScannedEvent
    ) -> Bool {
        var choices: [[[EventScanner.Element]]] = []
        for number in candidate.all {
            let condition = conditions[Int(number)]
            let leaves = event.leaves.filter { $0.field == condition.field }
            let places = leaves.filter { leaf in
                event.withValue(of: leaf) { value in condition.tests.contains { $0.holds(of: value) } }
            }.map { ElementChoice.path(to: $0.element, event.elements) }
            // What holds because there is no value is of no element.
            if !leaves.isEmpty, !places.contains(where: \.isEmpty) { choices.append(places) }
        }
        return ElementChoice.isPossible(choices)
    }
}
