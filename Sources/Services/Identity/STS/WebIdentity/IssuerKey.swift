import Essentials
import JWTKit

/// A public key of an OIDC issuer, from its JSON Web Key Set (RFC 7517).
struct IssuerKey: Sendable, Hashable {
    private enum Material: Hashable, Sendable {
        case rsa(modulus: String, exponent: String)
        case ellipticCurve(name: String, x: String, y: String)
    }

    let id: String?
    /// The only algorithm that the key is for, where the issuer says so.
    private let algorithm: String?
    private let material: Material

    /// Nil for keys of other kinds, for keys that do not sign, and for RSA keys of less than 2,048 bits.
    init?(_ json: JSON) {
        guard let type = json["kty"]?.string, json["use"]?.string ?? "sig" == "sig" else { return nil }
        switch type {
        case "RSA":
            guard let modulus = json["n"]?.string, let exponent = json["e"]?.string,
                let bytes = Base64.decode(urlSafe: modulus[...]), bytes.drop(while: { $0 == 0 }).count >= 256
            else { return nil }
            material = .rsa(modulus: modulus, exponent: exponent)
        case "EC":
            guard let name = json["crv"]?.string, let x = json["x"]?.string, let y = json["y"]?.string else {
                return nil
            }
            material = .ellipticCurve(name: name, x: x, y: y)
        default: return nil
        }
        id = json["kid"]?.string
        algorithm = json["alg"]?.string
    }

    /// Whether the token was signed with this key, by an algorithm that STS takes and that fits the key.
    func verifies(_ token: WebIdentityToken) async -> Bool {
        guard algorithm ?? token.algorithm == token.algorithm, let key = webKey(for: token.algorithm),
            let verifier = try? await JWTKeyCollection().add(jwk: key).getKey(for: Self.identifier)
        else { return false }
        return (try? verifier.verify(token.signature, signs: token.signedBytes)) ?? false
    }

    /// Source of the algorithms: STS API reference, AssumeRoleWithWebIdentity, `WebIdentityToken`.
    private func webKey(for algorithm: String) -> JWK? {
        switch (material, algorithm) {
        case (.rsa(let modulus, let exponent), "RS256"), (.rsa(let modulus, let exponent), "RS384"),
            (.rsa(let modulus, let exponent), "RS512"):
            JWK.rsa(.init(rawValue: algorithm), identifier: Self.identifier, modulus: modulus, exponent: exponent)
        case (.ellipticCurve("P-256", let x, let y), "ES256"):
            JWK.ecdsa(.es256, identifier: Self.identifier, x: x, y: y, curve: .p256)
        case (.ellipticCurve("P-384", let x, let y), "ES384"):
            JWK.ecdsa(.es384, identifier: Self.identifier, x: x, y: y, curve: .p384)
        case (.ellipticCurve("P-521", let x, let y), "ES512"):
            JWK.ecdsa(.es512, identifier: Self.identifier, x: x, y: y, curve: .p521)
        default: nil
        }
    }

    /// The key is alone in its collection.
    private static let identifier = JWKIdentifier(string: "key")
}
