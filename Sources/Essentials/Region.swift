/// The name of a region, such as `eu-central-1`. Any well-formed name is a region: an operator may name their own.
public struct Region: Hashable, Sendable, Codable, CustomStringConvertible {
    public let description: String

    /// Nil unless `text` is 1 to 32 lower-case letters, digits and inner hyphens.
    public init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard (1...32).contains(bytes.count), bytes.first != UInt8(ascii: "-"), bytes.last != UInt8(ascii: "-"),
            bytes.allSatisfy({ (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-") })
        else { return nil }
        description = String(text)
    }

    private init(verified: String) { description = verified }

    /// The region used where none is named, and the home of the global services.
    public static let standard = Region(verified: "us-east-1")

    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let region = Region(text) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "not a region name"))
        }
        self = region
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
