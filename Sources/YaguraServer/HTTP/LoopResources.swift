import Essentials
import NIOCore

/// What each event loop's connections share.
struct LoopResources: Sendable {
    struct Resources {
        let executor: LoopExecutor
        let date: LoopDate
    }
    private let byLoop: [ObjectIdentifier: NIOLoopBoundBox<Resources>]
    private let clock: any TimeSource

    init(group: any EventLoopGroup, clock: any TimeSource) {
        var byLoop: [ObjectIdentifier: NIOLoopBoundBox<Resources>] = [:]
        for loop in group.makeIterator() {
            byLoop[ObjectIdentifier(loop)] = .makeBoxSendingValue(
                Self.resources(loop, clock), eventLoop: loop)
        }
        self.byLoop = byLoop
        self.clock = clock
    }

    /// Call on the loop. One from outside the group shares with nobody.
    func resources(of loop: any EventLoop) -> Resources {
        byLoop[ObjectIdentifier(loop)]?.value ?? Self.resources(loop, clock)
    }

    private static func resources(_ loop: any EventLoop, _ clock: any TimeSource) -> Resources {
        Resources(executor: LoopExecutor(loop), date: LoopDate(clock: clock))
    }
}
