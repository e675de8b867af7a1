import Essentials
import HTTPMessage
import PolicyEngine

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
    /// The policies that limit the caller's session, for calls that are made in the caller's name.
    public var sessionPolicies: [AttachedPolicy] = []
    /// What the operation takes as a stream, such as an object's content; empty for all others.
    public var payload = HTTPBody.empty
    /// What the sender of that stream tells after it, once it has been read to its end.
    public var trailer = PayloadTrailer()
    /// How the call came; nil where a service made it.
    public var arrival: Arrival?
    /// The service that made the call; nil where it came from outside.
    public var origin: ServiceOrigin?

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
