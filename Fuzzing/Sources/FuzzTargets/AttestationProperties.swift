import KeyEngine

/// The input is an attestation document, as a `Recipient` carries it.
enum AttestationProperties {
    static func check(_ input: [UInt8]) throws(BrokenProperty) {
        let document = try? AttestationDocument(input)
        try BrokenProperty.unless(document == (try? AttestationDocument(input)), "the same bytes mean two things")
        guard let document else { return }
        try BrokenProperty.unless(
            document.publicKey.count <= 1024 && document.certificate.count <= 1024, "a field is longer than it may be")
        let isWhole =
            (try? AttestationDocument(input.dropLast())) == nil && (try? AttestationDocument(input + [0])) == nil
        try BrokenProperty.unless(isWhole, "a document ends in two places")
    }
}
