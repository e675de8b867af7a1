import AWSProtocols
import Essentials
import ServiceKit

/// Which event bus: each account has its own in each region.
struct BusID: Hashable, Codable, Sendable {
    /// The bus that every account has from the beginning.
    static let defaultName = "default"

    let account: AccountID
    let region: Region
    let name: String

    init(account: AccountID, region: Region, name: String) {
        self.account = account
        self.region = region
        self.name = name
    }

    /// The bus that a call names: by name, by ARN, or the caller's default bus where it names none.
    init(_ nameOrARN: String?, in scope: RequestScope) throws(AWSError) {
        guard let text = nameOrARN, text.hasPrefix("arn:") else {
            self.init(account: scope.account, region: scope.region, name: nameOrARN ?? Self.defaultName)
            return
        }
        guard let bus = BusID(arn: text) else {
            throw .invalid("EventBusName", "Provided Arn is not in correct format.")
        }
        self = bus
    }

    /// Nil unless `text` is the ARN of a bus.
    init?(arn text: String) {
        guard let arn = ARN(text), arn.service == "events", let account = AccountID(arn.account),
            let region = Region(arn.region), arn.resourceType == "event-bus", !arn.resourceName.isEmpty
        else { return nil }
        self.init(account: account, region: region, name: arn.resourceName)
    }

    var arn: String { "arn:aws:events:\(region):\(account):event-bus/\(name)" }
    var isDefault: Bool { name == Self.defaultName }

    func ruleARN(_ rule: String) -> String {
        "arn:aws:events:\(region):\(account):rule/\(isDefault ? "" : "\(name)/")\(rule)"
    }
}
