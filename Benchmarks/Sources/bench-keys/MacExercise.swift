import KeyEngine

/// GenerateMac and VerifyMac over 256 bytes.
struct MacExercise: KeyExercise {
    private let key: MacKey
    private let algorithm: MacAlgorithm
    private let message = [UInt8](repeating: 7, count: 256)
    private let mac: [UInt8]

    init(_ material: KeyMaterial, _ algorithm: MacAlgorithm) throws {
        key = try MacKey(material)
        self.algorithm = algorithm
        mac = try key.mac(message, algorithm: algorithm)
    }

    func make() throws { _ = try key.mac(message, algorithm: algorithm) }

    func check() throws { try key.verify(mac, of: message, algorithm: algorithm) }
}
