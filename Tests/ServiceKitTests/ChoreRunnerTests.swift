import Essentials
import Logging
import Synchronization
import Testing

@testable import ServiceKit

/// Falls due once, and remembers when it was done.
private final class OneChore: Chore {
    let name = "one"
    let due: Timestamp
    let doneAt = Mutex<Timestamp?>(nil)

    init(due: Timestamp) { self.due = due }

    func nextDue() async throws -> Timestamp? { doneAt.withLock { $0 == nil ? due : nil } }
    func perform(at now: Timestamp) async throws { doneAt.withLock { $0 = now } }
}

@Suite struct ChoreRunnerTests {
    @Test func workIsDoneOnceItIsDueAndNotBefore() async {
        let time = ManualTime(Timestamp(seconds: 1000))
        let chore = OneChore(due: Timestamp(seconds: 2000))
        let runner = ChoreRunner(chores: [chore], time: time, logger: Logger(label: "test"))
        await runner.runDue()
        #expect(chore.doneAt.withLock { $0 } == nil)
        time.advance(by: .seconds(1000))
        await runner.runDue()
        #expect(chore.doneAt.withLock { $0 } == Timestamp(seconds: 2000))
    }

    @Test func theLoopWakesAtTheDueTime() async {
        let time = ManualTime(Timestamp(seconds: 1000))
        let chore = OneChore(due: Timestamp(seconds: 1010))
        let runner = ChoreRunner(chores: [chore], time: time, logger: Logger(label: "test"))
        let loop = Task { await runner.run() }
        while time.sleeperCount == 0 { await Task.yield() }
        time.advance(by: .seconds(10))
        while chore.doneAt.withLock({ $0 }) == nil { await Task.yield() }
        loop.cancel()
        await loop.value
    }
}
