import Essentials
import KeyEngine
import Store

/// Seals the seeds of multi-factor devices before they reach the store.
struct MultiFactorVault: Sendable {
    let rootKey: RootKey
    let random: any RandomSource

    /// As long as AWS's: 64 digits of base 32.
    private static let seedLength = 40

    func drawSeed() -> SecretBytes { SecretBytes(random.bytes(Self.seedLength)) }

    func seal(_ seed: SecretBytes, of device: RecordKey) throws -> String {
        Base64.encode(try rootKey.seal(seed, purpose: Self.purpose(device), random: random))
    }

    func password(of device: MultiFactorDeviceRecord) throws -> OneTimePassword {
        guard let bytes = Base64.decode(device.sealedSeed) else { throw KeyEngineError.invalidSealedData }
        return OneTimePassword(seed: try rootKey.open(bytes, purpose: Self.purpose(device.key)))
    }

    static func purpose(_ device: RecordKey) -> [UInt8] { Array("\(MultiFactorDeviceRecord.kind)/\(device)/seed".utf8) }
}
