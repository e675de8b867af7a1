import AWSProtocols
import Essentials
import PolicyEngine

/// A call that the policies do not allow, and what its caller is told.
struct Denial {
    let check: AccessCheck
    let caller: Caller
    let policies: PolicySet
    let request: AccessRequest
    let decision: Decision

    /// AWS's error, with an encoded message that holds the whole story, as EC2's denials carry one.
    func error(sealedBy messages: any AuthorizationMessageSealing, now: Timestamp) -> AWSError {
        var error = check.refusal ?? AWSError.accessDenied(text)
        // What guards against a mistake of the caller's own is no denial, and who has no account cannot decode.
        guard error.kind == AWSError.accessDenied("").kind, caller.hasAccount,
            let encoded = messages.seal(story, for: caller.account, now: now)
        else { return error }
        error.message = "\(error.message ?? "")\(Self.marker)\(encoded)"
        return error
    }

    /// Source: IAM user guide, "Troubleshoot access denied error messages".
    private var text: String {
        if caller.kind == .anonymous { return "Access Denied" }
        let reason = decision.denialReason(for: check.action, isPolicyShown: isPolicyShown).map { " \($0)" } ?? ""
        return
            "User: \(caller.arn) is not authorized to perform: \(check.action) on resource: \(check.resource)\(reason)"
    }

    /// Names of policies are for those of the account or organization that they belong to.
    private var isPolicyShown: Bool {
        guard decision.decidedBy == .resourceControl, isOfAnotherAccount else { return true }
        guard case .one(let organization) = request.context.value(forKey: "aws:principalorgid") else { return false }
        return decision.denyingPolicy?.name.contains("/\(organization)/") ?? false
    }

    private var isOfAnotherAccount: Bool { check.resourceAccount != caller.account }

    /// What stands between AWS's sentence and the encoded message.
    static let marker = ". Encoded authorization failure message: "

    private var story: AccessStory {
        AccessStory(of: request, check, by: caller, policies: policies, decision: decision)
    }
}
