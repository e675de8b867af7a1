import KeyEngine

/// The first line names a key spec; the rest is material to import. What is accepted has one form, and works.
enum PrivateKeyProperties {
    static func check(_ input: [UInt8]) throws(BrokenProperty) {
        let (name, secret) = input.lineAndRest
        guard let spec = KeySpec(rawValue: name),
            let material = try? KeyMaterial.importing(SecretBytes(secret), as: spec)
        else { return }
        let again = try? KeyMaterial.importing(material.secret, as: spec)
        try BrokenProperty.unless(again?.secret == material.secret, "the stored form is not the one form")
        guard spec.isAsymmetric else { return }
        guard let key = try? PrivateKey(material) else {
            throw BrokenProperty(description: "imported, and no private key")
        }
        try PublicKeyProperties.check(Array("\(name)\n".utf8) + key.publicKey.subjectPublicKeyInfo)
        guard let algorithm = spec.signingAlgorithms.first, let type = algorithm.messageTypes.first else { return }
        let isWhole: Void? = try? key.publicKey.verify(
            key.sign([1, 2, 3], type: type, algorithm: algorithm), of: [1, 2, 3], type: type, algorithm: algorithm)
        try BrokenProperty.unless(isWhole != nil, "what the imported key signs does not verify")
    }
}
