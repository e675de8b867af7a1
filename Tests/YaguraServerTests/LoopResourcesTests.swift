import Essentials
import NIOPosix
import Testing

@testable import YaguraServer

struct LoopResourcesTests {
    @Test func loopFromOutsideTheGroupHasResourcesOfItsOwn() async throws {
        let groups = [MultiThreadedEventLoopGroup(numberOfThreads: 1), MultiThreadedEventLoopGroup(numberOfThreads: 1)]
        let resources = LoopResources(group: groups[0], clock: SystemTime())
        for (group, isShared) in zip(groups, [true, false]) {
            let loop = group.next()
            let isSame = try await loop.submit {
                resources.resources(of: loop).executor === resources.resources(of: loop).executor
            }.get()
            #expect(isSame == isShared)
        }
        for group in groups { try await group.shutdownGracefully() }
    }
}
