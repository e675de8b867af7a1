import AWSProtocols
import Essentials

/// A scenario of Amazon EC2, which needs resources of certain types to be simulated.
/// Source: IAM API reference, SimulatePrincipalPolicy, `ResourceHandlingOption`.
enum ResourceHandlingOption: String {
    case instanceStore = "EC2-VPC-InstanceStore"
    case instanceStoreSubnet = "EC2-VPC-InstanceStore-Subnet"
    case blockStore = "EC2-VPC-EBS"
    case blockStoreSubnet = "EC2-VPC-EBS-Subnet"

    private var types: [String] {
        let always = ["instance", "image", "security-group", "network-interface"]
        return switch self {
        case .instanceStore: always
        case .instanceStoreSubnet: always + ["subnet"]
        case .blockStore: always + ["volume"]
        case .blockStoreSubnet: always + ["subnet", "volume"]
        }
    }

    func requireResources(in resources: [String]) throws(AWSError) {
        let present = Set(resources.compactMap { ARN($0) }.filter { $0.service == "ec2" }.compactMap(\.resourceType))
        for type in types where !present.contains(type) {
            throw .invalidInput("ResourceHandlingOption \(rawValue) requires a resource of type \(type).")
        }
    }
}

extension String {
    var isARN: Bool { ARN(self) != nil }
}
