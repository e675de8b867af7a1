/// Whether one value can be chosen for each of several conditions so that no two are of different elements of one
/// array.
enum ElementChoice {
    typealias Element = EventScanner.Element

    /// The elements that a value is within, from the outermost in.
    static func path(to element: Int32, _ elements: [Element]) -> [Element] {
        var (path, next): ([Element], Int32) = ([], element)
        while next >= 0 {
            path.append(elements[Int(next)])
            next = elements[Int(next)].parent
        }
        return path.reversed()
    }

    /// - Parameter choices: for each condition the places of the values that it holds of; none empty
    static func isPossible(_ choices: [[[Element]]]) -> Bool {
        // An event can be made up so that every choice has to be tried. None that means something comes near this.
        var budget = 20_000
        return isPossible(choices[...].map { $0.map { $0[...] } }, &budget)
    }

    private static func isPossible(_ choices: [[ArraySlice<Element>]], _ budget: inout Int) -> Bool {
        guard let first = choices.first else { return true }
        guard let array = first.first?.first?.array else { return isPossible(Array(choices.dropFirst()), &budget) }
        // Conditions that have nothing to do with the array are a matter of their own.
        var (within, apart): ([[ArraySlice<Element>]], [[ArraySlice<Element>]]) = ([], [])
        for choice in choices {
            if choice.contains(where: { $0.first?.array == array }) {
                within.append(choice)
            } else {
                apart.append(choice)
            }
        }
        let isAlone = within.allSatisfy { $0.allSatisfy { $0.first?.array == array } }
        guard isAlone else { return isPossibleByTrial(choices, &budget) }
        return isPossible(within, insideOneElementOf: array, &budget) && isPossible(apart, &budget)
    }

    private static func isPossible(
        _ choices: [[ArraySlice<Element>]], insideOneElementOf array: Int32, _ budget: inout Int
    ) -> Bool {
        if choices.count == 1 { return true }
        var indexes: Set<Int32>?
        for choice in choices {
            let own = Set(choice.compactMap { $0.first?.index })
            indexes = indexes?.intersection(own) ?? own
        }
        for index in (indexes ?? []).sorted() {
            budget -= 1
            guard budget > 0 else { return false }
            let inner = choices.map { choice in choice.filter { $0.first?.index == index }.map { $0.dropFirst() } }
            if isPossible(inner.filter { !$0.contains(where: \.isEmpty) }, &budget) { return true }
        }
        return false
    }

    /// Where names with dots in them lead to one field by two ways: each value of the first condition is tried.
    private static func isPossibleByTrial(_ choices: [[ArraySlice<Element>]], _ budget: inout Int) -> Bool {
        guard let first = choices.first else { return true }
        for place in first {
            budget -= 1
            guard budget > 0 else { return false }
            let rest = choices.dropFirst().map { $0.filter { agrees($0, place) } }
            if !rest.contains(where: \.isEmpty), isPossibleByTrial(rest, &budget) { return true }
        }
        return false
    }

    private static func agrees(_ left: ArraySlice<Element>, _ right: ArraySlice<Element>) -> Bool {
        !left.contains { element in right.contains { $0.array == element.array && $0.index != element.index } }
    }
}
