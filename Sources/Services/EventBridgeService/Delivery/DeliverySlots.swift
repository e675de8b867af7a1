/// How many deliveries may be under way; whoever comes beyond waits in line.
actor DeliverySlots {
    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(_ count: Int) { free = count }

    /// Runs `body` when its turn has come; nil where the task was cancelled before.
    func run<Result: Sendable>(_ body: @Sendable () async -> Result) async -> Result? {
        if free > 0 {
            free -= 1
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
        defer { give() }
        return Task.isCancelled ? nil : await body()
    }

    private func give() {
        guard waiting.isEmpty else { return waiting.removeFirst().resume() }
        free += 1
    }
}
