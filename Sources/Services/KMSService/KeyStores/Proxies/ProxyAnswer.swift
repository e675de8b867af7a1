import Essentials
import KeyEngine

/// What a proxy answers, read as the specification has it; whatever is not of it is a malformed answer.
/// Source: AWS KMS External Key Store Proxy API specification, "API operations".
struct ProxyAnswer {
    private let json: JSON

    init(_ body: [UInt8]) throws(ProxyError) {
        do throws(JSONError) {
            json = try JSON(parsing: body, maximumDepth: 5)
        } catch {
            throw ProxyError(.malformedAnswer, "not JSON: \(error)")
        }
    }

    /// An answer that is no success: `errorName`, and for the log `errorMessage`.
    func refusal(status: Int) -> ProxyError {
        guard let name = json["errorName"]?.string, name.hasSuffix("Exception"),
            let failure = ProxyFailure(rawValue: name)
        else {
            return ProxyError(.malformedAnswer, "status \(status) without a known errorName")
        }
        return ProxyError(failure, "status \(status): \(json["errorMessage"]?.string?.prefix(512) ?? "")")
    }

    private func bytes(_ name: String) -> [UInt8]? { json[name]?.string.flatMap { Base64.decode($0) } }

    private static func malformed(_ what: String) -> ProxyError { ProxyError(.malformedAnswer, what) }
}

extension ProxyAnswer {
    /// Throws where no external key manager is available.
    func requireHealth() throws(ProxyError) {
        guard let size = json["xksProxyFleetSize"]?.integer, size > 0,
            ["xksProxyVendor", "xksProxyModel", "ekmVendor"].allSatisfy({ json[$0]?.string != nil }),
            let managers = json["ekmFleetDetails"]?.array, (1...10).contains(managers.count),
            managers.allSatisfy({ $0["id"]?.string != nil && $0["model"]?.string != nil })
        else { throw Self.malformed("GetHealthStatus") }
        let states = managers.map { $0["healthStatus"]?.string ?? "" }
        guard states.allSatisfy(["ACTIVE", "DEGRADED", "UNAVAILABLE"].contains) else {
            throw Self.malformed("healthStatus")
        }
        guard states.contains(where: { $0 != "UNAVAILABLE" }) else {
            throw ProxyError(.unhealthy, "every external key manager is unavailable")
        }
    }

    func keyMetadata() throws(ProxyError) -> ExternalKeyMetadata {
        guard let spec = json["keySpec"]?.string, let status = json["keyStatus"]?.string,
            ["ENABLED", "DISABLED"].contains(status), let usages = json["keyUsage"]?.array, usages.count <= 10
        else { throw Self.malformed("GetKeyMetadata") }
        let names = usages.compactMap(\.string)
        guard names.count == usages.count, (names + [spec]).allSatisfy({ $0.utf8.count <= 64 }) else {
            throw Self.malformed("keyUsage or keySpec")
        }
        return ExternalKeyMetadata(spec: spec, usages: names, status: status)
    }

    /// - Parameters:
    ///   - length: of the plaintext
    ///   - data: what was to be authenticated with it
    func sealed(length: Int, authenticating data: [UInt8]) throws(ProxyError) -> ExternalCiphertext {
        let metadata = json["ciphertextMetadata"].map { $0.isNull ? [] : bytes("ciphertextMetadata") } ?? []
        guard let metadata, let nonce = bytes("initializationVector"), let tag = bytes("authenticationTag"),
            let ciphertext = bytes("ciphertext"), ciphertext.count == length,
            let sealed = ExternalCiphertext(
                metadata: metadata, initializationVector: nonce, authenticationTag: tag, ciphertext: ciphertext)
        else { throw Self.malformed("Encrypt") }
        guard bytes("ciphertextDataIntegrityValue") == sealed.integrityValue(authenticating: data) else {
            throw Self.malformed("ciphertextDataIntegrityValue")
        }
        return sealed
    }

    func plaintext(length: Int) throws(ProxyError) -> [UInt8] {
        guard let plaintext = bytes("plaintext"), plaintext.count == length else { throw Self.malformed("Decrypt") }
        return plaintext
    }
}
