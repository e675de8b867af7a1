/// How DeriveSharedSecret works. Raw values are AWS's names.
public enum KeyAgreementAlgorithm: String, CaseIterable, Sendable {
    case ecdh = "ECDH"
}
