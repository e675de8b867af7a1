import Testing

@testable import TrailFormat

/// Random selectors against random events, judged once more the slow and plain way.
@Suite struct SelectionReferenceTests {
    private static let alphabet = ["a", "b", "ab", "ba", "aba"]

    private struct Reference {
        let condition: FieldCondition

        func holds(_ value: String) -> Bool {
            let deselected =
                condition.notEquals.contains { value == $0 } || condition.notStartsWith.contains { value.hasPrefix($0) }
                || condition.notEndsWith.contains { value.hasSuffix($0) }
            let selects = condition.equals + condition.startsWith + condition.endsWith
            let selected =
                condition.equals.contains { value == $0 } || condition.startsWith.contains { value.hasPrefix($0) }
                || condition.endsWith.contains { value.hasSuffix($0) }
            return !deselected && (selects.isEmpty || selected)
        }
    }

    @Test func everyEventIsJudgedAlike() {
        var generator = SystemRandomNumberGenerator()
        func some() -> [String] {
            (0..<Int.random(in: 0...2, using: &generator)).map { _ in
                Self.alphabet[Int.random(in: 0..<5, using: &generator)]
            }
        }
        for _ in 0..<2000 {
            let condition = FieldCondition(
                "eventName", equals: some(), startsWith: some(), endsWith: some(), notEquals: some(),
                notStartsWith: some(), notEndsWith: some())
            let selection = EventSelection.advanced([
                AdvancedEventSelector(fields: [FieldCondition("eventCategory", equals: ["Data"]), condition])
            ])
            for name in Self.alphabet {
                let event = EventFacts(category: "Data", source: "s3.amazonaws.com", name: name, isReadOnly: false)
                #expect(selection.matches(event) == Reference(condition: condition).holds(name))
            }
        }
    }
}
