import AWSProtocols
import Essentials
import ServiceKit
import Store

/// AWS CloudTrail: who did what, delivered and provable.
public struct CloudTrail: Service {
    public let id = ServiceID.cloudTrail
    public let operations: [Operation] = []
    let store: any Store
    let calls: any ServiceCalling
    let pageTokens: PageTokens
    let random: any RandomSource

    /// - Parameters:
    ///   - calls: carries calls to other services
    ///   - pageTokens: the same on every server that shares the store
    ///   - random: for what is done after calls; calls bring their own
    public init(
        store: any Store, calls: any ServiceCalling, pageTokens: PageTokens,
        random: any RandomSource = SystemRandom()
    ) {
        self.store = store
        self.calls = calls
        self.pageTokens = pageTokens
        self.random = random
    }
}
