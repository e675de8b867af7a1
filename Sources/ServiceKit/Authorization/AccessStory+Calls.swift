import Essentials
import PolicyEngine

extension AccessStory {
    /// The story of a call's decision, decided once more with everything noted down.
    ///
    /// It is for principals of the caller's account. What another account's policies say to its resource is not for
    /// them, nor, where the caller is not to learn whether the resource exists, that they deny.
    init(
        of request: AccessRequest, _ check: AccessCheck, by caller: Caller, policies: PolicySet, decision: Decision
    ) {
        let principal = Principal(arn: caller.arn, id: caller.principalID, name: caller.userName)
        guard check.resourceAccount != caller.account else {
            self.init(of: request, by: principal, policies.decide(request, explaining: true))
            return
        }
        var own = policies
        own.resource = nil
        own.resourceControl = []
        self.init(of: request, by: principal, own.decide(request, explaining: true))
        guard outcome != .explicitlyDenied else { return }
        if decision.outcome != .allowed { statements = [] }
        outcome = check.refusal == nil ? decision.outcome : .implicitlyDenied
        decidedBy = check.refusal == nil ? decision.decidedBy : nil
    }
}

extension Caller {
    fileprivate var userName: String? {
        if case .user(let name, _) = kind { name } else { nil }
    }
}
