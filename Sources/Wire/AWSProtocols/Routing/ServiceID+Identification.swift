/// Which service a request is for, told without loading any model.
extension ServiceID {
    /// By the part of `X-Amz-Target` before its last dot.
    public init?(target: String) {
        guard let dot = target.utf8.lastIndex(of: UInt8(ascii: ".")) else { return nil }
        switch target[..<dot] {
        case "TrentService": self = .kms
        case "AWSOrganizationsV20161128": self = .organizations
        case "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101", "CloudTrail_20131101": self = .cloudTrail
        case "AWSEvents": self = .eventBridge
        case "Logs_20140328": self = .logs
        case "StarlingDoveService": self = .config
        case "AmazonSSM": self = .ssm
        case "InspectorService": self = .inspector
        case "AWSWAF_20190729": self = .wafv2
        default: return nil
        }
    }

    /// By the `Version` of a query request, which is different for each of the query services.
    public init?(queryVersion: String) {
        switch queryVersion {
        case "2010-05-08": self = .iam
        case "2011-06-15": self = .sts
        case "2010-03-31": self = .sns
        default: return nil
        }
    }

    /// By the service name in a credential scope; every service's is its raw value.
    public init?(signingName: String) { self.init(rawValue: signingName) }
}
