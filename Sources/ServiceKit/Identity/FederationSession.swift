/// A session of GetFederationToken: a name, and the user whose credentials it was made with.
public struct FederationSession: Sendable, Hashable {
    public var name: String
    public var userName: String
    public var userARN: String
    /// `AIDA…`
    public var userID: String

    public init(name: String, userName: String, userARN: String, userID: String) {
        self.name = name
        self.userName = userName
        self.userARN = userARN
        self.userID = userID
    }
}
