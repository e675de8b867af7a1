import Crypto
import Essentials
import S3Model

/// S3's own name for an account: 64 hexadecimal digits.
enum CanonicalUser {
    static func id(of account: AccountID) -> String {
        Hex.encode(SHA256.hash(data: Array("yagura/s3/canonical-user/\(account)".utf8)))
    }

    static let allUsers = "http://acs.amazonaws.com/groups/global/AllUsers"
    static let authenticatedUsers = "http://acs.amazonaws.com/groups/global/AuthenticatedUsers"
    static let logDelivery = "http://acs.amazonaws.com/groups/s3/LogDelivery"
}

extension Owner {
    init(_ account: AccountID) { self.init(id: CanonicalUser.id(of: account)) }
}
