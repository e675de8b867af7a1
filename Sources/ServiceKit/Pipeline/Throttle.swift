import AWSProtocols

extension Pipeline {
    /// Has the account made as many such calls within the second as the operator lets it?
    func throttle(_ call: Call) throws(AWSError) {
        guard limiter != nil, let operation = call.operation else { return }
        try require(operation.quota, for: call)
    }

    /// The same for the quotas that operations share, which depend on the resource. A quota counts a call once.
    func throttle(_ call: Call, sharing checks: [AccessCheck]) throws(AWSError) {
        guard limiter != nil else { return }
        for quota in Set(checks.compactMap(\.sharedQuota)) { try require(quota, for: call) }
    }

    private func require(_ quota: String, for call: Call) throws(AWSError) {
        guard let limiter, let scope = call.scope else { return }
        guard limiter.admits(quota, of: scope.account, in: scope.region, at: scope.now) else {
            throw .throttled(call.model?.id, wire: call.wire)
        }
    }
}

extension AWSError {
    /// Source: AWS KMS developer guide, "Throttling AWS KMS requests"; IAM API reference, "Common Errors"; Organizations
    /// API reference, `TooManyRequestsException`.
    fileprivate static func throttled(_ service: ServiceID?, wire: WireProtocol) -> AWSError {
        guard service != .organizations else {
            return AWSError(code: "TooManyRequestsException", "Rate exceeded", status: 400)
        }
        let isKMS = service == .kms
        let text = "You have exceeded the rate at which you may call KMS. Reduce the frequency of your calls."
        return AWSError(
            code: wire == .query ? "Throttling" : "ThrottlingException", isKMS ? text : "Rate exceeded", status: 400)
    }
}
