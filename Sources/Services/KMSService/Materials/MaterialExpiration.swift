import AWSProtocols
import Essentials
import KMSModel

/// Whether and when imported material expires, as an ImportKeyMaterial request asks for it.
/// Source: AWS KMS API reference, ImportKeyMaterial, `ExpirationModel` and `ValidTo`.
struct MaterialExpiration {
    static let longest = TimeSpan.days(365)

    /// Nil where the material does not expire.
    let date: Timestamp?

    init(_ model: ExpirationModelType?, validTo: Timestamp?, at now: Timestamp) throws(AWSError) {
        switch (model ?? .keyMaterialExpires, validTo) {
        case (.keyMaterialExpires, nil):
            throw .validation("ValidTo is required when ExpirationModel is KEY_MATERIAL_EXPIRES.")
        case (.keyMaterialDoesNotExpire, _?):
            throw .validation("ValidTo is not valid when ExpirationModel is KEY_MATERIAL_DOES_NOT_EXPIRE.")
        case (.keyMaterialDoesNotExpire, nil): date = nil
        case (.keyMaterialExpires, let validTo?):
            guard validTo > now else { throw .validation("ValidTo must be a date and time in the future.") }
            guard validTo <= now + Self.longest else {
                throw .validation("ValidTo must be within 365 days of the request.")
            }
            date = validTo
        }
    }
}
