import AWSProtocols
import CloudTrailModel
import Essentials
import TrailFormat

/// A trail as a caller names it: by ARN, or by name in the Region of the call.
struct TrailReference: Hashable, Sendable {
    let account: AccountID
    let home: Region
    let name: String

    var arn: String { TrailRecord.arn(account, home, name) }

    /// Throws InvalidTrailNameException or CloudTrailARNInvalidException.
    init(_ text: String, account: AccountID, region: Region) throws(AWSError) {
        guard text.hasPrefix("arn:") else {
            try Self.check(text)
            (self.account, home, name) = (account, region, text)
            return
        }
        guard let arn = ARN(text), arn.service == "cloudtrail", arn.resourceType == "trail",
            let owner = AccountID(arn.account), let home = Region(arn.region),
            (try? TrailName.check(arn.resourceName)) != nil, arn.resource.hasPrefix("trail/")
        else { throw .invalidARN(text) }
        (self.account, self.home, name) = (owner, home, arn.resourceName)
    }

    static func check(_ name: String) throws(AWSError) {
        do {
            try TrailName.check(name)
        } catch {
            throw AWSError(.invalidTrailNameException, error.description)
        }
    }
}
