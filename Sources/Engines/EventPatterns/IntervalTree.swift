/// Intervals of numbers, to find those that hold a number in time that grows with the answer.
///
/// Sorted by lower end; the middle of each stretch is the root of its tree, and knows the greatest upper end in it.
struct IntervalTree: Sendable {
    private var intervals: [(range: NumericRange, item: Int32)] = []
    private var greatest: [Double] = []

    var isEmpty: Bool { intervals.isEmpty }

    init(_ intervals: [(range: NumericRange, item: Int32)] = []) {
        self.intervals = intervals.sorted { $0.range.lower < $1.range.lower }
        greatest = Array(repeating: -.infinity, count: intervals.count)
        _ = build(0..<intervals.count)
    }

    private mutating func build(_ stretch: Range<Int>) -> Double {
        guard !stretch.isEmpty else { return -.infinity }
        let middle = (stretch.lowerBound + stretch.upperBound) / 2
        let left = build(stretch.lowerBound..<middle)
        let right = build(middle + 1..<stretch.upperBound)
        greatest[middle] = max(intervals[middle].range.upper, left, right)
        return greatest[middle]
    }

    func forEach(holding number: Double, _ body: (Int32) -> Void) {
        visit(0..<intervals.count, number, body)
    }

    private func visit(_ stretch: Range<Int>, _ number: Double, _ body: (Int32) -> Void) {
        guard !stretch.isEmpty else { return }
        let middle = (stretch.lowerBound + stretch.upperBound) / 2
        guard greatest[middle] >= number else { return }
        visit(stretch.lowerBound..<middle, number, body)
        guard intervals[middle].range.lower <= number else { return }
        if intervals[middle].range.contains(number) { body(intervals[middle].item) }
        visit(middle + 1..<stretch.upperBound, number, body)
    }
}
