/// A twelve-digit AWS account number.
public struct AccountID: Hashable, Sendable, Codable, CustomStringConvertible {
    public let description: String

    /// Nil unless `text` is exactly twelve ASCII digits.
    public init?(_ text: some StringProtocol) {
        guard text.utf8.count == 12, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        description = String(text)
    }

    /// The account that `--dev` and an unnamed first start use.
    public static let standard = AccountID(verified: "123456789012")
    /// Of callers who have shown no credentials. No account has this number.
    public static let nobody = AccountID(verified: "000000000000")

    private init(verified: String) { description = verified }

    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let account = AccountID(text) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "not an account id"))
        }
        self = account
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
