import Essentials

extension ARN {
    static func kmsKey(_ account: AccountID, _ region: Region, _ id: String) -> ARN {
        ARN(service: "kms", region: region.description, account: account.description, resource: "key/\(id)")
    }

    /// - Parameter name: with its prefix, `alias/…`.
    static func kmsAlias(_ account: AccountID, _ region: Region, _ name: String) -> ARN {
        ARN(service: "kms", region: region.description, account: account.description, resource: name)
    }
}
