import AWSProtocols
import Essentials

/// Reads the parts of delivery policies, within AWS's constraints.
struct DeliveryPolicyReader {
    /// Raw messages may be of more types than JSON documents.
    let allowsAnyContentType: Bool

    /// The longest that retries may take altogether.
    private static let longest = TimeSpan.seconds(3600)
    private static let documentTypes = ["application/json", "text/plain"]
    private static let rawTypes = [
        "text/css", "text/csv", "text/html", "text/plain", "text/xml", "application/atom+xml", "application/json",
        "application/octet-stream", "application/soap+xml", "application/x-www-form-urlencoded",
        "application/xhtml+xml", "application/xml",
    ]

    static func failure(_ reason: String) -> AWSError { .invalidParameter("DeliveryPolicy: \(reason)") }

    static func object(_ text: String) throws(AWSError) -> JSON {
        guard text.utf8.count <= 16_384, let json = try? JSON(parsing: text, maximumDepth: 8), json.object != nil else {
            throw failure("failed to parse JSON")
        }
        return json
    }

    func retry(_ json: JSON?) throws(AWSError) -> RetryPolicy? {
        guard let json, !json.isNull else { return nil }
        let given = RetryPolicy()
        var policy = given
        policy.minimumDelay = try number(json, "minDelayTarget", 1...3600, or: given.minimumDelay)
        policy.maximumDelay = try number(
            json, "maxDelayTarget", 1...3600, or: max(given.maximumDelay, policy.minimumDelay))
        policy.retries = try number(json, "numRetries", 0...100, or: given.retries)
        policy.immediateRetries = try number(json, "numNoDelayRetries", 0...100, or: 0)
        policy.minimumDelayRetries = try number(json, "numMinDelayRetries", 0...100, or: 0)
        policy.maximumDelayRetries = try number(json, "numMaxDelayRetries", 0...100, or: 0)
        if let name = json["backoffFunction"] {
            guard let function = name.string.flatMap(RetryPolicy.BackoffFunction.init) else {
                throw Self.failure("backoffFunction must be one of arithmetic, exponential, geometric, linear")
            }
            policy.backoff = function
        }
        try Self.require(policy)
        return policy
    }

    private static func require(_ policy: RetryPolicy) throws(AWSError) {
        guard policy.minimumDelay <= policy.maximumDelay else {
            throw failure("minDelayTarget must be less than or equal to maxDelayTarget")
        }
        let phases = policy.immediateRetries + policy.minimumDelayRetries + policy.maximumDelayRetries
        guard phases <= policy.retries else {
            throw failure(
                "numNoDelayRetries, numMinDelayRetries and numMaxDelayRetries must not exceed numRetries together")
        }
        guard policy.total <= longest else { throw failure("the total retry time must not exceed 3600 seconds") }
    }

    func rate(_ json: JSON?) throws(AWSError) -> Int? {
        guard let value = json?["maxReceivesPerSecond"], !value.isNull else { return nil }
        guard let rate = value.integer, (1...1_000_000).contains(rate) else {
            throw Self.failure("maxReceivesPerSecond must be 1 or greater")
        }
        return Int(rate)
    }

    func contentType(_ json: JSON?) throws(AWSError) -> String? {
        guard let value = json?["headerContentType"], !value.isNull else { return nil }
        let media = value.string.map { $0.prefix { $0 != ";" } }.map { String($0).lowercased() } ?? ""
        let allowed = allowsAnyContentType ? Self.rawTypes : Self.documentTypes
        guard let text = value.string, allowed.contains(media), text.utf8.count <= 128,
            text.utf8.allSatisfy({ (0x20...0x7E).contains($0) })
        else { throw Self.failure("headerContentType is not supported") }
        return text
    }

    private func number(
        _ json: JSON, _ name: String, _ range: ClosedRange<Int64>, or standing: Int
    ) throws(AWSError) -> Int {
        guard let value = json[name], !value.isNull else { return standing }
        guard let number = value.integer, range.contains(number) else {
            throw Self.failure("\(name) must be from \(range.lowerBound) to \(range.upperBound)")
        }
        return Int(number)
    }
}
