import Essentials
import PolicyEngine

/// A pattern that all but matches a resource, plain or made to be tried again from every place.
enum HostilePattern: String {
    case plain
    /// `*aaa…ab` on `aaa…a`: at each place the whole rest is tried.
    case hostile

    func question(bytes: Int) throws -> (PolicySet, AccessRequest) {
        let prefix = "arn:aws:s3:::"
        let run = String(repeating: "a", count: bytes - prefix.count - 4)
        let pattern =
            switch self {
            case .plain: "\(prefix)\(run)b*"
            // Asterisks all the way would be tried less often: only the latest is ever widened.
            case .hostile: "\(prefix)*\(run.prefix(run.count / 2))b*"
            }
        let document =
            #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"\#(pattern)"}]}"#
        let policy = AttachedPolicy(
            try Policy(parsing: document, as: .identity),
            from: PolicySource(kind: .identity, name: rawValue, attachedTo: "ada"))
        let request = AccessRequest(
            principal: .user(arn: "arn:aws:iam::123456789012:user/ada", account: .standard), action: "s3:GetObject",
            resource: prefix + run, context: RequestContext())
        return (PolicySet(identity: [policy]), request)
    }
}
