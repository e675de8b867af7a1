/// The version of the policy language that a document is written in.
public enum PolicyVersion: String, Hashable, Sendable, Comparable {
    /// The version of a document that names none. `${…}` is literal text in it.
    case v2008 = "2008-10-17"
    /// The current version, with policy variables.
    case v2012 = "2012-10-17"

    public static func < (left: PolicyVersion, right: PolicyVersion) -> Bool { left.rawValue < right.rawValue }
}
