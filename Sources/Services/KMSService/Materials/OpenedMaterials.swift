import KeyEngine
import Synchronization

/// The materials of one key, each opened on first use and kept ready. They are wiped when the last user lets go.
final class OpenedMaterials: Sendable {
    private enum Opened: Sendable {
        case symmetric(SymmetricMaterial)
        case mac(MacKey)
        case asymmetric(PrivateKey)
    }

    private let key: KeyRecord
    private let vault: MaterialVault
    private let opened = Mutex<[String: Opened]>([:])

    init(of key: KeyRecord, vault: MaterialVault) {
        self.key = key
        self.vault = vault
    }

    /// Throws `unsupportedAlgorithm` unless the key's spec is SYMMETRIC_DEFAULT.
    func symmetric(_ material: MaterialRecord) throws -> SymmetricMaterial {
        guard case .symmetric(let opened) = try open(material) else { throw KeyEngineError.unsupportedAlgorithm }
        return opened
    }

    /// Throws `unsupportedAlgorithm` unless the key's spec is an HMAC one.
    func macKey(_ material: MaterialRecord) throws -> MacKey {
        guard case .mac(let key) = try open(material) else { throw KeyEngineError.unsupportedAlgorithm }
        return key
    }

    /// Throws `unsupportedAlgorithm` unless the key's spec is asymmetric.
    func privateKey(_ material: MaterialRecord) throws -> PrivateKey {
        guard case .asymmetric(let key) = try open(material) else { throw KeyEngineError.unsupportedAlgorithm }
        return key
    }

    private func open(_ material: MaterialRecord) throws -> Opened {
        if let ready = opened.withLock({ $0[material.id] }) { return ready }
        // Outside the lock: two callers may open the same material, which costs time and does no harm.
        let ready = try prepare(try vault.open(material, of: key), id: material.id)
        opened.withLock { $0[material.id] = ready }
        return ready
    }

    private func prepare(_ material: KeyMaterial, id: String) throws -> Opened {
        switch material.spec.family {
        case .symmetric: .symmetric(try SymmetricMaterial(material, id: id, of: key))
        case .hmac: .mac(try MacKey(material))
        case .rsa, .ellipticCurve, .edwards, .mlDsa, .sm2: .asymmetric(try PrivateKey(material))
        }
    }
}
