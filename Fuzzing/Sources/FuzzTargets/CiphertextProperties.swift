import Essentials
import KeyEngine

/// A ciphertext blob that parses has the one form that sealing writes, and only what was sealed opens.
enum CiphertextProperties {
    static let material = [UInt8](repeating: 0x59, count: 32)
    static let context = ["purpose": "fuzzing"]
    private static let key = try? SymmetricKey(
        KeyMaterial(spec: .symmetricDefault, stored: SecretBytes(material)))
    private static let overhead = 16 + 12 + 16

    static func check(_ input: [UInt8]) throws(BrokenProperty) {
        guard let key, let blob = try? CiphertextBlob.parse(input) else { return }
        let (header, headerLength) = try rebuild(blob, key)
        guard let context = try? EncryptionContext(context) else { return }
        guard header.form != .external else {
            return try checkLayers(blob, DoubleEncryption(key, header: header, context: context))
        }
        guard let plaintext = try? key.open(blob, context: context) else { return }
        let drawn = Array(input[headerLength..<headerLength + 28])
        let again = try? key.seal(plaintext, header: header, context: context, random: Recorded(drawn: drawn))
        try BrokenProperty.unless(again?.bytes == input, "opened, and is not what sealing writes")
    }

    /// The outer layer has one form too. Inside it may be an inner layer, as if the external key changed nothing.
    private static func checkLayers(_ blob: CiphertextBlob, _ layers: DoubleEncryption) throws(BrokenProperty) {
        guard let outer = try? layers.outer(of: blob) else {
            throw BrokenProperty(description: "a blob that parses and has no outer layer")
        }
        try BrokenProperty.unless(layers.blob(outer) == blob.bytes, "an outer layer of two forms")
        guard let plaintext = try? layers.openInner(outer.ciphertext) else { return }
        let again = try? layers.sealInner(plaintext, random: Recorded(drawn: Array(outer.ciphertext.prefix(28))))
        try BrokenProperty.unless(again == outer.ciphertext, "an inner layer opened, and is not what sealing writes")
    }

    /// The header made anew from what the blob's names, and its length.
    private static func rebuild(
        _ blob: CiphertextBlob, _ key: SymmetricKey
    ) throws(BrokenProperty) -> (header: CiphertextHeader, length: Int) {
        let arn = blob.header.keyARN(in: .standard)
        guard
            let header = try? CiphertextHeader(
                keyARN: arn, materialID: blob.header.materialID, form: blob.header.form),
            let empty = try? key.seal(SecretBytes([]), header: header, context: .empty, random: SystemRandom())
        else { throw BrokenProperty(description: "a header that parses and cannot be written") }
        let length = empty.bytes.count - overhead
        try BrokenProperty.unless(
            header == blob.header && empty.bytes.prefix(length) == blob.bytes.prefix(length),
            "a header of two forms")
        return (header, length)
    }
}

/// Gives out what an earlier run drew.
struct Recorded: RandomSource {
    let drawn: [UInt8]

    func bytes(_ count: Int) -> [UInt8] { Array(drawn.prefix(count)) }
}
