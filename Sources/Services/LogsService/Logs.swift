import AWSProtocols
import Essentials
import LogsModel
import ServiceKit
import Store

/// Amazon CloudWatch Logs: groups of streams of log events.
public struct Logs: Service {
    /// Under which it delivers to other services.
    static let principal = "logs.amazonaws.com"

    public let id = ServiceID.logs
    public let internalFailure = AWSError(
        LogsErrorCode.serviceUnavailableException, "The service cannot complete the request.")
    let store: any Store
    let calls: any ServiceCalling
    let pageTokens: PageTokens
    let random: any RandomSource
    let groups: GroupDirectory
    let dataKeys: GroupDataKeys

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
        groups = GroupDirectory(store: store)
        dataKeys = GroupDataKeys(store: store, calls: calls, random: random)
    }
}
