import AWSProtocols
import KMSModel

/// The name of an alias, with its prefix.
/// Source: AWS KMS API reference, CreateAlias, `AliasName`.
struct AliasName {
    static let prefix = "alias/"
    private static let reservedPrefix = "alias/aws/"

    let text: String

    /// Throws unless `text` names an alias that a customer may make, change or delete.
    init(_ text: String) throws(AWSError) {
        guard text.hasPrefix(Self.prefix) else {
            throw .validation(
                "Alias must start with the prefix \"alias/\". "
                    + "Please see https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html")
        }
        guard text.utf8.count > Self.prefix.utf8.count else {
            throw AWSError(.invalidAliasNameException, "The alias name is empty.")
        }
        // Names of AWS managed keys. AWS answers this code, which its model does not list, without a text.
        guard !text.hasPrefix(Self.reservedPrefix) else { throw AWSError(code: "NotAuthorizedException") }
        self.text = text
    }
}
