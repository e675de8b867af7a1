import KMSModel
import KeyEngine

// Enumerations that are stored as AWS's names, their raw values.
extension KeyEngine.KeySpec: Codable {}
extension KeyUsage: Codable {}
extension OriginType: Codable {}
extension KeyLastUsageTrackingOperation: Codable {}
extension KeyMaterialState: Codable {}
extension RotationType: Codable {}
extension GrantOperation: Codable {}
extension CustomKeyStoreType: Codable {}
extension ConnectionErrorCodeType: Codable {}
