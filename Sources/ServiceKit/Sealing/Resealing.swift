import Essentials

/// Turns values that one root key has sealed into values that another one has.
public protocol Resealing {
    /// Throws where `sealed` was not sealed under the old key for this purpose.
    func reseal(_ sealed: [UInt8], purpose: [UInt8]) throws -> [UInt8]
}

extension Resealing {
    /// The same for a value in base 64, as records keep them.
    public func reseal(base64 sealed: String, purpose: [UInt8]) throws -> String {
        guard let bytes = Base64.decode(sealed) else { throw ResealingError.notBase64 }
        return Base64.encode(try reseal(bytes, purpose: purpose))
    }
}

public enum ResealingError: Error, Sendable {
    case notBase64
}
