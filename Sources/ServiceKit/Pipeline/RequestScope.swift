import Essentials
import HTTPMessage

/// What an operation may know of the call it serves. A value: it can be kept, but changes nothing.
public struct RequestScope: Sendable {
    public let caller: Caller
    /// The region of the credential scope.
    public let region: Region
    public let requestID: String
    /// When the request arrived. An operation takes this as its one reading of the clock.
    public let now: Timestamp
    public let random: any RandomSource
    public let connection: ConnectionInfo
    public let userAgent: String

    public init(
        caller: Caller, region: Region, requestID: String, now: Timestamp, random: any RandomSource,
        connection: ConnectionInfo, userAgent: String
    ) {
        self.caller = caller
        self.region = region
        self.requestID = requestID
        self.now = now
        self.random = random
        self.connection = connection
        self.userAgent = userAgent
    }

    /// The caller's account.
    public var account: AccountID { caller.account }
}
