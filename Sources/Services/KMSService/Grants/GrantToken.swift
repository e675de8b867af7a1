import AWSProtocols
import Essentials
import KMSModel
import KeyEngine
import ServiceKit
import Store

/// What a grant token says: which grant it stands for. Sealed, so that nobody makes or reads one but this service.
struct GrantToken {
    private static let purpose = "kms.grantToken"
    let grant: RecordKey

    /// The token's text, different every time.
    static func seal(_ grant: GrantRecord, by rootKey: RootKey, random: any RandomSource) throws -> String {
        let content = "\(grant.account) \(grant.region) \(grant.key.id)"
        let sealed = try rootKey.sealToken(SecretBytes(Array(content.utf8)), purpose: purpose, random: random)
        return Base64.encode(sealed)
    }

    /// Throws InvalidGrantTokenException for whatever `seal` did not make.
    init(opening text: String, with rootKey: RootKey) throws(AWSError) {
        guard let sealed = Base64.decode(text), let content = try? rootKey.openToken(sealed, purpose: Self.purpose)
        else { throw Self.invalid }
        let parts = String(decoding: content.copyBytes(), as: UTF8.self).split(separator: " ")
        guard parts.count == 3, let account = AccountID(parts[0]), let region = Region(parts[1]) else {
            throw Self.invalid
        }
        grant = RecordKey(account: account, region: region, id: String(parts[2]))
    }

    static let invalid = AWSError(.invalidGrantTokenException, "The grant token is not valid.")
}

extension KMS {
    /// Grants are in force as soon as they are made, so tokens add nothing; but a forged one is refused, as by AWS.
    func requireGenuine(_ tokens: [String]) throws(AWSError) {
        for token in tokens { _ = try GrantToken(opening: token, with: rootKey) }
    }
}
