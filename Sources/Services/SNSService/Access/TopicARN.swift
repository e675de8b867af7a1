import AWSProtocols
import Essentials

/// The name of a topic: `arn:aws:sns:us-east-1:123456789012:MyTopic`.
struct TopicARN: Hashable, Sendable, Codable, CustomStringConvertible {
    let account: AccountID
    let region: Region
    let name: String

    init(account: AccountID, region: Region, name: String) {
        self.account = account
        self.region = region
        self.name = name
    }

    /// Nil unless `text` names a topic.
    init?(_ text: String) {
        guard let arn = ARN(text), arn.service == "sns", let account = AccountID(arn.account),
            let region = Region(arn.region), Self.isName(arn.resource)
        else { return nil }
        self.init(account: account, region: region, name: arn.resource)
    }

    /// Throws InvalidParameter for what is no ARN of a topic in the region.
    init(_ text: String, parameter: String = "TopicArn", in region: Region?) throws(AWSError) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).count
        guard parts >= 6 else {
            throw .invalidParameter("\(parameter) Reason: An ARN must have at least 6 elements, not \(parts)")
        }
        guard let arn = TopicARN(text), region == nil || arn.region == region else {
            throw .invalidParameter(parameter)
        }
        self = arn
    }

    var description: String { "arn:aws:sns:\(region):\(account):\(name)" }

    /// 1 to 256 letters, digits, hyphens and underscores; a FIFO topic's name ends with `.fifo`, which counts.
    static func isName(_ text: String) -> Bool {
        let stem = text.hasSuffix(".fifo") ? text.dropLast(5) : text[...]
        return (1...256).contains(text.utf8.count) && !stem.isEmpty && stem.utf8.allSatisfy(isNameByte)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"): true
        default: false
        }
    }
}

/// The name of a subscription: its topic's, and behind a colon its id.
struct SubscriptionARN: Hashable, Sendable, CustomStringConvertible {
    let topic: TopicARN
    let id: String

    /// Throws InvalidParameter for what is no ARN of a subscription in the region.
    init(_ text: String, in region: Region?) throws(AWSError) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).count
        guard parts >= 6 else {
            throw .invalidParameter("SubscriptionArn Reason: An ARN must have at least 6 elements, not \(parts)")
        }
        guard parts == 7, let colon = text.lastIndex(of: ":"), let topic = TopicARN(String(text[..<colon])),
            region == nil || topic.region == region, colon < text.index(before: text.endIndex)
        else { throw .invalidParameter("SubscriptionId") }
        self.topic = topic
        id = String(text[text.index(after: colon)...])
    }

    var description: String { "\(topic):\(id)" }
}
