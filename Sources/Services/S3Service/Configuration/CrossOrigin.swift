import AWSProtocols
import HTTPMessage
import S3Model
import ServiceKit

extension S3 {
    /// Source: Amazon S3 API reference, PutBucketCors.
    func putBucketCors(
        _ input: PutBucketCorsRequest, _ bucket: Authorized<Bucket>, in scope: RequestScope
    ) throws -> Change<EmptyStructure> {
        let rules = input.corsConfiguration.corsRules
        guard (1...100).contains(rules.count) else { throw AWSError.malformedXML }
        for rule in rules { try CrossOriginRule(rule).check() }
        return change(bucket, answering: EmptyStructure()) { $0.cors = StoredConfiguration(input.corsConfiguration) }
    }

    func getBucketCors(
        _ input: GetBucketCorsRequest, _ bucket: Authorized<Bucket>, in scope: RequestScope
    ) throws -> GetBucketCorsOutput {
        guard let cors = bucket.value.record.cors else {
            throw AWSError.missingConfiguration(
                "NoSuchCORSConfiguration", "The CORS configuration does not exist", bucket.value.name)
        }
        return GetBucketCorsOutput(corsRules: cors.value.corsRules)
    }

    func deleteBucketCors(
        _ input: DeleteBucketCorsRequest, _ bucket: Authorized<Bucket>, in scope: RequestScope
    ) -> Change<EmptyStructure> {
        change(bucket, answering: EmptyStructure()) { $0.cors = nil }
    }
}

/// Source: Amazon S3 user guide, "Elements of a CORS configuration".
struct CrossOriginRule {
    let rule: CORSRule

    init(_ rule: CORSRule) { self.rule = rule }

    func check() throws(AWSError) {
        guard !rule.allowedMethods.isEmpty, !rule.allowedOrigins.isEmpty else { throw .malformedXML }
        for method in rule.allowedMethods where !["GET", "PUT", "POST", "DELETE", "HEAD"].contains(method) {
            throw .invalidRequest("Found unsupported HTTP method in CORS config. Unsupported method is \(method)")
        }
        for origin in rule.allowedOrigins where origin.count(where: { $0 == "*" }) > 1 {
            throw .invalidRequest("AllowedOrigin \"\(origin)\" can not have more than one wildcard.")
        }
        for header in rule.allowedHeaders ?? [] where header.count(where: { $0 == "*" }) > 1 {
            throw .invalidRequest("AllowedHeader \"\(header)\" can not have more than one wildcard.")
        }
        for header in rule.exposeHeaders ?? [] where header.contains("*") {
            throw .invalidRequest(
                "ExposeHeader \"\(header)\" contains wildcard. We currently do not support wildcard for ExposeHeader.")
        }
    }

    func allows(_ request: CrossOriginRequest) -> Bool {
        rule.allowedMethods.contains(request.method)
            && rule.allowedOrigins.contains { Self.matches($0, request.origin) }
            && request.headers.allSatisfy { header in
                (rule.allowedHeaders ?? []).contains { Self.matches($0.lowercased(), header) }
            }
    }

    func headers(for request: CrossOriginRequest, isPreflight: Bool) -> HTTPHeaders {
        var headers = HTTPHeaders()
        let isAny = rule.allowedOrigins.contains("*")
        headers.add("access-control-allow-origin", isAny ? "*" : request.origin)
        headers.add("access-control-allow-methods", rule.allowedMethods.joined(separator: ", "))
        if !request.headers.isEmpty {
            headers.add("access-control-allow-headers", request.headers.joined(separator: ", "))
        }
        if let exposed = rule.exposeHeaders, !exposed.isEmpty {
            headers.add("access-control-expose-headers", exposed.joined(separator: ", "))
        }
        if isPreflight, let age = rule.maxAgeSeconds { headers.add("access-control-max-age", String(age)) }
        if !isAny { headers.add("access-control-allow-credentials", "true") }
        headers.add("vary", "Origin, Access-Control-Request-Headers, Access-Control-Request-Method")
        return headers
    }

    /// Whether a text is that of a pattern with at most one asterisk.
    static func matches(_ pattern: String, _ text: String) -> Bool {
        guard let star = pattern.firstIndex(of: "*") else { return pattern == text }
        let (head, tail) = (pattern[..<star], pattern[pattern.index(after: star)...])
        return text.utf8.count >= head.utf8.count + tail.utf8.count && text.hasPrefix(head) && text.hasSuffix(tail)
    }
}

/// Which origins buckets let in, by their configurations.
struct BucketCrossOrigin: CrossOriginAnswering {
    let directory: BucketDirectory

    func allowance(for request: CrossOriginRequest, isPreflight: Bool) async throws -> HTTPHeaders? {
        let rules = try directory.bucket(request.bucket)?.record.cors?.value.corsRules ?? []
        return rules.lazy.map(CrossOriginRule.init).first { $0.allows(request) }?
            .headers(for: request, isPreflight: isPreflight)
    }
}
